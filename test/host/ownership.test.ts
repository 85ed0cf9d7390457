import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProcessIdentity } from '../../src/core/process';
import { identityOf } from '../../src/engine/processes/identity';
import type { OwnershipAttempt } from '../../src/host/ownership';
import { acquireOwnership, newToken } from '../../src/host/ownership';
import type { Self } from '../../src/host/ownerStanding';
import { describeSelf } from '../../src/host/ownerStanding';
import { thisMachine } from '../../src/engine/processes/machine';
import { readOwner } from '../../src/ipc/ownerFile';

async function makeFolder(): Promise<AsyncDisposable & { readonly dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'parallel-cc-owner-'));
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}

async function acquire(dir: string, process: ProcessIdentity): Promise<OwnershipAttempt> {
  return acquireAs(dir, { process, machine: await thisMachine() });
}

function acquireAs(dir: string, self: Self, takeOver = false): Promise<OwnershipAttempt> {
  const describe = () => ({ kind: 'headless', endpoint: '/nowhere', token: newToken(), version: '0', startedAt: 1 }) as const; // prettier-ignore
  return acquireOwnership(dir, { self, describe, takeOver });
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
    expect(() => first.ownership.check()).toThrow('another process has taken its place');
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
    expect(await readdir(folder.dir)).toEqual(['owner.3', 'owner.3.released']);
  });

  it('stays with a file that cannot be read until the user takes over', { timeout: 20_000 }, async () => {
    await using folder = await makeFolder();
    await writeFile(join(folder.dir, 'owner.7'), 'not JSON');
    const own = await describeSelf();
    await expect(acquireAs(folder.dir, own)).rejects.toMatchObject({
      code: 'hostBusy',
      hint: expect.stringContaining('serve --take-over') as string,
    });
    expect((await acquireAs(folder.dir, own, true)).outcome).toBe('owned');
    expect(readOwner(folder.dir)?.epoch).toBe(8);
  });

  it('is free when who was writing its file is gone, and is waited for while that lives', async () => {
    await using folder = await makeFolder();
    const other = await sleeper();
    const self = { process: other.identity, machine: await thisMachine() };
    const record = {
      ...self,
      kind: 'headless',
      endpoint: '/nowhere',
      token: newToken(),
      version: '0',
      startedAt: 1,
    };
    await writeFile(join(folder.dir, 'owner.1.0123.candidate'), JSON.stringify(record));
    await writeFile(join(folder.dir, 'owner.1'), JSON.stringify(record).slice(0, 40));
    let settled = false;
    const attempt = acquireAs(folder.dir, await describeSelf()).finally(() => (settled = true));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(settled).toBe(false);
    await other.end();
    expect(await attempt).toMatchObject({ outcome: 'owned', ownership: { epoch: 2 } });
  });

  it('stays with an owner on another machine until the user takes over', async () => {
    await using folder = await makeFolder();
    const own = await describeSelf();
    const elsewhere = {
      ...own,
      machine: { ...own.machine, name: 'build-7', id: 'another', bootId: 'another' },
    };
    await acquireAs(folder.dir, elsewhere);
    await expect(acquireAs(folder.dir, own)).rejects.toThrow('another machine or container, "build-7"');
    expect(await acquireAs(folder.dir, own, true)).toMatchObject({
      outcome: 'owned',
      ownership: { epoch: 2 },
    });
  });

  it('stays with an owner in a container of this machine, whose pid says nothing here', async () => {
    await using folder = await makeFolder();
    const own = await describeSelf();
    const inside = { process: { ...own.process, pid: 1, startTime: '1' }, machine: { ...own.machine, bootId: 'same', pidNamespace: 'pid:[2]' } }; // prettier-ignore
    await acquireAs(folder.dir, inside);
    const outside = { ...own, machine: { ...own.machine, bootId: 'same', pidNamespace: 'pid:[1]' } };
    await expect(acquireAs(folder.dir, outside)).rejects.toMatchObject({ code: 'hostBusy' });
  });

  it('passes on when this machine has booted since', async () => {
    await using folder = await makeFolder();
    const own = await describeSelf();
    await acquireAs(folder.dir, { ...own, machine: { ...own.machine, bootId: 'before' } });
    const now = { ...own, machine: { ...own.machine, bootId: 'now' } };
    expect((await acquireAs(folder.dir, now)).outcome).toBe('owned');
  });

  it('is never taken over from a live owner of this machine', async () => {
    await using folder = await makeFolder();
    const other = await sleeper();
    const own = await describeSelf();
    await acquireAs(folder.dir, { ...own, process: other.identity });
    other.stop();
    expect((await acquireAs(folder.dir, own, true)).outcome).toBe('taken');
    await other.end();
  });

  it('can be had again by a process that could not say that it was done', async () => {
    await using folder = await makeFolder();
    const own = await self();
    const first = await acquire(folder.dir, own);
    if (first.outcome !== 'owned') throw new Error('The first attempt failed.');
    await first.ownership.release();
    await rm(join(folder.dir, 'owner.1.released'));
    expect((await acquire(folder.dir, own)).outcome).toBe('owned');
  });

  it('goes to nobody who has not judged every owner before', async () => {
    await using folder = await makeFolder();
    const other = await sleeper();
    const self = { process: other.identity, machine: await thisMachine() };
    const record = { kind: 'headless', endpoint: '/nowhere', version: '0', startedAt: 1 } as const;
    // Between its look at the folder and its own file, another process becomes the owner.
    const describe = () => {
      writeFileSync(join(folder.dir, 'owner.3'), JSON.stringify({ ...record, ...self, token: newToken() }));
      return { ...record, token: newToken() };
    };
    await writeFile(join(folder.dir, 'state.5.1.log'), '');
    const attempt = await acquireOwnership(folder.dir, { self: await describeSelf(), describe });
    expect(attempt).toMatchObject({ outcome: 'taken', owner: { epoch: 3 } });
    expect((await readdir(folder.dir)).sort()).toEqual(['owner.3', 'state.5.1.log']);
    await other.end();
  });

  it('never uses a number again that the saved state has', async () => {
    await using folder = await makeFolder();
    const describe = () => ({ kind: 'headless', endpoint: '/nowhere', token: newToken(), version: '0', startedAt: 1 }) as const; // prettier-ignore
    await writeFile(join(folder.dir, 'state.41.7.log'), '');
    const attempt = await acquireOwnership(folder.dir, { self: await describeSelf(), describe });
    expect(attempt).toMatchObject({ outcome: 'owned', ownership: { epoch: 42 } });
  });
});
