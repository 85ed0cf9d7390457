// What the watch makes of a write that it looks at late, after git has done more.
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Git } from '../../../src/engine/git/git';
import { isGitsOwnWrite } from '../../../src/engine/watch/gitWrites';
import { git, makeRepository, writeFiles } from '../../support/git';

const moves = [
  ['commit', '--quiet', '--allow-empty', '--message=Another'],
  ['checkout', '--quiet', '-b', 'elsewhere'],
];

// The helper of the tests gives every commit a time long gone.
it('an edit that is committed at another time than now is an edit, whatever git did since', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await writeFile(join(repository.path, 'a.txt'), 'changed\n');
  const { mtimeMs } = await stat(join(repository.path, 'a.txt'));
  await repository.git('commit', '--quiet', '--all', '--message=Quick');
  for (const move of moves) await repository.git(...move);
  expect(await isGitsOwnWrite(new Git(repository.path), 'a.txt', mtimeMs)).toBe(false);
});

it('a file that git brought from another branch is not an edit', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await repository.git('branch', 'old');
  await repository.commit('Change', { 'a.txt': 'changed\n' });
  await repository.git('checkout', '--quiet', 'old');
  const { mtimeMs } = await stat(join(repository.path, 'a.txt'));
  expect(await isGitsOwnWrite(new Git(repository.path), 'a.txt', mtimeMs)).toBe(true);
});

it('a file that a fast-forward has written and staged before it moves HEAD is not an edit, one that an agent staged is', async () => {
  await using repository = await makeRepository({ files: { 'a b.txt': 'a\n', 'gone.txt': 'gone\n' } });
  const elsewhere = join(repository.folder, 'elsewhere');
  await repository.git('worktree', 'add', '--quiet', '-b', 'next', elsewhere);
  await writeFiles(elsewhere, { 'a b.txt': 'next\n', 'gone.txt': null });
  await git(elsewhere, 'commit', '--quiet', '--all', '--message=Next');
  const next = await git(elsewhere, 'rev-parse', 'HEAD');
  const here = new Git(repository.path);
  await repository.git('read-tree', '-u', '--reset', next);
  const looks = ['a b.txt', 'gone.txt'].map((path) => isGitsOwnWrite(here, path, Date.now()));
  // They have looked by then.
  for (let turn = 0; turn < 5; turn++) await repository.git('status');
  await repository.git('update-ref', 'HEAD', next);
  expect(await Promise.all(looks)).toEqual([true, true]);

  await writeFile(join(repository.path, 'a b.txt'), 'mine\n');
  await repository.git('add', '--all');
  expect(await isGitsOwnWrite(here, 'a b.txt', Date.now())).toBe(false);
});
