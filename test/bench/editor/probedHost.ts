// An extension host with the probe in it, driven from outside.
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runExtensionTests } from '../../support/editor/runExtensionTests';
import type { ProbeCalls, ProbeReply } from './probeCalls';
import { portVariable } from './probeCalls';

/** The one that waits for its calls inside a running extension host. */
export interface Probe {
  ask<C extends keyof ProbeCalls>(call: C, params: ProbeCalls[C]['params']): Promise<ProbeCalls[C]['result']>;
}

/** Starts an editor with a folder and an unpacked extension, has `task` ask the probe in it, and ends the editor. */
export async function withProbedHost<T>(
  workspace: string,
  extension: string,
  task: (probe: Probe) => Promise<T>,
): Promise<T> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const running = runExtensionTests({
    suite: join(import.meta.dirname, 'probe.ts'),
    extensionDevelopmentPath: extension,
    workspace,
    env: { [portVariable]: String((server.address() as AddressInfo).port) },
  });
  try {
    const probe = await Promise.race([connectProbe(server), running.then(endedEarly)]);
    const result = await Promise.race([task(probe), running.then(endedEarly)]);
    await probe.ask('end', null);
    await running;
    return result;
  } finally {
    server.close();
  }
}

async function connectProbe(server: Server): Promise<Probe> {
  const [socket] = (await once(server, 'connection')) as [Socket];
  const answers = createInterface(socket)[Symbol.asyncIterator]();
  return {
    async ask(call, params) {
      socket.write(`${JSON.stringify({ call, params })}\n`);
      const answer = await answers.next();
      if (answer.done === true) throw new Error(`The extension host ended while it was asked to ${call}.`);
      const reply = JSON.parse(answer.value) as ProbeReply;
      if ('error' in reply) throw new Error(`In the extension host: ${reply.error}`);
      return reply.result as never;
    },
  };
}

function endedEarly(): never {
  throw new Error('The editor ended before it was measured.');
}
