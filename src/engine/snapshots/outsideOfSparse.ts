import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { mapLimit } from '../../base/async';
import type { Git } from '../git/git';

/**
 * Writes those of some tracked files of a fresh checkout that sparse checkout has left out. Only a file that is there can
 * be replaced, and git takes one that it has left out itself for unchanged, a deleted one too.
 * @param git in the worktree.
 */
export async function writeOutsideOfSparse(git: Git, tracked: readonly string[]): Promise<void> {
  const absent = await mapLimit(tracked, 16, async (path) =>
    (await lstat(join(git.cwd, path)).catch(() => null)) === null ? path : null,
  );
  const input = absent.filter((path) => path !== null).join('\0');
  if (input === '') return;
  await git.run(['update-index', '--no-skip-worktree', '-z', '--stdin'], { input });
  await git.run(['checkout-index', '--force', '-z', '--stdin'], { input });
}
