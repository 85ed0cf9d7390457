// Files that are replaced: all of them or none, whenever it is cut short.
import { chmod, link, lstat, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Git } from '../../../src/engine/git/git';
import type { Plan } from '../../../src/engine/snapshots/replacing/plan';
import { putIn, takeOut } from '../../../src/engine/snapshots/replacing/swap';
import { Replacements } from '../../../src/engine/snapshots/replacing/replacements';
import { takeSnapshot } from '../../../src/engine/snapshots/takeSnapshot';
import type { TreeDifference } from '../../../src/engine/snapshots/treeDiff';
import { diffTrees } from '../../../src/engine/snapshots/treeDiff';
import { State } from '../../../src/engine/state';
import { openStore } from '../../../src/engine/store/store';
import { fileContents } from '../../support/fingerprint';
import type { Repository } from '../../support/git';
import { makeRepository, writeFiles } from '../../support/git';

/** A worktree that is as `after`, and what it takes to make it as `before`. */
interface Scene extends AsyncDisposable {
  readonly path: string;
  readonly door: Git;
  readonly stateDir: string;
  readonly state: State;
  readonly replacements: Replacements;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly commit: string;
  readonly differences: readonly TreeDifference[];
}

async function openScene(): Promise<Scene> {
  const repository = await makeRepository({ files: { 'changed.txt': 'committed\n', 'ends.crlf': 'a\nb\n', 'run.sh': 'go\n', '.gitattributes': '*.crlf text eol=crlf\n' } }); // prettier-ignore
  const { path } = repository;
  const door = new Git(path);
  await writeFiles(path, { 'gone.txt': 'gone\n', 'folder/file.txt': 'f\n', place: 'a file\n', 'secret.txt': '1', empty: 'was a file' }); // prettier-ignore
  await symlink('changed.txt', join(path, 'link'));
  await writeFile(join(path, 'ends.crlf'), 'a\r\nb\r\n');
  const before = await fileContents(path);
  const first = await takeSnapshot(door, request('first'));
  await change(repository);
  const after = await fileContents(path);
  const second = await takeSnapshot(door, request('second'));
  const stateDir = join(path, '.git/parallel-cc');
  await mkdir(stateDir);
  const store = await openStore(stateDir, { epoch: 1, checkOwner: () => undefined });
  const state = new State(store);
  return {
    ...{ path, door, stateDir, state, before, after, commit: first.commit },
    replacements: new Replacements({ git: door, state, stateDir }),
    differences: await diffTrees(door, second.commit, first.commit),
    async [Symbol.asyncDispose]() {
      await store.close();
      await repository.dispose();
    },
  };
}

async function change({ path }: Repository): Promise<void> {
  await rm(join(path, 'link'));
  await rm(join(path, 'place'));
  await rm(join(path, 'empty'));
  await rm(join(path, 'folder'), { recursive: true });
  await writeFiles(path, { 'changed.txt': 'agent\n', 'gone.txt': null, 'place/inside.txt': 'i\n', folder: 'now a file\n', 'secret.txt': '2', 'new/deep.txt': 'n\n', 'ends.crlf': 'c\r\n' }); // prettier-ignore
  await symlink('run.sh', join(path, 'link'));
  await mkdir(join(path, 'empty/inside'), { recursive: true });
  await chmod(join(path, 'secret.txt'), 0o600);
  await chmod(join(path, 'run.sh'), 0o755);
}

function request(name: string): Parameters<typeof takeSnapshot>[1] {
  const rule = { largestUntracked: 1_000_000, ignored: [], hidden: false };
  return { ref: `refs/parallel-cc/test/${name}`, message: name, now: 0, rule, complete: false, since: null };
}

/** Does the first steps of a replacement, of which each swap has two. */
async function begin({ door }: Scene, plan: Plan, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const number = Math.floor(step / 2);
    await (step % 2 === 0 ? takeOut(door, plan, number) : putIn(plan, number));
  }
}

describe('a replacement', () => {
  test('does all of it, with the ends of lines that git writes, and leaves nothing else', async () => {
    await using scene = await openScene();
    const { path, replacements, state, commit, differences } = scene;
    const done = await replacements.replace(path, commit, differences);
    await state.commit((db) => done.settle(db));
    await done.finish();
    expect(await fileContents(path)).toEqual(scene.before);
    expect((await lstat(join(path, 'secret.txt'))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(path, '.git/parallel-cc/replacing'))).toEqual([]);
    await expect(lstat(join(path, 'new'))).rejects.toThrow('ENOENT');
  });

  test('that is cut short after any of its steps is taken back by the next start, which says so', async () => {
    await using scene = await openScene();
    const { path, replacements, commit, differences, after } = scene;
    for (let steps = 0; steps <= differences.length * 2; steps++) {
      await begin(scene, await replacements.prepare(path, commit, differences), steps);
      const told = await new Replacements({ git: scene.door, ...scene }).recover();
      expect(told, `after ${steps} steps`).toEqual([expect.stringContaining('had been interrupted; all of it is as it was')]); // prettier-ignore
      expect(await fileContents(path), `after ${steps} steps`).toEqual(after);
      expect((await readdir(join(path, 'empty/inside'))).length).toBe(0);
      expect((await lstat(join(path, 'secret.txt'))).mode & 0o777).toBe(0o600);
    }
    expect(await replacements.recover()).toEqual([]);
    expect(await readdir(join(path, '.git/parallel-cc/replacing'))).toEqual([]);
  });

  test('that is cut short while a file has both its names is taken back', async () => {
    await using scene = await openScene();
    const { path, replacements, commit, differences, after } = scene;
    const plan = await replacements.prepare(path, commit, differences);
    const number = plan.swaps.findIndex((swap) => swap.path === 'gone.txt');
    await begin(scene, plan, number * 2 + 1);
    await link(join(plan.folder, plan.swaps[number]?.source ?? ''), join(path, 'gone.txt'));
    await replacements.recover();
    expect(await fileContents(path)).toEqual(after);
  });

  test('that counts stays, whatever was left to clear', async () => {
    await using scene = await openScene();
    const { path, replacements, state, commit, differences } = scene;
    const done = await replacements.replace(path, commit, differences);
    await state.commit((db) => done.settle(db));
    expect(await replacements.recover()).toEqual([]);
    expect(await fileContents(path)).toEqual(scene.before);
    expect(await readdir(join(path, '.git/parallel-cc/replacing'))).toEqual([]);
  });

  test('leaves what was written after it was cut short, and tells where the rest is', async () => {
    await using scene = await openScene();
    const { path, replacements, commit, differences } = scene;
    const plan = await replacements.prepare(path, commit, differences);
    await begin(scene, plan, differences.length * 2);
    await writeFile(join(path, 'changed.txt'), 'by the user\n');
    const [told] = await replacements.recover();
    expect(told).toContain('but for changed.txt, which was changed meanwhile');
    expect(await readFile(join(path, 'changed.txt'), 'utf8')).toBe('by the user\n');
    expect(await readFile(join(path, 'secret.txt'), 'utf8')).toBe('2');
  });

  test.each([
    ['a file that was changed', 'changed.txt', (file: string) => writeFile(file, 'by the user\n')],
    ['a file that came', 'gone.txt', (file: string) => writeFile(file, 'by the user\n')],
    ['a mode that was changed', 'run.sh', (file: string) => chmod(file, 0o644)],
  ])('refuses %s since it was looked at, and changes nothing', async (_, name, edit) => {
    await using scene = await openScene();
    const { path, replacements, commit, differences } = scene;
    const plan = await replacements.prepare(path, commit, differences);
    await edit(join(path, name));
    const edited = await fileContents(path);
    await expect(begin(scene, plan, differences.length * 2)).rejects.toMatchObject({
      code: 'restoreBlocked',
    });
    await replacements.recover();
    expect(await fileContents(path)).toEqual(edited);
    await expect(replacements.replace(path, commit, differences)).rejects.toMatchObject({ code: 'restoreBlocked' }); // prettier-ignore
    expect(await fileContents(path)).toEqual(edited);
  });

  test('never goes through a link that has come in its way', async () => {
    await using scene = await openScene();
    const { path, replacements, commit, differences } = scene;
    const plan = await replacements.prepare(path, commit, differences);
    const outside = join(path, '../outside');
    await writeFiles(outside, { 'deep.txt': 'n\n' });
    await rm(join(path, 'new'), { recursive: true });
    await symlink(outside, join(path, 'new'));
    await expect(begin(scene, plan, differences.length * 2)).rejects.toMatchObject({
      code: 'restoreBlocked',
    });
    await replacements.recover();
    expect(await readFile(join(outside, 'deep.txt'), 'utf8')).toBe('n\n');
  });
});
