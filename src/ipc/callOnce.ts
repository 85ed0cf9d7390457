import { setTimeout as delay } from 'node:timers/promises';
import { createConnection } from 'node:net';
import { CoordinatorError, hostUnavailable } from '../core/errors';
import type { MethodName, MethodParams, MethodResults } from '../protocol/methods';
import { programVersion } from '../protocol/version';
import type { WireResponse } from '../protocol/wire';
import { fromWireError, protocolVersion } from '../protocol/wire';
import type { ClientKind } from './clientKind';
import type { Owner } from './ownerFile';
import { isChangingHands, readOwner } from './ownerFile';
import type { RepositoryLocation } from './repositoryLocation';
import { stateDir } from './repositoryLocation';

/** One call of a client that asks once and is gone. */
export interface OneCall<M extends MethodName> {
  readonly location: RepositoryLocation;
  readonly client: ClientKind;
  readonly method: M;
  readonly params: MethodParams<M>;
  /** The same when the call is made again, so that it is done once. */
  readonly requestId?: string;
  /** After this time, in milliseconds, the call fails whatever has happened. */
  readonly timeoutMs: number;
}

/** How long between two looks for the next host, in milliseconds. */
const retryMs = 15;

/**
 * Asks the host that is running one thing, on a connection of its own, without waiting for the greeting to be
 * answered. This is the path of hooks: it loads next to nothing and starts no host. While the repository is just being
 * handed over, it asks the next host.
 * @throws CoordinatorError `hostUnavailable` when none runs or it does not answer in time; what the host answers.
 */
export async function callOnce<M extends MethodName>(call: OneCall<M>): Promise<MethodResults[M]> {
  const deadline = performance.now() + call.timeoutMs;
  for (;;) {
    const owner = readOwner(stateDir(call.location.commonDir));
    try {
      if (owner?.state !== 'active') throw hostUnavailable('none is running');
      return await ask(owner, call, deadline - performance.now());
    } catch (error) {
      const late = performance.now() + retryMs >= deadline;
      if (late || !isUnavailable(error) || call.method === 'handOver') throw error;
      const next = readOwner(stateDir(call.location.commonDir));
      if (next === null || (next.epoch === owner?.epoch && !isChangingHands(next))) throw error;
      await delay(retryMs);
    }
  }
}

function ask<M extends MethodName>(
  owner: Owner,
  call: OneCall<M>,
  timeoutMs: number,
): Promise<MethodResults[M]> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(owner.endpoint);
    const fail = (error: CoordinatorError): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const late = (): void => fail(hostUnavailable(`it did not answer within ${call.timeoutMs} ms`));
    const timer = setTimeout(late, timeoutMs);
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
        answered = findAnswer(received, call.method);
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
    socket.write(messagesOf(owner, call));
  });
}

function messagesOf<M extends MethodName>(
  { token }: Owner,
  { client, method, params, requestId }: OneCall<M>,
): string {
  const hello = { protocolVersion, version: programVersion, token, client, pid: process.pid };
  const requests = [
    { id: 0, method: 'hello', params: hello },
    { id: 1, method, params, requestId },
  ];
  return requests.map((request) => `${JSON.stringify(request)}\n`).join('');
}

// The answer to the call, or the refusal of the greeting; a host of another version refuses that and may leave all the same.
function findAnswer(received: string, method: MethodName): WireResponse | null {
  const lines = received.split('\n').slice(0, -1);
  const responses = lines.map((line) => JSON.parse(line) as WireResponse);
  const isFinal = ({ id, error }: WireResponse): boolean =>
    id === 1 || (error !== undefined && !(method === 'handOver' && error.code === 'versionMismatch'));
  return responses.find(isFinal) ?? null;
}

function isUnavailable(error: unknown): boolean {
  return error instanceof CoordinatorError && error.code === 'hostUnavailable';
}
