import { landedAsCopy } from '../../../core/landing';
import type { Git } from '../../git/git';
import type { Worktree } from '../worktrees';
import type { Examination, OurWorktree } from './examine';

/** What becomes of the branch that was made for a worktree. */
export interface BranchPlan {
  /** The branch, and the commit that it must still be at; null when no branch is deleted. */
  readonly deleted: { readonly branch: string; readonly commit: string } | null;
  /** A sentence for people; empty when there is nothing to say. */
  readonly sentence: string;
}

/**
 * Decides on the branch that we made for a worktree: it goes with it when its commits are elsewhere. Another one that
 * is checked out there is not ours to delete.
 * @param others the other worktrees, which may have the branch checked out.
 */
export function planBranch(
  { branch, note }: OurWorktree,
  { head, landing, landedIn }: Pick<Examination, 'head' | 'landing' | 'landedIn'>,
  others: readonly Worktree[],
): BranchPlan {
  const kept = branch === null ? '' : `Its branch ${branch} stays.`;
  const isTaken = branch === note.targetBranch || others.some((other) => other.branch === branch);
  if (branch !== note.branch || isTaken || landing === 'open') return { deleted: null, sentence: kept };
  const how = landedAsCopy(landing) ? ` (${landing})` : '';
  const why =
    landing === 'nothing' ? 'had nothing of its own' : `was merged into ${landedIn ?? 'its target'}${how}`;
  return { deleted: { branch, commit: head }, sentence: `Its branch ${branch} ${why} and goes with it.` };
}

/** Deletes a branch if it is still where it was looked at; returns whether it did. */
export async function deleteBranch(
  git: Git,
  { branch, commit }: NonNullable<BranchPlan['deleted']>,
): Promise<boolean> {
  const args = ['update-ref', '-d', `refs/heads/${branch}`, commit];
  return (await git.run(args, { okCodes: [0, 1, 128] })).code === 0;
}
