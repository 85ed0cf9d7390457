import type { Landing } from '../../../core/landing';
import type { Git } from '../../git/git';
import { howLanded } from '../landed';
import type { WorktreeNote } from '../worktrees';

/** What became of the commits of a worktree. */
export interface CommitJudgement {
  readonly landing: Landing;
  /** The branch that they are in, as git names it for short; null when they are in none. */
  readonly landedIn: string | null;
  /** What of them is saved nowhere else, for example `2 commits that are not merged`. */
  readonly work: readonly string[];
}

/**
 * Finds out whether the commits of a worktree are in the branch that they were meant for, or in what that follows: a
 * merge on the server is seen there first.
 */
export async function judgeCommits(git: Git, head: string, note: WorktreeNote): Promise<CommitJudgement> {
  const targets = await targetsOf(git, note.targetBranch);
  for (const target of targets) {
    const landing = await howLanded(git, head, target, note.baseCommit);
    if (landing === 'nothing') return { landing, landedIn: null, work: [] };
    if (landing !== 'open') return { landing, landedIn: target.replace(/^refs\/(heads|remotes)\//, ''), work: [] }; // prettier-ignore
  }
  // After a rebase what the target went on with is among the commits since the base.
  const own = [head, '--not', note.baseCommit, ...targets];
  const unmerged = await count(git, own);
  if (unmerged === 0) return { landing: 'nothing', landedIn: null, work: [] };
  const unpushed = await count(git, [...own, '--remotes']);
  const pushed = unpushed === 0 ? ', but pushed' : '';
  const which = unmerged === 1 ? '1 commit that is' : `${unmerged} commits that are`;
  return { landing: 'open', landedIn: null, work: [`${which} not merged${pushed}`] };
}

async function targetsOf(git: Git, branch: string | null): Promise<string[]> {
  if (branch === null) return [];
  const format = '--format=%(refname)%00%(upstream)';
  const listed = await git.run(['for-each-ref', format, `refs/heads/${branch}`]);
  const [local = '', upstream = ''] = listed.stdout.split('\n')[0]?.split('\0') ?? [];
  const present = await Promise.all([local, upstream].map((ref) => exists(git, ref)));
  return [local, upstream].filter((_, index) => present[index] === true);
}

async function exists(git: Git, ref: string): Promise<boolean> {
  if (ref === '') return false;
  const found = await git.run(['rev-parse', '--verify', '--quiet', ref], { okCodes: [0, 1] });
  return found.code === 0;
}

async function count(git: Git, range: readonly string[]): Promise<number> {
  return Number(await git.text(['rev-list', '--count', ...range, '--']));
}
