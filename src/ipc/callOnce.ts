import { createConnection } from 'node:net';
import type { CoordinatorError } from '../core/errors';
import { hostUnavailable } from '../core/errors';
import type { MethodName, MethodParams, MethodResults } from '../protocol/methods';
import type { WireResponse } from '../protocol/wire';
import { fromWireError, protocolVersion } from '../protocol/wire';
import type { ClientKind } from './clientKind';
import type { Owner } from './ownerFile';
import { readOwner } from './ownerFile';
import type { RepositoryLocation } from './repositoryLocation';
import { stateDir } from './repositoryLocation';

/** One call of a client that asks once and is gone. */
export interface OneCall<M extends MethodName> {
  readonly location: RepositoryLocation;
  readonly client: ClientKind;
  readonly method: M;
  readonly params: MethodParams<M>;
  /** After this time, in milliseconds, the call fails whatever has happened. */
  readonly timeoutMs: number;
}

/**
 * Asks the host that is running one thing, on a connection of its own, without waiting for the greeting to be
 * answered. This is the path of hooks: it loads next to nothing and starts no host.
 * @throws CoordinatorError `hostUnavailable` when none runs or it does not answer in time; what the host answers.
 */
export function callOnce<M extends MethodName>(call: OneCall<M>): Promise<MethodResults[M]> {
  const owner = readOwner(stateDir(call.location.commonDir));
  if (owner?.state !== 'active') return Promise.reject(hostUnavailable('none is running'));
  return new Promise((resolve, reject) => ask(owner, call, resolve, reject));
}

function ask<M extends MethodName>(
  owner: Owner,
  call: OneCall<M>,
  resolve: (result: MethodResults[M]) => void,
  reject: (error: CoordinatorError) => void,
): void {
  const socket = createConnection(owner.endpoint);
  const fail = (error: CoordinatorError): void => {
    clearTimeout(timer);
    socket.destroy();
    reject(error);
  };
  const timer = setTimeout(
    () => fail(hostUnavailable(`it did not answer within ${call.timeoutMs} ms`)),
    call.timeoutMs,
  );
  const hello = { protocolVersion, token: owner.token, client: call.client, pid: process.pid };
  let received = '';
  socket.setEncoding('utf8');
  socket.on('error', (error) =>
    fail(hostUnavailable(`its endpoint does not answer (${error.message})`, error)),
  );
  socket.on('close', () => fail(hostUnavailable('it closed the connection')));
  socket.on('data', (chunk: string) => {
    received += chunk;
    let answered: WireResponse | null;
    try {
      answered = findAnswer(received);
    } catch (error) {
      fail(hostUnavailable('its answer cannot be read', error));
      return;
    }
    if (answered === null) return;
    if (answered.error !== undefined) fail(fromWireError(answered.error));
    else resolve(answered.result as MethodResults[M]);
    clearTimeout(timer);
    socket.destroy();
  });
  const requests = [
    { id: 0, method: 'hello', params: hello },
    { id: 1, method: call.method, params: call.params },
  ];
  socket.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
}

// The answer to the call, or the refusal of the greeting.
function findAnswer(received: string): WireResponse | null {
  const lines = received.split('\n').slice(0, -1);
  const responses = lines.map((line) => JSON.parse(line) as WireResponse);
  return responses.find((response) => response.id === 1 || response.error !== undefined) ?? null;
}
