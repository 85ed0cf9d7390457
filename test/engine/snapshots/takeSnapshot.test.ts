import { chmod, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Git } from '../../../src/engine/git/git';
import type { ReplaceFiles } from '../../../src/engine/snapshots/restoreWorktree';
import { restoreWorktree } from '../../../src/engine/snapshots/restoreWorktree';
import type { SnapshotRequest } from '../../../src/engine/snapshots/takeSnapshot';
import { takeSnapshot } from '../../../src/engine/snapshots/takeSnapshot';
import { diffTrees } from '../../../src/engine/snapshots/treeDiff';
import { bringBack, goTo } from '../../support/bringBack';
import type { Repository } from '../../support/git';
import { fingerprint, fileContents } from '../../support/fingerprint';
import { git, makeRepository, writeFiles } from '../../support/git';

const request: SnapshotRequest = {
  ref: 'refs/parallel-cc/snapshots/test/1',
  message: 'test',
  now: Date.UTC(2026, 0, 2),
  rule: { largestUntracked: 1_000_000, ignored: [], hidden: false },
  complete: false,
  since: null,
};
const complete: SnapshotRequest = {
  ...request,
  ref: 'refs/parallel-cc/trash/test',
  rule: { largestUntracked: Infinity, ignored: ['.env'], hidden: true },
  complete: true,
};
const odd = 'sp ace/quote"back\\slash\nline é 日本.txt';

const replacing = (door: Git): ReplaceFiles => (root, commit, differences) => bringBack(door.at(root), commit, differences); // prettier-ignore

describe('a snapshot', () => {
  test('holds what is staged, changed, deleted and untracked, and leaves the worktree as it is', async () => {
    await using repository = await openRepository();
    await dirty(repository.path);
    const before = await fingerprint(repository.path);
    const taken = await takeSnapshot(new Git(repository.path), request);
    expect(await fingerprint(repository.path)).toEqual(before);
    const listed = await repository.git('diff', '--name-status', '-z', '--no-renames', 'HEAD', taken.commit);
    expect(listed.split('\0').filter((part) => part !== '')).toEqual([
      ...['M', 'changed.txt', 'D', 'deleted.txt', 'T', 'link', 'M', 'run.sh', 'A', odd, 'M', 'staged.txt'],
      ...['A', 'untracked/new.bin'],
    ]);
    expect(await repository.git('show', `${taken.commit}:staged.txt`)).toBe('after staging');
    expect(await repository.git('rev-parse', taken.ref)).toBe(taken.commit);
    expect(await repository.git('rev-parse', `${taken.commit}^`)).toBe(
      await repository.git('rev-parse', 'HEAD'),
    );
    expect(await repository.git('rev-parse', `${taken.commit}^{tree}`)).toBe(taken.tree);
  });

  test('of known paths is the same as one of everything', async () => {
    await using repository = await openRepository();
    const door = new Git(repository.path);
    const first = await takeSnapshot(door, request);
    await dirty(repository.path);
    const paths = ['changed.txt', 'deleted.txt', 'link', 'run.sh', odd, 'staged.txt', 'untracked/new.bin'];
    const second = await takeSnapshot(door, {
      ...request,
      ref: `${request.ref}2`,
      since: { snapshot: first, paths },
    });
    const whole = await takeSnapshot(door, { ...request, ref: `${request.ref}3` });
    expect(second.tree).toBe(whole.tree);
    expect(second.commit).toBe(whole.commit);
  });

  test('of a file in the place of a folder, and of a folder in the place of a file, is right', async () => {
    await using repository = await makeRepository({ files: { 'a/one': '1', 'a/two': '2', b: 'b' } });
    await rm(join(repository.path, 'a'), { recursive: true });
    await rm(join(repository.path, 'b'));
    await writeFiles(repository.path, { a: 'file', 'b/three': '3' });
    const { commit } = await takeSnapshot(new Git(repository.path), request);
    expect((await repository.git('ls-tree', '-r', '--name-only', commit)).split('\n')).toEqual([
      'a',
      'b/three',
    ]);
  });

  test('has nothing from behind a link that took the place of a folder', async () => {
    await using repository = await makeRepository({ files: { 'a/one': '1' } });
    const door = new Git(repository.path);
    const first = await takeSnapshot(door, request);
    await writeFiles(repository.folder, { 'outside/one': 'secret' });
    await rm(join(repository.path, 'a'), { recursive: true });
    await symlink('../outside', join(repository.path, 'a'));
    const since = { snapshot: first, paths: ['a', 'a/one'] };
    const { commit } = await takeSnapshot(door, { ...request, ref: `${request.ref}2`, since });
    expect(await repository.git('ls-tree', '-r', '--name-only', commit)).toBe('a');
  });

  test('keeps contents byte for byte where git would convert them', async () => {
    await using repository = await makeRepository({ files: { '.gitattributes': '* text=auto eol=crlf\n', 'a.txt': 'a\r\n' } }); // prettier-ignore
    await writeFiles(repository.path, { 'a.txt': 'mixed\r\nends\n' });
    const { commit } = await takeSnapshot(new Git(repository.path), request);
    expect(await repository.git('cat-file', 'blob', `${commit}:a.txt`)).toBe('mixed\r\nends');
  });

  test('says what it leaves out', async () => {
    await using repository = await openRepository();
    await mkdir(join(repository.path, 'nested'));
    await git(join(repository.path, 'nested'), 'init', '--quiet');
    await writeFiles(repository.path, { 'huge.bin': 'x'.repeat(2_000_000), 'nested/file': 'inside' });
    const { leftOut } = await takeSnapshot(new Git(repository.path), request);
    expect(leftOut).toEqual(['"huge.bin" has 2 MB.', '"nested/" is a repository of its own.']);
  });

  test('that fails leaves no ref and no report of git', async () => {
    await using repository = await openRepository();
    const failing = takeSnapshot(new Git(repository.path), { ...request, ref: 'refs/parallel-cc/bad..name' });
    await expect(failing).rejects.toMatchObject({ code: 'gitFailed' });
    expect((await readdir(join(repository.path, '.git'))).filter((name) => name.includes('crash'))).toEqual(
      [],
    );
    expect(await repository.git('for-each-ref', 'refs/parallel-cc')).toBe('');
  });
});

describe('files are brought back', () => {
  test('from any snapshot to any other, byte for byte', async () => {
    await using repository = await openRepository();
    const door = new Git(repository.path);
    const clean = await takeSnapshot(door, request);
    const before = await fileContents(repository.path);
    await dirty(repository.path);
    const dirtied = await takeSnapshot(door, { ...request, ref: `${request.ref}2` });
    const after = await fileContents(repository.path);
    await goTo(door, dirtied.commit, clean.commit);
    expect(await fileContents(repository.path)).toEqual(before);
    await goTo(door, clean.commit, dirtied.commit);
    expect(await fileContents(repository.path)).toEqual(after);
  });

  test('never through a link that leads out', async () => {
    await using repository = await openRepository({ 'dir/file.txt': 'inside\n' });
    const door = new Git(repository.path);
    const { commit } = await takeSnapshot(door, request);
    const outside = join(repository.folder, 'outside');
    await mkdir(outside);
    await rm(join(repository.path, 'dir'), { recursive: true });
    await symlink(outside, join(repository.path, 'dir'));
    const differences = await diffTrees(door, `${commit}^{tree}`, commit);
    expect(differences).toEqual([]);
    const wanted = (await diffTrees(door, await emptyTree(repository), commit)).filter(({ path }) => path.startsWith('dir/')); // prettier-ignore
    await expect(bringBack(door, commit, wanted)).rejects.toMatchObject({ code: 'restoreBlocked' });
    expect(await readdir(outside)).toEqual([]);
  });

  test('not over a folder that holds something else', async () => {
    await using repository = await openRepository();
    const door = new Git(repository.path);
    const { commit } = await takeSnapshot(door, request);
    await rm(join(repository.path, 'changed.txt'));
    await writeFiles(repository.path, { 'changed.txt/precious.log': 'mine' });
    const wanted = (await diffTrees(door, await emptyTree(repository), commit)).filter(({ path }) => path === 'changed.txt'); // prettier-ignore
    await expect(bringBack(door, commit, wanted)).rejects.toMatchObject({ code: 'restoreBlocked' });
    expect(await readFile(join(repository.path, 'changed.txt/precious.log'), 'utf8')).toBe('mine');
  });
});

describe('a worktree that was removed is made anew', () => {
  test.each([
    ['with changes of every kind', dirty],
    ['in the middle of a merge that conflicts', conflictingMerge],
    ['in the middle of a rebase', conflictingRebase],
    ['with a detached HEAD that has commits of its own', detachedCommits],
    ['with files that git was told not to look at', hiddenFiles],
  ])('%s, to the byte', async (_, change) => {
    await using repository = await openRepository();
    const path = join(repository.folder, 'worktree');
    await repository.git('worktree', 'add', '--quiet', '-b', 'agent', path);
    await writeFile(join(path, '.env'), 'SECRET=1\n');
    await change(path);
    const head = await git(path, 'rev-parse', 'HEAD');
    const attached = (await repository.git('worktree', 'list', '--porcelain')).includes(
      'branch refs/heads/agent',
    );
    const before = await fingerprint(path);
    const { ref, leftOut } = await takeSnapshot(new Git(path), complete);
    expect(leftOut).toEqual([]);
    await repository.git('worktree', 'remove', '--force', '--force', path);
    const door = new Git(repository.path);
    if (attached) await repository.git('branch', '-D', 'agent');
    await repository.git('reflog', 'expire', '--expire=now', '--all');
    await repository.git('gc', '--prune=now', '--quiet');
    await restoreWorktree(door, { path, branch: attached ? 'agent' : null, head, snapshotRef: ref }, replacing(door)); // prettier-ignore
    expect(await fingerprint(path)).toEqual(before);
    expect(await repository.git('fsck', '--connectivity-only')).not.toContain('missing');
  });

  test('on a branch of its own where the old one has moved on', async () => {
    await using repository = await openRepository();
    const path = join(repository.folder, 'worktree');
    await repository.git('worktree', 'add', '--quiet', '-b', 'agent', path);
    const head = await git(path, 'rev-parse', 'HEAD');
    await repository.git('worktree', 'remove', path);
    await repository.commit('more', { 'more.txt': '1' });
    await repository.git('branch', '-f', 'agent', 'main');
    const rebuilt = await restoreWorktree(new Git(repository.path), { path, branch: 'agent', head, snapshotRef: null }, replacing(new Git(repository.path))); // prettier-ignore
    expect(rebuilt.branch).toBe('agent-restored');
    expect(await git(path, 'rev-parse', 'HEAD')).toBe(head);
    expect(await repository.git('rev-parse', 'agent')).toBe(await repository.git('rev-parse', 'main'));
  });

  test('not where something else is now', async () => {
    await using repository = await openRepository();
    const path = join(repository.folder, 'worktree');
    await writeFiles(path, { 'mine.txt': 'mine' });
    const head = await repository.git('rev-parse', 'HEAD');
    const door = new Git(repository.path);
    const restoring = restoreWorktree(door, { path, branch: null, head, snapshotRef: null }, replacing(door));
    await expect(restoring).rejects.toMatchObject({ code: 'restoreBlocked' });
    expect(await readdir(path)).toEqual(['mine.txt']);
  });
});

function openRepository(more: Readonly<Record<string, string>> = {}): Promise<Repository> {
  const files = {
    '.gitignore': '*.log\n.env\n',
    'changed.txt': 'before\n',
    'deleted.txt': 'gone soon\n',
    'staged.txt': 'before\n',
    'run.sh': 'echo\n',
    link: 'was a file\n',
    ...more,
  };
  return makeRepository({ files });
}

async function dirty(path: string): Promise<void> {
  await writeFiles(path, { 'changed.txt': 'after\n', 'deleted.txt': null, 'staged.txt': 'staged\n' });
  await git(path, 'add', 'staged.txt');
  await writeFiles(path, {
    'staged.txt': 'after staging\n',
    [odd]: 'odd',
    'untracked/new.bin': '\0\u0001\r\n',
  });
  await chmod(join(path, 'run.sh'), 0o755);
  await rm(join(path, 'link'));
  await symlink('../outside/nowhere', join(path, 'link'));
}

async function conflictingMerge(path: string): Promise<void> {
  await git(path, 'branch', 'other');
  await commitFile(path, 'changed.txt', 'ours\n');
  await git(path, 'checkout', '--quiet', 'other');
  await commitFile(path, 'changed.txt', 'theirs\n');
  await git(path, 'checkout', '--quiet', 'agent');
  await expect(git(path, 'merge', 'other')).rejects.toThrow();
  await writeFiles(path, { 'changed.txt': 'half resolved\n<<<<<<<\n', 'new.txt': 'new' });
}

async function conflictingRebase(path: string): Promise<void> {
  await git(path, 'branch', 'other');
  await commitFile(path, 'changed.txt', 'ours\n');
  await git(path, 'checkout', '--quiet', 'other');
  await commitFile(path, 'changed.txt', 'theirs\n');
  await git(path, 'checkout', '--quiet', 'agent');
  await expect(git(path, 'rebase', 'other')).rejects.toThrow();
}

async function detachedCommits(path: string): Promise<void> {
  await git(path, 'checkout', '--quiet', '--detach');
  await commitFile(path, 'changed.txt', 'nowhere else\n');
  await git(path, 'branch', '-D', 'agent');
}

async function hiddenFiles(path: string): Promise<void> {
  await git(path, 'update-index', '--assume-unchanged', 'changed.txt');
  await git(path, 'update-index', '--skip-worktree', 'staged.txt');
  await writeFiles(path, { 'changed.txt': 'hidden edit\n', 'staged.txt': 'hidden too\n' });
}

async function commitFile(path: string, file: string, content: string): Promise<void> {
  await writeFiles(path, { [file]: content });
  await git(path, 'commit', '--quiet', '--all', '-m', content.trim());
}

async function emptyTree(repository: Repository): Promise<string> {
  return repository.git('hash-object', '-t', 'tree', '/dev/null');
}
