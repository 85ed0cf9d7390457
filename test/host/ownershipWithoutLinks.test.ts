// Ownership on a file system that has no hard links.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeSelf } from '../../src/host/ownerStanding';
import type { OwnershipAttempt } from '../../src/host/ownership';
import { acquireOwnership, newToken } from '../../src/host/ownership';
import { readOwner } from '../../src/ipc/ownerFile';

vi.mock('node:fs/promises', async (original) => ({
  ...(await original<object>()),
  link: () => Promise.reject(Object.assign(new Error('EPERM: no links here'), { code: 'EPERM' })),
}));

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parallel-cc-owner-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function acquire(): Promise<OwnershipAttempt> {
  const describe = () => ({ kind: 'headless', endpoint: '/nowhere', token: newToken(), version: '0', startedAt: 1 }) as const; // prettier-ignore
  return acquireOwnership(dir, { self: await describeSelf(), describe });
}

it('goes to exactly one of many that try at once', async () => {
  const attempts = await Promise.all(Array.from({ length: 40 }, () => acquire()));
  expect(attempts.filter(({ outcome }) => outcome === 'owned')).toHaveLength(1);
});

it('passes on in one piece and leaves nothing else', async () => {
  for (let round = 0; round < 2; round++) {
    const attempt = await acquire();
    if (attempt.outcome === 'owned') await attempt.ownership.release();
  }
  expect(readOwner(dir)).toMatchObject({ epoch: 2, state: 'released' });
  expect(JSON.parse(await readFile(join(dir, 'owner.2'), 'utf8'))).toMatchObject({ kind: 'headless' });
  expect((await readdir(dir)).sort()).toEqual(['owner.2', 'owner.2.released']);
});
