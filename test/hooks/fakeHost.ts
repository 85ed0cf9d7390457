// A host of a repository that answers every agent event with the same thing, at the real rendezvous.
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { AgentReply } from '../../src/core/agentEvent';
import { ownerPath } from '../../src/ipc/ownerFile';
import type { OwnerRecord } from '../../src/ipc/ownerFile';
import type { MethodParams } from '../../src/protocol/methods';
import { protocolVersion } from '../../src/protocol/wire';
import type { Repository } from '../support/git';

/** What the host does with an event: answers it, answers a line as it is, or keeps silent. */
export type Behaviour = Partial<AgentReply> | { readonly line: string } | 'silent';

/** A fake host; `events` are those that it was told. */
export interface FakeHost extends AsyncDisposable {
  readonly events: MethodParams<'agentEvent'>[];
  /** The state folder of the repository. */
  readonly stateDir: string;
}

/** Starts a fake host that owns the repository. */
export async function fakeHost(repository: Repository, behaviour: Behaviour): Promise<FakeHost> {
  const stateDir = join(repository.path, '.git', 'parallel-cc');
  const endpoint =
    process.platform === 'win32' ? `\\\\.\\pipe\\${repository.path}` : join(repository.folder, 'host.sock');
  const events: MethodParams<'agentEvent'>[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    answerLines(socket, behaviour, events);
  });
  server.listen(endpoint);
  await once(server, 'listening');
  await mkdir(stateDir, { recursive: true });
  await writeFile(ownerPath(stateDir, 1), JSON.stringify(ownerRecord(endpoint)));
  return {
    events,
    stateDir,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function ownerRecord(endpoint: string): OwnerRecord {
  const process_ = { pid: process.pid, startTime: null, bootId: null };
  return {
    kind: 'headless',
    machine: { name: 'here', id: 'here', bootId: null, pidNamespace: null },
    process: process_,
    endpoint,
    token: 'x',
    version: '0.0.0',
    startedAt: 0,
  };
}

function answerLines(socket: Socket, behaviour: Behaviour, events: MethodParams<'agentEvent'>[]): void {
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (received + chunk).split('\n');
    received = lines.pop() ?? '';
    for (const line of lines) answer(JSON.parse(line) as { id: number; method: string; params: unknown });
  });
  const answer = ({ id, method, params }: { id: number; method: string; params: unknown }): void => {
    if (method === 'agentEvent') events.push(params as MethodParams<'agentEvent'>);
    if (behaviour === 'silent') return;
    if ('line' in behaviour) return void socket.write(`${behaviour.line}\n`);
    const reply = { decision: 'none', reason: null, context: '', ...behaviour };
    const result = method === 'hello' ? { protocolVersion } : reply;
    socket.write(`${JSON.stringify({ id, result })}\n`);
  };
}
