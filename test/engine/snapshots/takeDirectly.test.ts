import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Git } from '../../../src/engine/git/git';
import { PlainRepositories } from '../../../src/engine/git/plainRepository';
import { TreeReader } from '../../../src/engine/git/treeReader';
import { changedSince } from '../../../src/engine/snapshots/changedSince';
import type { SnapshotRequest, TakenSnapshot } from '../../../src/engine/snapshots/takeSnapshot';
import { takeSnapshot } from '../../../src/engine/snapshots/takeSnapshot';
import type { FileContents, Repository } from '../../support/git';
import { git, makeRepository, writeFiles } from '../../support/git';
import { Random } from '../../support/random';
import { takeDirectly } from '../../support/takeDirectly';

const files = { 'a.txt': 'a\n', 'src/deep/b.txt': 'b\n', 'src/c.txt': 'c\n', '.gitignore': '*.log\n' };
const ref = 'refs/parallel-cc/test/direct';

function request(name: string): SnapshotRequest {
  const rule = { largestUntracked: 1_000_000, ignored: [], hidden: false };
  return { ref: `refs/parallel-cc/test/${name}`, message: 'direct', now: 0, rule, complete: false, since: null }; // prettier-ignore
}

function first(repository: Pick<Repository, 'path'>): Promise<TakenSnapshot> {
  return takeSnapshot(new Git(repository.path), request('first'));
}

describe('a snapshot without git', () => {
  test('is the commit that git makes', async () => {
    await using repository = await makeRepository({ files });
    await expectSame(repository.path, { 'a.txt': 'changed\n', 'src/deep/b.txt': null, 'new/ü ü': 'new\n' });
  });

  test('is in a pack, as git keeps it, and where nothing has changed a single object', async () => {
    await using repository = await makeRepository({ files });
    const before = await first(repository);
    const packs = (): Promise<string[]> => readdir(join(repository.path, '.git/objects/pack'));
    await takeDirectly(new Git(repository.path), `${ref}/1`, before, ['a.txt']);
    expect(await packs()).toEqual([]);
    await repository.write({ 'a.txt': 'changed\n' });
    await takeDirectly(new Git(repository.path), `${ref}/2`, before, ['a.txt']);
    expect((await packs()).map((name) => name.replace(/^pack-[0-9a-f]{40}/, ''))).toEqual(['.idx', '.pack']);
  });

  test('is on what is checked out: in a worktree, detached, on a packed branch', async () => {
    await using repository = await makeRepository({ files });
    const path = join(repository.folder, 'worktree');
    await repository.git('worktree', 'add', '--quiet', '-b', 'team/agent', path);
    await repository.git('pack-refs', '--all');
    expect(await expectSame(path, { 'a.txt': 'one\n' })).toMatchObject({ branch: 'team/agent' });
    await git(path, 'commit', '--quiet', '--all', '-m', 'Loose again');
    expect(await expectSame(path, { 'a.txt': 'two\n' })).toMatchObject({ branch: 'team/agent' });
    await git(path, 'checkout', '--quiet', '--detach');
    expect(await expectSame(path, { 'a.txt': 'three\n' })).toMatchObject({ branch: null });
  });

  test('has ids of SHA-256 where the repository has', async () => {
    await using repository = await makeOther('--object-format=sha256');
    expect((await expectSame(repository.path, { 'a.txt': 'changed\n', 'src/x': 'x' })).commit).toHaveLength(
      64,
    );
  });

  test('keeps its place beside objects that are elsewhere', async () => {
    await using repository = await makeRepository({ files, cloned: ['--shared'] });
    await expectSame(repository.path, { 'a.txt': 'changed\n' });
  });

  test('of a large file, and under a name that is taken, is left to git', async () => {
    await using repository = await makeRepository({ files });
    const before = await first(repository);
    await repository.write({ 'a.txt': 'x'.repeat(100_000) });
    for (const content of ['one\n', 'two\n']) {
      await repository.write({ 'src/c.txt': content });
      const taken = await takeDirectly(new Git(repository.path), ref, before, ['a.txt', 'src/c.txt']);
      expect(await repository.git('show', `${ref}:src/c.txt`)).toBe(content.trim());
      expect(await repository.git('rev-parse', ref)).toBe(taken.commit);
    }
  });

  test('that fails leaves nothing', async () => {
    await using repository = await makeRepository({ files });
    const before = await first(repository);
    await repository.write({ 'a.txt': 'changed\n', '.git/refs/parallel-cc/in-the-way': '' });
    const failing = takeDirectly(new Git(repository.path), 'refs/parallel-cc/in-the-way/1', before, [
      'a.txt',
    ]);
    await expect(failing).rejects.toThrow();
    expect(await readdir(join(repository.path, '.git/objects/pack'))).toEqual([]);
  });

  test('that is killed at any moment leaves a whole repository with all that was said to be kept', async () => {
    await using repository = await makeRepository({ files });
    const seed = Date.now();
    const random = new Random(seed);
    for (let round = 0; round < 4; round++) {
      const kept = await killedAfter(repository.path, random.whole(1, 20), random.whole(0, 8));
      expect(kept.length).toBeGreaterThan(0);
      expect(await repository.git('fsck', '--full', '--strict', '--no-dangling'), `seed ${seed}`).toBe('');
      for (const [name = '', commit = ''] of kept)
        expect(await repository.git('rev-parse', name)).toBe(commit);
    }
  });
});

describe('git does all of it itself', () => {
  test.each([
    ['in a repository that several users share', ['config', 'core.sharedRepository', 'group']],
    ['where every ref has a log', ['config', 'core.logAllRefUpdates', 'always']],
    ['where an extension is not known', ['config', 'extensions.futureStorage', 'true']],
  ])('%s, from the moment on that the configuration says so', async (_, command) => {
    await using repository = await makeRepository({ files });
    const plain = new PlainRepositories();
    const door = new Git(repository.path);
    expect(await plain.find(door)).toMatchObject({ commonDir: join(repository.path, '.git') });
    await repository.git(...command);
    expect(await plain.find(door)).toBeNull();
  });

  test('where a hook wants to hear of refs', async () => {
    await using repository = await makeRepository({ files });
    await mkdir(join(repository.path, '.git/hooks'), { recursive: true });
    await writeFile(join(repository.path, '.git/hooks/reference-transaction'), '#!/bin/sh\n');
    expect(await new PlainRepositories().find(new Git(repository.path))).toBeNull();
  });

  test('where refs are tables', async ({ skip }) => {
    const made = await makeOther('--ref-format=reftable').catch(() => null);
    if (made === null) return skip('The installed git has no reftables.');
    await using repository = made;
    expect(await new PlainRepositories().find(new Git(repository.path))).toBeNull();
  });
});

describe('of what was heard of, a snapshot takes', () => {
  test('new files, and none that are ignored, not there any more, or in a repository of their own', async () => {
    await using repository = await makeRepository({ files });
    await repository.write({ 'new.txt': 'new', 'trace.log': 'ignored', 'nested/file': 'its own' });
    await git(join(repository.path, 'nested'), 'init', '--quiet');
    expect(await changed(repository, ['new.txt', 'trace.log', 'new.txt.tmp.1', 'nested/file'])).toEqual([
      'new.txt',
    ]);
  });

  test('all that was and all that is in a folder', async () => {
    await using repository = await makeRepository({ files });
    const before = await first(repository);
    await rename(join(repository.path, 'src'), join(repository.path, 'moved'));
    await repository.write({ 'moved/trace.log': 'ignored' });
    expect((await changed(repository, ['src', 'moved'], before))?.sort()).toEqual(['moved/c.txt', 'moved/deep/b.txt', 'src/c.txt', 'src/deep/b.txt']); // prettier-ignore
  });

  test('no guess: where a submodule or the whole worktree changed, everything is looked at', async () => {
    await using repository = await makeRepository({ files });
    await addSubmodule(repository);
    expect(await changed(repository, ['a.txt', 'sub'])).toBeNull();
    expect(await changed(repository, [''])).toBeNull();
    expect(await changed(repository, ['../elsewhere'])).toBeNull();
  });
});

// Changes files, and takes both the snapshot that needs no git and the one that git makes of everything.
async function expectSame(path: string, changes: FileContents): Promise<TakenSnapshot> {
  const door = new Git(path);
  const before = await takeSnapshot(door, request('before'));
  await writeFiles(path, changes);
  const name = `${ref}/${before.tree}`;
  const direct = await takeDirectly(door, name, before, Object.keys(changes));
  expect(await git(path, 'fsck', '--full', '--strict', '--no-dangling')).toBe('');
  expect(await git(path, 'rev-parse', name)).toBe(direct.commit);
  const whole = await takeSnapshot(door, { ...request('whole'), ref: name });
  expect(direct).toEqual(whole);
  return direct;
}

async function changed(
  repository: Repository,
  heardOf: readonly string[],
  before?: TakenSnapshot,
): Promise<string[] | null> {
  const door = new Git(repository.path);
  const { tree } = before ?? (await first(repository));
  return changedSince(door, new TreeReader(door), tree, { files: [], heardOf });
}

// Resolves with the refs and commits of the snapshots that it said were kept.
async function killedAfter(path: string, snapshots: number, ms: number): Promise<string[][]> {
  const program = join(import.meta.dirname, 'endlessSnapshots.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, path], { stdio: ['ignore', 'pipe', 'inherit'] }); // prettier-ignore
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split('\n').length > snapshots) setTimeout(() => child.kill('SIGKILL'), ms);
  });
  await once(child, 'close');
  return said
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));
}

type Other = Pick<Repository, 'path'> & AsyncDisposable;

async function makeOther(format: string): Promise<Other> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-')));
  const made = { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
  try {
    await git(path, 'init', '--quiet', '--initial-branch=main', format);
    await writeFiles(path, files);
    await git(path, 'add', '--all');
    await git(path, 'commit', '--quiet', '-m', 'First');
    return made;
  } catch (error) {
    await made[Symbol.asyncDispose]();
    throw error;
  }
}

async function addSubmodule(repository: Repository): Promise<void> {
  const library = join(repository.folder, 'library');
  await git(repository.folder, 'init', '--quiet', library);
  await git(library, 'commit', '--quiet', '--allow-empty', '-m', 'Library');
  await repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'sub');
  await repository.commit('submodule');
}
