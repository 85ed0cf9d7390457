import type { Git } from '../../git/git';
import type { Worktree } from '../worktrees';
import type { Examination, OurWorktree } from './examine';
import { judgeCommits } from './unmerged';

/** What becomes of the branch that was made for a worktree. */
export interface BranchPlan {
  /** The branch, and the commit that it must still be at; null when no branch is deleted. */
  readonly deleted: { readonly branch: string; readonly commit: string } | null;
  /** A sentence for people; empty when there is nothing to say. */
  readonly sentence: string;
}

/**
 * Decides on the branch that we made for a worktree: it goes with it when its commits are elsewhere. Other branches, be
 * they checked out there, are not ours to delete.
 * @param others the other worktrees, which may have the branch checked out.
 */
export async function planBranch(
  git: Git,
  { branch, note }: OurWorktree,
  { head, landing, landedIn }: Pick<Examination, 'head' | 'landing' | 'landedIn'>,
  others: readonly Worktree[],
): Promise<BranchPlan> {
  const kept = branch === null ? '' : `Its branch ${branch} is kept.`;
  const isTaken = note.branch === note.targetBranch || others.some((other) => other.branch === note.branch);
  if (note.branch === '' || isTaken) return { deleted: null, sentence: kept };
  if (branch !== note.branch) return { deleted: await emptyBranch(git, note), sentence: kept };
  if (landing === 'open') return { deleted: null, sentence: kept };
  const why = landing === 'nothing' ? 'had nothing of its own' : `was merged into ${landedIn ?? 'its target'} (${landing})`; // prettier-ignore
  return {
    deleted: { branch, commit: head },
    sentence: `Its branch ${branch} ${why} and is gone too.`,
  };
}

/** Deletes a branch if it is still where it was looked at; returns whether it did. */
export async function deleteBranch(
  git: Git,
  { branch, commit }: NonNullable<BranchPlan['deleted']>,
): Promise<boolean> {
  // prettier-ignore
  const args = ['update-ref', '-d', `refs/heads/${branch}`, commit];
  return (await git.run(args, { okCodes: [0, 1, 128] })).code === 0;
}

// The agent has gone on to another branch; ours is of no use if nothing happened on it.
async function emptyBranch(git: Git, note: OurWorktree['note']): Promise<BranchPlan['deleted']> {
  const args = ['rev-parse', '--verify', '--quiet', `refs/heads/${note.branch}`];
  const found = await git.run(args, { okCodes: [0, 1] });
  if (found.code !== 0) return null;
  const commit = found.stdout.trim();
  const { landing } = await judgeCommits(git, commit, note);
  return landing === 'nothing' || landing === 'merged' ? { branch: note.branch, commit } : null;
}
