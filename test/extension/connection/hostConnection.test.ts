import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/base/logger';
import { HostConnection } from '../../../src/extension/connection/hostConnection';
import { LinkOpener } from '../../../src/extension/connection/hostLink';
import { findTarget } from '../../../src/extension/connection/target';
import type { Workspace } from '../../../src/extension/connection/target';
import { connectHost } from '../../../src/ipc/client';
import { readOwner } from '../../../src/ipc/ownerFile';
import { findRepository, stateDir } from '../../../src/ipc/repositoryLocation';
import { programVersion } from '../../../src/protocol/version';
import type { DashboardState } from '../../../src/protocol/webview';
import { builtPrograms } from '../../support/build';
import { gitEnvironment, makeRepository } from '../../support/git';
import { eventually } from '../../support/processes';

test('the first window becomes the host, and gives the repository free when it closes', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await using window = await openWindow(repository.path);
  await until(window, 'live');
  expect(ownerOf(repository.path)).toMatchObject({
    kind: 'extension',
    state: 'active',
    process: { pid: process.pid },
  });
  await window.stop();
  expect(ownerOf(repository.path)).toMatchObject({ state: 'released' });
});

test('a window takes over from a headless host', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await using headless = await serve(repository.path);
  await using window = await openWindow(repository.path);
  await until(window, 'live');
  expect(window.snapshot?.host).toMatchObject({ kind: 'extension', pid: process.pid });
  expect(await headless.exitCode, headless.said()).toBe(0);
});

test('a window that is older than the headless host leaves it in its place and says so', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await using headless = await serve(repository.path);
  await using window = await openWindow(repository.path, '0.0.0');
  const { snapshot } = await until(window, 'live');
  expect(snapshot.host).toMatchObject({ kind: 'headless', version: programVersion, pid: headless.pid });
  expect(snapshot.warnings[0]).toContain('newer than this extension (0.0.0)');
});

test('a window that joins the older host of another window says so', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await using first = await openWindow(repository.path, '0.0.0');
  await until(first, 'live');
  await using second = await openWindow(repository.path);
  const { snapshot } = await until(second, 'live');
  expect(snapshot.host).toMatchObject({ kind: 'extension', version: '0.0.0' });
  expect(snapshot.warnings[0]).toContain(`older than this extension (${programVersion}). Reload that window`);
  expect(first.snapshot?.warnings).toEqual([]);
});

test('a second window sees what the first one sees, and becomes the host when the first closes', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await repository.git('worktree', 'add', '--quiet', join(repository.folder, 'other'));
  await using first = await openWindow(repository.path);
  await until(first, 'live');
  await using second = await openWindow(join(repository.folder, 'other'));
  await until(second, 'live');
  expect(second.snapshot?.host.startedAt).toBe(first.snapshot?.host.startedAt);
  const before = ownerOf(repository.path).epoch;
  await first.stop();
  await eventually(() =>
    expect(ownerOf(repository.path)).toMatchObject({ epoch: before + 1, state: 'active' }),
  );
  await eventually(async () => {
    const { host } = await second.call('getSnapshot', { fresh: false });
    expect(host.startedAt).toBe(ownerOf(repository.path).startedAt);
  });
});

test('a window that is asked to leave becomes a client of its successor', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await using window = await openWindow(repository.path);
  await until(window, 'live');
  const location = findRepository(repository.path)!;
  const client = await connectHost({ location, client: 'test', start: false, timeoutMs: 2000 });
  await client.call('handOver', { force: true });
  client.dispose();
  await using successor = await openWindow(repository.path);
  await until(successor, 'live');
  await eventually(() => expect(window.snapshot?.host.startedAt).toBe(ownerOf(repository.path).startedAt));
});

test('a window without a repository says why and looks again when told to', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  const workspace: { -readonly [K in keyof Workspace]: Workspace[K] } = {
    folders: [repository.folder],
    isTrusted: true,
  };
  await using window = await openWindow(workspace);
  expect(await until(window, 'noRepository')).toMatchObject({
    message: expect.stringContaining(repository.folder) as string,
  });
  await expect(window.call('getSnapshot', { fresh: false })).rejects.toMatchObject({
    code: 'hostUnavailable',
  });
  workspace.folders = [repository.path];
  window.reconnect();
  await until(window, 'live');
});

test('a window works on the first of its folders that is in a repository', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await using window = await openWindow({ folders: [repository.folder, repository.path], isTrusted: true });
  const { snapshot } = await until(window, 'live');
  expect(snapshot.repository.root).toBe(repository.path);
});

test('a further folder leaves the host as it is, and another repository in front changes it', async () => {
  await using one = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await using other = await makeRepository({ files: { 'a.txt': 'a\n' } });
  const workspace = { folders: [one.path], isTrusted: true };
  await using window = await openWindow(workspace);
  await until(window, 'live');
  const { epoch } = ownerOf(one.path);
  workspace.folders = [one.path, other.path];
  window.retarget();
  await window.call('getSnapshot', { fresh: true });
  expect(ownerOf(one.path)).toMatchObject({ epoch, state: 'active' });
  workspace.folders = [other.path, one.path];
  window.retarget();
  await eventually(() => expect(window.snapshot?.repository.root).toBe(other.path));
  expect(ownerOf(one.path)).toMatchObject({ epoch, state: 'released' });
});

test('nothing is looked at or started in a folder that is not trusted', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await using window = await openWindow({ folders: [repository.path], isTrusted: false });
  await until(window, 'untrusted');
  expect(readOwner(stateDir(join(repository.path, '.git')))).toBeNull();
});

test('a failure of the host reaches the caller as the error it is', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await using window = await openWindow(repository.path);
  await until(window, 'live');
  await expect(window.call('heartbeat', { session: 'nobody' })).rejects.toMatchObject({
    code: 'sessionNotFound',
  });
});

async function openWindow(
  on: string | Workspace,
  version = programVersion,
): Promise<HostConnection & AsyncDisposable> {
  const opener = new LinkOpener({
    version,
    distDir: await builtPrograms(),
    logger: silentLogger,
    loadHost: () => import('../../../src/host/host'),
  });
  const workspace = typeof on === 'string' ? { folders: [on], isTrusted: true } : on;
  const window = new HostConnection({
    findTarget: () => findTarget(workspace),
    open: (location) => opener.open(location),
    logger: silentLogger,
  });
  window.start();
  return Object.assign(window, { [Symbol.asyncDispose]: () => window.stop() });
}

function until<K extends DashboardState['kind']>(
  connection: HostConnection,
  kind: K,
): Promise<Extract<DashboardState, { kind: K }>> {
  return eventually(
    () => {
      expect({ ...connection.state }).toEqual(expect.objectContaining({ kind }));
      return connection.state as Extract<DashboardState, { kind: K }>;
    },
    { timeoutMs: 15_000 },
  );
}

function ownerOf(repository: string) {
  const owner = readOwner(stateDir(join(repository, '.git')));
  if (owner === null) throw new Error('Nobody owns the repository.');
  return owner;
}

async function serve(repository: string) {
  const program = join(await builtPrograms(), 'cli.js');
  const child = spawn(process.execPath, [program, 'serve', '--repo', repository], {
    env: gitEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  await eventually(() => expect(ownerOf(repository)).toMatchObject({ kind: 'headless', state: 'active' }), {
    timeoutMs: 15_000,
  });
  return {
    pid: child.pid,
    exitCode,
    said: () => said,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exitCode;
    },
  };
}
