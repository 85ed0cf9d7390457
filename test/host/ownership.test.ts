import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProcessIdentity } from '../../src/core/process';
import { identityOf } from '../../src/engine/processes/identity';
import type { OwnershipAttempt } from '../../src/host/ownership';
import { acquireOwnership } from '../../src/host/ownership';
import { readOwner } from '../../src/ipc/ownerFile';

async function makeFolder(): Promise<AsyncDisposable & { readonly dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'parallel-cc-owner-'));
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}

function acquire(dir: string, process: ProcessIdentity): Promise<OwnershipAttempt> {
  const record = {
    kind: 'headless',
    process,
    endpoint: '/nowhere',
    token: 't',
    version: '0',
    startedAt: 1,
  } as const;
  return acquireOwnership(dir, () => record);
}

async function sleeper(): Promise<{
  readonly identity: ProcessIdentity;
  end(): Promise<void>;
  stop(): void;
}> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000); console.log(1)'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const identity = await identityOf(child.pid ?? 0);
  if (identity === null) throw new Error('The process has no identity.');
  const ended = once(child, 'exit');
  return {
    identity,
    stop: () => child.kill('SIGSTOP'),
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function self(): Promise<ProcessIdentity> {
  const own = await identityOf(process.pid);
  if (own === null) throw new Error('This process has no identity.');
  return own;
}

describe('ownership', () => {
  it('goes to exactly one of many that try at once', async () => {
    await using folder = await makeFolder();
    const own = await self();
    const attempts = await Promise.all(Array.from({ length: 40 }, () => acquire(folder.dir, own)));
    expect(attempts.filter(({ outcome }) => outcome === 'owned')).toHaveLength(1);
  });

  it('passes on from a process that was killed', async () => {
    await using folder = await makeFolder();
    const other = await sleeper();
    expect((await acquire(folder.dir, other.identity)).outcome).toBe('owned');
    await other.end();
    expect((await acquire(folder.dir, await self())).outcome).toBe('owned');
    expect(readOwner(folder.dir)).toMatchObject({ epoch: 2, process: { pid: process.pid } });
  });

  it('stays with a process that is suspended, however long', async () => {
    await using folder = await makeFolder();
    const other = await sleeper();
    await acquire(folder.dir, other.identity);
    other.stop();
    expect(await acquire(folder.dir, await self())).toMatchObject({ outcome: 'taken', owner: { epoch: 1 } });
    await other.end();
  });

  it('is not kept by a new process under the pid of the old one', async () => {
    await using folder = await makeFolder();
    const own = await self();
    await acquire(folder.dir, { ...own, startTime: '1' });
    expect((await acquire(folder.dir, own)).outcome).toBe('owned');
  });

  it('is not kept by a process of an earlier boot', async () => {
    await using folder = await makeFolder();
    const own = await self();
    await acquire(folder.dir, { ...own, bootId: 'an earlier one' });
    expect((await acquire(folder.dir, own)).outcome).toBe(own.bootId === null ? 'taken' : 'owned');
  });

  it('can be taken at once after a release, and is lost to who takes it', async () => {
    await using folder = await makeFolder();
    const own = await self();
    const first = await acquire(folder.dir, own);
    if (first.outcome !== 'owned') throw new Error('The first attempt failed.');
    first.ownership.check();
    await first.ownership.release();
    const second = await acquire(folder.dir, own);
    expect(second.outcome).toBe('owned');
    expect(() => first.ownership.check()).toThrow('Another process already coordinates');
    await first.ownership.release();
    expect(readOwner(folder.dir)).toMatchObject({ epoch: 2, state: 'active' });
  });

  it('leaves nothing but the file of the present owner', async () => {
    await using folder = await makeFolder();
    const own = await self();
    for (let round = 0; round < 3; round++) {
      const attempt = await acquire(folder.dir, own);
      if (attempt.outcome === 'owned') await attempt.ownership.release();
    }
    expect(await readdir(folder.dir)).toEqual(['owner.3']);
  });

  it('takes a file that cannot be read for no owner', async () => {
    await using folder = await makeFolder();
    await writeFile(join(folder.dir, 'owner.7'), 'not JSON');
    expect((await acquire(folder.dir, await self())).outcome).toBe('owned');
    expect(readOwner(folder.dir)?.epoch).toBe(8);
  });
});
