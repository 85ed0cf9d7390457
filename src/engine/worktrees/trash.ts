import type { Git } from '../git/git';
import type { TakenSnapshot } from '../snapshots/takeSnapshot';
import { takeSnapshot } from '../snapshots/takeSnapshot';

/** Where snapshots of removed worktrees are kept. */
export const trashRefs = 'refs/parallel-cc/trash';

/**
 * Keeps all that is in a worktree, so that it can be made anew: untracked files, the index, and an operation of git
 * that is under way included. The worktree and its index stay as they are.
 * @param git in the worktree. @param ignored the ignored files that are kept too; all others are left out.
 */
export function snapshotToTrash(
  git: Git,
  name: string,
  ignored: readonly string[],
  now: number,
): Promise<TakenSnapshot> {
  const time = new Date(now).toISOString().replace(/[-:.]/g, '');
  return takeSnapshot(git, {
    ref: `${trashRefs}/${name}/${time}`,
    message: `All of worktree "${name}" before it was removed`,
    now,
    rule: { largestUntracked: Infinity, ignored, hidden: true },
    complete: true,
    since: null,
  });
}
