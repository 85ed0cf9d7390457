import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Owner } from '../../src/ipc/ownerFile';
import { ownerPath, readOwner } from '../../src/ipc/ownerFile';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';
import { mayMount, mountSmallDisk } from '../support/smallDisk';
import { callHost } from '../support/sessions';
import { runCli, runJson } from './runCli';

interface Check {
  readonly name: string;
  readonly state: string;
  readonly found: string;
  readonly advice: string | null;
}

let repository: Repository;
beforeEach(async () => {
  repository = await makeRepository({ files: { a: 'a\n' } });
});
afterEach(async () => {
  await runCli(['serve', '--stop'], { cwd: repository.path });
  await repository.dispose();
});

async function checks(cwd: string): Promise<Map<string, Check>> {
  const { json } = await runJson<{ checks: Check[] }>(['doctor'], { cwd, timeoutMs: 55_000 });
  return new Map(json.checks.map((check) => [check.name, check]));
}

function stateDir(): string {
  return join(repository.path, '.git/parallel-cc');
}

async function startOwner(): Promise<Owner> {
  await runCli(['register'], { cwd: repository.path });
  const owner = readOwner(stateDir());
  if (owner === null) throw new Error('The repository has no owner.');
  return owner;
}

describe('doctor names the owner that the file names', () => {
  it.skipIf(process.platform !== 'linux')('and that it is suspended, though it does not answer', async () => {
    const { process: { pid }, epoch } = await startOwner(); // prettier-ignore
    process.kill(pid, 'SIGSTOP');
    try {
      const found = await checks(repository.path);
      expect(found.get('owner')).toMatchObject({
        state: 'failed',
        found: expect.stringMatching(new RegExp(`pid ${pid}, owner ${epoch}, .*suspended`)) as string,
        advice: expect.stringContaining(`kill -CONT ${pid}`) as string,
      });
      expect(found.get('coordinator')?.state).toBe('failed');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  it('and that it is gone, and then its successor', async () => {
    const { process: { pid }, epoch } = await startOwner(); // prettier-ignore
    process.kill(pid, 'SIGKILL');
    const found = await checks(repository.path);
    expect(found.get('owner')?.found).toMatch(
      new RegExp(`pid ${pid}, owner ${epoch}, .*its process is gone`),
    );
    expect(found.get('coordinator')).toMatchObject({
      state: 'ok',
      found: expect.stringContaining(`owner ${epoch + 1}`) as string,
    });
  });

  it('on another machine, of which nothing else can be said here', async () => {
    const { epoch } = await startOwner();
    await runCli(['serve', '--stop'], { cwd: repository.path });
    const path = ownerPath(stateDir(), epoch);
    const record = JSON.parse(await readFile(path, 'utf8')) as Owner;
    const machine = {
      name: 'far-away',
      id: 'of another machine',
      bootId: 'of another boot',
      pidNamespace: null,
    };
    await writeFile(ownerPath(stateDir(), epoch + 1), JSON.stringify({ ...record, machine }));
    const found = await checks(repository.path);
    expect(found.get('owner')).toMatchObject({
      state: 'warning',
      found: expect.stringMatching(
        `on far-away, pid ${record.process.pid}, owner ${epoch + 1}, .*cannot be seen`,
      ) as string,
      advice: expect.stringContaining('--take-over') as string,
    });
    expect(found.get('coordinator')).toMatchObject({
      state: 'failed',
      found: expect.stringContaining('far-away') as string,
    });
  });
});

it.skipIf(!mayMount)('doctor says why nothing can be saved, and that it can again', async () => {
  await using disk = await mountSmallDisk(16);
  const path = join(disk.folder, 'repository');
  await cp(repository.path, path, { recursive: true });
  await runCli(['register', '--name', 'one'], { cwd: path });
  disk.fill();
  // The log has room on disk already for the next changes.
  const long = { from: null, to: null, text: 'x'.repeat(4000) };
  const say = (): Promise<boolean> => callHost(path, 'sendMessage', long).then(() => true, () => false); // prettier-ignore
  for (let attempt = 0; attempt < 200 && (await say()); attempt++);
  expect((await checks(path)).get('store')).toMatchObject({
    state: 'failed',
    found: expect.stringContaining('cannot be saved: the disk is full') as string,
    advice: expect.stringContaining('there is room') as string,
  });
  disk.free();
  await runCli(['claim', 'b', '--session', 'one'], { cwd: path });
  expect((await checks(path)).get('store')?.state).toBe('ok');
  await runCli(['serve', '--stop'], { cwd: path });
});
