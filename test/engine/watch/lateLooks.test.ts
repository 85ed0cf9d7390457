// What the watch makes of a write that it looks at late, after git has done more.
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Git } from '../../../src/engine/git/git';
import { isGitsOwnWrite } from '../../../src/engine/watch/gitWrites';
import { makeRepository } from '../../support/git';

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
