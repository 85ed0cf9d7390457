import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Git } from '../git/git';
import { resolveHead } from './refs';

/** Where snapshots of removed worktrees are kept. */
const trashRefs = 'refs/parallel-cc/trash';

/**
 * Keeps all that is in a worktree, untracked files included, as a commit on its HEAD under a ref of ours. The
 * worktree and its index stay as they are.
 * @param ignored the ignored files that are kept too; all others are left out.
 * @returns the name of the ref.
 */
export async function snapshotToTrash(
  git: Git,
  name: string,
  ignored: readonly string[],
  now: number,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parallel-cc-'));
  try {
    const own = git.withEnv({ GIT_INDEX_FILE: join(folder, 'index'), ...identity });
    const head = await resolveHead(git);
    await own.run(['read-tree', head]);
    await own.run(['add', '--all']);
    if (ignored.length > 0) await own.run(['--literal-pathspecs', 'add', '--force', '--', ...ignored]);
    const tree = (await own.run(['write-tree'])).stdout.trim();
    const message = `All of worktree "${name}" before it was removed`;
    const commit = (
      await own.run(['-c', 'commit.gpgSign=false', 'commit-tree', tree, '-p', head, '-m', message])
    ).stdout.trim();
    const ref = `${trashRefs}/${name}/${new Date(now).toISOString().replace(/[-:]/g, '').replace(/\..*/, '')}-${commit.slice(0, 7)}`;
    await git.run(['update-ref', '--', ref, commit]);
    return ref;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const identity = {
  GIT_AUTHOR_NAME: 'parallel-cc',
  GIT_AUTHOR_EMAIL: 'parallel-cc@localhost',
  GIT_COMMITTER_NAME: 'parallel-cc',
  GIT_COMMITTER_EMAIL: 'parallel-cc@localhost',
} as const;
