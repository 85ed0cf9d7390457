import type { OldRecord } from '../../core/oldRecord';
import type { Git } from '../git/git';
import { identityOf } from '../processes/identity';
import { realPathOf } from '../repositoryPaths';
import type { Worktree, WorktreeNote, Worktrees } from '../worktrees/worktrees';

/** The worktrees of old sessions: those that we take over, and why others stay as they are, a sentence each. */
export interface OldWorktrees {
  readonly notes: readonly WorktreeNote[];
  readonly leftOut: readonly string[];
}

/** Finds the worktrees that the old tool made, which are of this repository and of which nobody takes care any more. */
export async function findOldWorktrees(
  git: Git,
  worktrees: Worktrees,
  sessions: readonly OldRecord[],
): Promise<OldWorktrees> {
  const listed = await worktrees.refresh();
  const main = listed[0];
  const notes = new Map<string, WorktreeNote>();
  const leftOut: string[] = [];
  for (const session of sessions) {
    const path = realPathOf(String(session.data['worktree_path'] ?? ''));
    const worktree = listed.find((known) => known.path === path);
    const isSettled =
      worktree === undefined || worktree.isMain || worktree.note !== null || worktree.prunable;
    if (isSettled || main === undefined || notes.has(path)) continue;
    const why = await whyLeft(worktree, session);
    if (why === null) notes.set(path, await noteOf(git, main, worktree, session));
    else leftOut.push(why);
  }
  return { notes: [...notes.values()], leftOut };
}

// Of the old session's process only the number is known, which by now may be that of another one.
async function whyLeft({ path, branch }: Worktree, { data }: OldRecord): Promise<string | null> {
  const pid = Number(data['pid']);
  if (pid > 0 && (await identityOf(pid)) !== null)
    return `Worktree ${path} is left to the old tool: process ${pid}, which it was made for, may still be at work. Run this again when that has ended.`;
  return branch === null ? `Worktree ${path} is left as it is: no branch is checked out in it.` : null;
}

async function noteOf(
  git: Git,
  main: Worktree,
  worktree: Worktree,
  { key, at, data }: OldRecord,
): Promise<WorktreeNote> {
  const base = await git.run(['merge-base', main.head, worktree.head], { okCodes: [0, 1] });
  const name = String(data['worktree_name'] ?? worktree.name);
  return {
    path: worktree.path,
    name,
    branch: worktree.branch ?? '',
    baseCommit: base.code === 0 ? base.stdout.trim() : worktree.head,
    targetBranch: main.branch,
    createdAt: at ?? 0,
    sessionId: key,
    keptBecause: 'It was made by the earlier parallel-cc.',
  };
}
