import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Git } from '../../../src/engine/git/git';
import { SettingsFile } from '../../../src/engine/settings';
import { Expiry } from '../../../src/engine/snapshots/expiry';
import { listKeptCommits, measureSnapshots } from '../../../src/engine/snapshots/keptCommits';
import { insertSnapshot, selectSnapshots } from '../../../src/engine/snapshots/snapshotRows';
import { takeSnapshot } from '../../../src/engine/snapshots/takeSnapshot';
import { State } from '../../../src/engine/state';
import { openStore } from '../../../src/engine/store/store';
import { realFiles } from '../../../src/engine/store/storeFiles';
import { makeRepository } from '../../support/git';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 5, 30);
const rule = { largestUntracked: Infinity, ignored: [], hidden: false };
const megabytes = 1024 * 1024;

test('what is too large goes, the oldest first, but for what is young and the last of who is at work', async () => {
  await using scene = await openScene(10);
  await scene.keep('old', 1, now - 9 * day, 4);
  await scene.keep('working', 1, now - 8 * day, 4);
  await scene.keep('old', 2, now - 7 * day, 4);
  await scene.keep('newer', 1, now - 2 * day, 4);
  await scene.keep('old', 3, now - 3 * hour, 4);
  await scene.expiry.run((session) => session === 'working');
  expect(await scene.kept()).toEqual(['working/1', 'old/3']);
  expect((await measureSnapshots(scene.git)).bytes).toBeLessThan(10 * megabytes);
});

test('content that snapshots share counts once, so none of them goes', async () => {
  await using scene = await openScene(10);
  await scene.keep('one', 1, now - 9 * day, 6);
  await scene.keep('one', 2, now - 8 * day, 0);
  await scene.keep('two', 1, now - 7 * day, 0);
  await scene.expiry.run(() => false);
  expect(await scene.kept()).toEqual(['one/1', 'one/2', 'two/1']);
});

test('what one needs of another stays when the other goes', async () => {
  await using scene = await openScene(10);
  await scene.keep('one', 1, now - 31 * day, 4);
  await scene.keep('one', 2, now - 8 * day, 0);
  await scene.expiry.run(() => false);
  expect(await scene.kept()).toEqual(['one/2']);
  await scene.git.run(['gc', '--quiet', '--prune=now']);
  expect((await scene.git.run(['cat-file', '-s', 'refs/parallel-cc/snapshots/one/2:data'])).stdout).toBe(`${4 * megabytes}\n`); // prettier-ignore
});

test('a removed worktree goes when it is too old, and a snapshot that was cut short too', async () => {
  await using scene = await openScene(10);
  await scene.take('refs/parallel-cc/trash/gone/1', now - 31 * day);
  await scene.take('refs/parallel-cc/trash/gone/2', now - 29 * day);
  await scene.take('refs/parallel-cc/snapshots/cut/1', now - 31 * day);
  await scene.expiry.run(() => false);
  expect((await listKeptCommits(scene.git)).map(({ ref }) => ref)).toEqual(['refs/parallel-cc/trash/gone/2']);
});

/** Snapshots with a file of random bytes, in a repository of their own. */
async function openScene(snapshotMegabytes: number) {
  const repository = await makeRepository({ files: { 'a.txt': 'a' } });
  const git = new Git(repository.path);
  const stateDir = repository.folder;
  const store = await openStore(stateDir, { epoch: 1, checkOwner: () => undefined });
  const state = new State(store);
  const settings = new SettingsFile({
    dir: stateDir,
    files: realFiles,
    epoch: 1,
    checkOwner: () => undefined,
    state,
  });
  await settings.update({ snapshotMegabytes });
  const take = (ref: string, time: number) =>
    takeSnapshot(git, { ref, message: 'test', now: time, rule, complete: false, since: null });
  return {
    git,
    expiry: new Expiry({ git, state, settings, clock: { now: () => now } }),
    take,
    /** @param size of new content, in megabytes; 0 for the content there was. */
    async keep(sessionId: string, turn: number, time: number, size: number) {
      if (size > 0) await writeFile(join(repository.path, 'data'), randomBytes(size * megabytes));
      const taken = await take(`refs/parallel-cc/snapshots/${sessionId}/${turn}`, time);
      const row = { sessionId, sessionName: sessionId, worktreePath: '', turn, step: 0, kind: 'turn', time, prompt: null } as const; // prettier-ignore
      await state.commit((db) => insertSnapshot(db, { ...row, ...taken }));
    },
    /** What is kept in the state, which must be what git keeps. */
    async kept() {
      const rows = state.read((db) => selectSnapshots(db, '1 = 1'));
      const refs = (await listKeptCommits(git)).map(({ ref }) => ref);
      expect(refs.sort()).toEqual(rows.map(({ ref }) => ref).sort());
      return rows.map(({ sessionId, turn }) => `${sessionId}/${turn}`);
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      await repository[Symbol.asyncDispose]();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
