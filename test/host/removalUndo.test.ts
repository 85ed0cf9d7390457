import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import { fingerprint, repositoryFingerprint } from '../support/fingerprint';
import type { RepositoryContents } from '../support/git';
import { git, makeRepository, writeFiles } from '../support/git';
import { cleanUp, idleWorktree, removeByForce, undo } from '../support/removal';
import { openWithSubmodule } from '../support/submodules';

const files = {
  'src/a.ts': 'one\n',
  'src/b.ts': 'two\n',
  'docs/c.md': 'three\n',
  '.gitignore': '.env\n*.log\nlocal/\n',
  '.gitattributes': '*.crlf text eol=crlf\n',
};

const kinds: readonly (readonly [string, (path: string, host: TestCoordinator) => Promise<unknown>])[] = [
  ['uncommitted and staged changes', uncommitted],
  ['untracked files, odd names and modes', untracked],
  ['ignored files that nothing can make again, large ones too', ignoredButPrecious],
  ['commits that are merged nowhere', unmerged],
  ['commits that were pushed, and newer ones that were not', unpushed],
  ['links that lead inside, outside and nowhere', linked],
];

describe.each(kinds)('a worktree with %s', (_, work) => {
  it('is the same to the byte after a forced removal and its undo', async () => {
    await using host = await openCoordinator({ files });
    const path = await idleWorktree(host, 'work', (worktree) => work(worktree, host));
    const before = await everything(host, path);
    const { operation } = await removeByForce(host, path);
    await undo(host, operation);
    expect(await everything(host, path)).toEqual(before);
  });

  it('is the same to the byte after its session was released with it, and that was undone', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await work(session.worktreePath, host);
    const before = await everything(host, session.worktreePath);
    await host.client.call('releaseSession', { session: session.id, worktree: 'remove' });
    await undo(host, null);
    expect(await everything(host, session.worktreePath)).toEqual(before);
  });
});

it.each(kinds)('a clean-up leaves a worktree with %s as it is', async (_, work) => {
  await using host = await openCoordinator({ files });
  const path = await idleWorktree(host, 'work', (worktree) => work(worktree, host));
  const before = await everything(host, path);
  expect(await cleanUp(host, { merged: true })).toMatchObject([{ outcome: 'kept' }]);
  expect(await everything(host, path)).toEqual(before);
});

describe.each<[string, RepositoryContents, (host: TestCoordinator) => Promise<unknown>]>([
  ['a shallow clone', { cloned: ['--depth=1'] }, originGoes],
  ['a partial clone', { cloned: ['--filter=blob:none'] }, originGoes],
  ['a clone that is both', { cloned: ['--depth=1', '--filter=blob:none'] }, originGoes],
  ['a sparse repository', {}, ({ repository }) => repository.git('sparse-checkout', 'set', 'src')],
])('a worktree of %s', (_, contents, prepare) => {
  const history = [{ message: 'Second commit', files: { 'src/a.ts': 'one again\n' } }];

  it('is the same to the byte after a forced removal and its undo', async () => {
    await using host = await openCoordinator({ files, commits: history, ...contents });
    await prepare(host);
    const path = await idleWorktree(host, 'work', (worktree) => all(worktree, host));
    const before = await everything(host, path);
    const { operation } = await removeByForce(host, path);
    await undo(host, operation);
    expect(await everything(host, path)).toEqual(before);
  });
});

it.each<[string, (path: string, host: TestCoordinator) => Promise<unknown>]>([
  ['is sparse where the main one is not', (path) => git(path, 'sparse-checkout', 'set', 'src')],
  [
    'is whole where the main one is sparse',
    async (path, { repository }) => {
      await repository.git('sparse-checkout', 'set', 'src');
      await git(path, 'sparse-checkout', 'disable');
    },
  ],
  [
    'has files outside of what it checks out, changed, deleted and as they were',
    async (path) => {
      await git(path, 'sparse-checkout', 'set', 'src');
      await git(path, 'config', 'sparse.expectFilesOutsideOfPatterns', 'false');
      await git(path, 'checkout', 'HEAD', '--ignore-skip-worktree-bits', '--', 'docs');
      await writeFiles(path, { 'docs/c.md': 'changed\n', 'docs/d.md': null });
      await git(path, 'status');
    },
  ],
])('a worktree that %s is the same to the byte after its removal and an undo', async (_, work) => {
  const docs = { 'docs/d.md': 'four\n', 'docs/e.md': 'five\n' };
  await using host = await openCoordinator({ files: { ...files, ...docs } });
  const path = await idleWorktree(host, 'work', (worktree) => work(worktree, host));
  await writeFiles(path, { 'src/a.ts': 'changed\n', 'new.txt': 'new\n' });
  const before = await everything(host, path);
  const { operation } = await removeByForce(host, path);
  await undo(host, operation);
  expect(await everything(host, path)).toEqual(before);
});

describe('a worktree with a submodule', () => {
  it('comes back with it, to the byte', async () => {
    await using library = await makeRepository({ files: { 'lib.txt': 'lib\n' } });
    await using host = await openWithSubmodule(library.path, files);
    const path = await idleWorktree(host, 'work', (worktree) => writeFile(join(worktree, 'new.txt'), 'new'));
    const before = await everything(host, path);
    expect(await readFile(join(path, 'lib/lib.txt'), 'utf8')).toBe('lib\n');
    const { operation } = await removeByForce(host, path);
    await undo(host, operation);
    expect(await everything(host, path)).toEqual(before);
    expect(await git(join(path, 'lib'), 'status', '--porcelain')).toBe('');
  });

  it.each([
    ['uncommitted files', (lib: string) => writeFile(join(lib, 'lib.txt'), 'changed\n')],
    ['ignored files', (lib: string) => writeFile(join(lib, 'secret.env'), 'KEY=1\n')],
    [
      'a stash',
      async (lib: string) => {
        await writeFile(join(lib, 'lib.txt'), 'changed\n');
        await git(lib, 'stash', '--quiet');
      },
    ],
    [
      'commits that are on none of its remotes',
      async (lib: string) => {
        await git(lib, 'checkout', '--quiet', '-b', 'mine');
        await git(lib, 'commit', '--quiet', '--allow-empty', '-m', 'mine');
        await git(lib, 'checkout', '--quiet', '--detach', 'HEAD^');
      },
    ],
  ])('that has %s is not removed, by force neither', async (what, change) => {
    await using library = await makeRepository({ files: { 'lib.txt': 'lib\n', '.gitignore': '*.env\n' } });
    await using host = await openWithSubmodule(library.path, files);
    const path = await idleWorktree(host, 'work', (worktree) => change(join(worktree, 'lib')));
    const before = await everything(host, path);
    const message = expect.stringContaining(`Its submodule "lib" has ${what}.`) as string;
    await expect(removeByForce(host, path)).rejects.toMatchObject({ code: 'worktreeNotClean', message });
    expect(await everything(host, path)).toEqual(before);
  });
});

/** All of the worktree, what git says of it, and the refs, configuration and worktrees of the repository. */
async function everything(host: TestCoordinator, path: string): Promise<unknown> {
  return {
    worktree: await fingerprint(path),
    status: await git(path, '--no-optional-locks', 'status', '--porcelain=v2', '--branch', '--ignored'),
    worktrees: await host.repository.git('worktree', 'list', '--porcelain'),
    repository: await repositoryFingerprint(host.repository.path),
  };
}

async function uncommitted(path: string): Promise<void> {
  await writeFiles(path, { 'src/a.ts': 'staged\n', 'src/new.ts': 'added\n', 'docs/c.md': null });
  await git(path, 'add', '--all');
  await writeFiles(path, {
    'src/a.ts': 'staged, then changed\n',
    'src/b.ts': null,
    'x.crlf': 'mixed\r\nends\n',
  });
}

async function untracked(path: string): Promise<void> {
  await writeFiles(path, { 'new/deep/ü ü\n"odd".txt': 'new\n', 'empty.txt': '', 'run.sh': '#!/bin/sh\n' });
  await writeFile(join(path, 'binary.bin'), Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)));
  await chmod(join(path, 'run.sh'), 0o755);
}

/** Some of each: committed, staged, changed, deleted, untracked and ignored. */
async function all(path: string, host: TestCoordinator): Promise<void> {
  await unmerged(path);
  await writeFiles(path, { 'src/new.ts': 'added\n' });
  await git(path, 'add', 'src/new.ts');
  await writeFiles(path, { 'src/new.ts': 'added, then changed\n', 'src/b.ts': null });
  await untracked(path);
  await ignoredButPrecious(path);
  await host.repository.git('status');
}

/** From now on nothing can be fetched. */
function originGoes({ repository }: TestCoordinator): Promise<void> {
  return rm(join(repository.folder, 'origin'), { recursive: true });
}

function ignoredButPrecious(path: string): Promise<void> {
  const notes = 'n'.repeat(1_500_000);
  return writeFiles(path, { '.env': 'KEY=2\n', 'debug.log': 'seen once\n', 'local/deep/data.db': 'rows', 'local/notes.log': notes }); // prettier-ignore
}

async function unmerged(path: string): Promise<void> {
  await writeFiles(path, { 'src/a.ts': 'committed\n' });
  await git(path, 'commit', '--quiet', '--all', '-m', 'work');
}

async function unpushed(path: string, { repository }: TestCoordinator): Promise<void> {
  const remote = join(repository.folder, 'remote.git');
  await repository.git('init', '--quiet', '--bare', remote);
  await repository.git('remote', 'add', 'origin', remote);
  await unmerged(path);
  await git(path, 'push', '--quiet', '--set-upstream', 'origin', 'HEAD');
  await git(path, 'commit', '--quiet', '--allow-empty', '-m', 'not pushed');
}

async function linked(path: string): Promise<void> {
  const outside = join(path, '../outside');
  await mkdir(outside, { recursive: true });
  await writeFile(join(outside, 'theirs.txt'), 'theirs');
  await rm(join(path, 'docs'), { recursive: true });
  await symlink('src', join(path, 'docs'));
  await symlink(outside, join(path, 'out'));
  await symlink('no/where', join(path, 'broken'));
  await symlink(join(outside, 'theirs.txt'), join(path, 'ignored.log'));
}
