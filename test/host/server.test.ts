import { createConnection } from 'node:net';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { connectHost } from '../../src/ipc/client';
import { readOwner } from '../../src/ipc/ownerFile';
import { ReconnectingClient } from '../../src/ipc/reconnectingClient';
import { findRepository, stateDir } from '../../src/ipc/repositoryLocation';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';

const files = { 'a.txt': 'a\n' };

function reach(host: TestCoordinator) {
  const location = findRepository(host.repository.path);
  if (location === null) throw new Error('The repository was not found.');
  const owner = readOwner(stateDir(location.commonDir));
  if (owner === null) throw new Error('The repository has no owner.');
  return { location, owner };
}

/** Sends text as it is, and returns all that comes back until the host or we close. */
async function send(endpoint: string, lines: string, answers: number): Promise<string> {
  const socket = createConnection(endpoint);
  await once(socket, 'connect');
  const received = text(socket);
  let count = 0;
  socket.on('data', (chunk: Buffer) => {
    count += chunk.toString().split('\n').length - 1;
    if (count >= answers) socket.end();
  });
  socket.write(lines);
  if (answers === 0) socket.end();
  return received.catch(() => '');
}

function line(id: number, method: string, params: unknown): string {
  return `${JSON.stringify({ id, method, params })}\n`;
}

describe('a host', () => {
  it.each([
    ['what is not JSON', 'garbage\n'],
    ['what is not a request', '{"hello": 1}\n'],
    ['half a line', '{"id": 1, "meth'],
    ['zero bytes', '\0\0\0\n'],
  ])('closes the connection on %s and goes on', async (_, sent) => {
    await using host = await openCoordinator({ files });
    expect(await send(reach(host).owner.endpoint, sent, 0)).toBe('');
    expect((await host.client.call('getSnapshot', { fresh: false })).sessions).toEqual([]);
  });

  it('answers nothing to who does not know the token, and says why', async () => {
    await using host = await openCoordinator({ files });
    const { endpoint, token } = reach(host).owner;
    const hello = { protocolVersion: '1.0', client: 'test', pid: 1 };
    expect(await send(endpoint, line(0, 'hello', { ...hello, token: 'wrong' }), 1)).toContain(
      '"code":"unauthorized"',
    );
    expect(await send(endpoint, line(0, 'getSnapshot', { fresh: false }), 1)).toContain(
      '"code":"unauthorized"',
    );
    expect(await send(endpoint, line(0, 'hello', { ...hello, token, protocolVersion: '9.0' }), 1)).toContain(
      '"code":"versionMismatch"',
    );
  });

  it('answers a wrong method and wrong parameters with a sentence', async () => {
    await using host = await openCoordinator({ files });
    const { endpoint, token } = reach(host).owner;
    const hello = line(0, 'hello', { protocolVersion: '1.0', client: 'test', pid: 1, token });
    const answers = await send(
      endpoint,
      hello +
        line(1, '__proto__', {}) +
        line(2, 'claimEverything', {}) +
        line(3, 'heartbeat', { session: 7 }),
      4,
    );
    expect(answers.match(/"code":"invalidInput"/g)).toHaveLength(1);
    expect(answers.match(/"code":"versionMismatch"/g)).toHaveLength(2);
    expect(answers).toContain(
      'does not have the method \\"claimEverything\\" that this program (parallel-cc of an unknown version, protocol 1.0)',
    );
  });

  it('refuses parameters that only a newer client knows, and does nothing', async () => {
    await using host = await openCoordinator({ files });
    await host.register();
    const { session } = await host.register();
    const { endpoint, token } = reach(host).owner;
    const newer = { protocolVersion: '1.2', version: '3.1.0', client: 'test', pid: 1, token };
    const removal = { path: session.worktreePath, force: true, onlyAskFirst: true };
    const lines = line(0, 'hello', newer) + line(1, 'removeWorktree', removal);
    const answers = await send(endpoint, lines, 2);
    expect(answers).toContain('"code":"versionMismatch"');
    expect(answers).toContain('does not know \\"onlyAskFirst\\" of \\"removeWorktree\\", which this program (parallel-cc 3.1.0, protocol 1.2)'); // prettier-ignore
    expect(answers).toContain('The coordinator is the older one');
    expect(await stat(session.worktreePath)).toBeDefined();
  });

  it('does for an older client what that asks for, which knows fewer parameters', async () => {
    await using host = await openCoordinator({ files });
    await host.register();
    const { session } = await host.register();
    const { endpoint, token } = reach(host).owner;
    const older = { protocolVersion: '1.0', client: 'test', pid: 1, token };
    const release = { session: session.id, worktree: 'keep' };
    const removal = { path: session.worktreePath, force: true };
    const lines =
      line(0, 'hello', older) + line(1, 'releaseSession', release) + line(2, 'removeWorktree', removal);
    expect(await send(endpoint, lines, 3)).not.toContain('"error"');
    await expect(stat(session.worktreePath)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('of another version says both versions and what to do, and leaves all the same when asked', async () => {
    await using host = await openCoordinator({ files });
    const { owner } = reach(host);
    const { endpoint, token } = owner;
    const newer = { protocolVersion: '2.0', version: '4.1.0', client: 'test', pid: 1, token };
    const answer = await send(endpoint, line(0, 'hello', newer) + line(1, 'handOver', { force: true }), 2);
    expect(answer).toContain(
      'This program (parallel-cc 4.1.0, protocol 2.0) and the running coordinator (parallel-cc 0.0.0, protocol 1.1)',
    );
    expect(answer).toContain('parallel-cc serve --stop');
    expect(answer).toContain('"leaving":true');
    const older = line(0, 'hello', { ...newer, protocolVersion: '0.9' });
    const refused = await send(endpoint, older + line(1, 'getSnapshot', { fresh: false }), 2).catch(() => '');
    expect(refused === '' || refused.includes('This program is the older one: update it.')).toBe(true);
  });

  it('serves fifty clients at once', async () => {
    await using host = await openCoordinator({ files });
    const { location } = reach(host);
    const clients = await Promise.all(
      Array.from({ length: 50 }, () =>
        connectHost({ location, client: 'test', start: false, timeoutMs: 10_000 }),
      ),
    );
    const snapshots = await Promise.all(
      clients.map((client) => client.call('getSnapshot', { fresh: false })),
    );
    expect(snapshots).toHaveLength(50);
    for (const client of clients) client.dispose();
  });

  it('tells subscribers of changes', async () => {
    await using host = await openCoordinator({ files });
    const client = await connectHost({
      location: reach(host).location,
      client: 'test',
      start: false,
      timeoutMs: 5000,
    });
    const told = new Promise<string>((resolve) => {
      client.onNotification((notification) => {
        const names =
          notification.event === 'snapshotChanged'
            ? notification.params.sessions.map(({ name }) => name)
            : [];
        if (names.includes('newcomer')) resolve(names.join());
      });
    });
    await client.call('subscribe', { visible: true });
    await host.register({ name: 'newcomer' });
    expect(await told).toBe('newcomer');
    client.dispose();
  });

  it('is followed by a client that reconnects when another takes its place', async () => {
    await using host = await openCoordinator({ files });
    const client = await ReconnectingClient.connect({
      location: reach(host).location,
      client: 'test',
      start: false,
      timeoutMs: 10_000,
    });
    const { session } = await host.register();
    const before = client.host.startedAt;
    await host.restart();
    const { sessions, host: after } = await client.call('getSnapshot', { fresh: false });
    expect(sessions.map(({ id }) => id)).toEqual([session.id]);
    expect(after.startedAt).toBeGreaterThan(before);
    client.dispose();
  });

  it('is missed with a reason when there is none', async () => {
    await using host = await openCoordinator({ files });
    const { location } = reach(host);
    await host.restart();
    const other = { ...location, commonDir: `${location.commonDir}-elsewhere` };
    await expect(
      connectHost({ location: other, client: 'test', start: false, timeoutMs: 100 }),
    ).rejects.toMatchObject({ code: 'hostUnavailable' });
  });
});
