import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import type { HostClient } from '../../src/ipc/client';
import { connectHost } from '../../src/ipc/client';
import { ownerPath } from '../../src/ipc/ownerFile';
import { findRepository } from '../../src/ipc/repositoryLocation';
import { protocolVersion } from '../../src/protocol/wire';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';

interface Asked extends AsyncDisposable {
  readonly client: HostClient;
  /** The methods that the host was asked, but for the greeting. */
  readonly methods: readonly string[];
}

/** Connects to a host that speaks a version of the protocol and answers everything with nothing. */
async function connectTo(repository: Repository, protocol: string): Promise<Asked> {
  const methods: string[] = [];
  const server = createServer((socket) => {
    createInterface(socket).on('line', (line) => {
      const { id, method } = JSON.parse(line) as { id: number; method: string };
      if (method !== 'hello') methods.push(method);
      const result = method === 'hello' ? { protocolVersion: protocol, host: { version: '2.9.0' } } : {};
      socket.write(`${JSON.stringify({ id, result })}\n`);
    });
  });
  const endpoint =
    process.platform === 'win32' ? `\\\\.\\pipe\\${repository.path}` : join(repository.folder, 'host.sock');
  server.listen(endpoint);
  await once(server, 'listening');
  const stateDir = join(repository.path, '.git', 'parallel-cc');
  await mkdir(stateDir, { recursive: true });
  const machine = { name: 'here', id: 'here', bootId: null, pidNamespace: null };
  const owner = { kind: 'headless', process: { pid: process.pid }, machine, endpoint, token: 'x', version: '2.9.0', startedAt: 0 }; // prettier-ignore
  await writeFile(ownerPath(stateDir, 1), JSON.stringify(owner));
  const location = findRepository(repository.path);
  if (location === null) throw new Error('The repository was not found.');
  const client = await connectHost({ location, client: 'test', start: false, timeoutMs: 5000 });
  return {
    client,
    methods,
    async [Symbol.asyncDispose]() {
      client.dispose();
      server.close();
      await once(server, 'close');
    },
  };
}

const preview = { path: '/w/one', force: true, dryRun: true };

it('an older host, which would remove what is only to be looked at, is not asked to', async () => {
  await using repository = await makeRepository({ files: { a: 'a\n' } });
  await using asked = await connectTo(repository, '1.0');
  await expect(asked.client.call('removeWorktree', preview)).rejects.toMatchObject({
    code: 'versionMismatch',
    message: expect.stringContaining(
      `coordinator (parallel-cc 2.9.0, protocol 1.0) is older than this program`,
    ) as string,
    hint: expect.stringContaining('parallel-cc serve --stop') as string,
  });
  for (const call of [
    asked.client.call('cleanUp', { dryRun: true }),
    asked.client.call('undoOperation', { operation: null, dryRun: true, force: false, plan: 'x' }),
    asked.client.call('rebaseSession', { session: 'one', onto: 'main', checkOnly: true }),
  ])
    await expect(call).rejects.toMatchObject({ code: 'versionMismatch' });
  await asked.client.call('getSnapshot', { fresh: false });
  expect(asked.methods).toEqual(['getSnapshot']);
});

it.each([protocolVersion, '1.9'])(
  'a host of protocol %s is asked, since it refuses what it does not know',
  async (protocol) => {
    await using repository = await makeRepository({ files: { a: 'a\n' } });
    await using asked = await connectTo(repository, protocol);
    await asked.client.call('removeWorktree', preview);
    expect(asked.methods).toEqual(['removeWorktree']);
  },
);
