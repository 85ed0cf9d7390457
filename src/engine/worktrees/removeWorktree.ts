import type { Git } from '../git/git';
import { isAncestor, resolveHead } from './refs';
import type { LocalFileRules } from './localFiles';
import { changedLocalFiles, listLocalFiles } from './localFiles';
import type { TakenSnapshot } from '../snapshots/takeSnapshot';
import { snapshotToTrash } from './trash';
import type { Worktree, WorktreeNote } from './worktrees';

/** What became of a worktree, see `WorktreeOutcome` of the protocol. */
export interface Removal {
  readonly outcome: 'removed' | 'kept';
  readonly reason: string;
  /** The complete snapshot of what was removed. */
  readonly snapshot: TakenSnapshot | null;
}

/**
 * Removes a worktree of ours if nothing would be lost; otherwise keeps it, or in mode `force` snapshots all of it first;
 * `preview` only says which it would be. A branch with commits that are nowhere else is never deleted.
 * @param git in the main worktree.
 */
export async function removeWorktree(
  git: Git,
  worktree: Worktree & { readonly note: WorktreeNote },
  options: {
    readonly mode: 'safe' | 'force' | 'preview';
    readonly now: number;
    /** Which ignored files hold work, beside those that always do. */
    readonly localFiles: LocalFileRules;
  },
): Promise<Removal> {
  const inside = git.at(worktree.path);
  const head = await resolveHead(inside);
  const unsaved = await describeUnsaved(git, inside, options.localFiles);
  const unmerged = await countUnmerged(git, head, worktree.note);
  const why = [
    unsaved.text,
    unmerged > 0 ? `${plural(unmerged, 'commit')} that ${unmerged === 1 ? 'is' : 'are'} not merged` : null,
  ]
    .filter((reason) => reason !== null)
    .join(' and ');
  if (why !== '' && options.mode !== 'force')
    return { outcome: 'kept', reason: `It has ${why}.`, snapshot: null };
  if (options.mode === 'preview')
    return { outcome: 'removed', reason: 'Nothing in it would be lost.', snapshot: null };
  // Of a clean worktree too: its copies of ignored files are nowhere else, and its index tells what was staged.
  const snapshot = await snapshotToTrash(inside, worktree.name, unsaved.ignored, options.now);
  await git.run(['worktree', 'remove', ...(unsaved.text === null ? [] : ['--force']), '--', worktree.path]);
  const branchKept = unmerged > 0 || !(await deleteBranch(git, worktree.branch, head));
  return { outcome: 'removed', reason: tell(worktree, branchKept), snapshot };
}

/** Says what in a worktree is in no commit, for example `3 uncommitted files`; null when there is nothing. */
async function describeUnsaved(
  git: Git,
  inside: Git,
  rules: LocalFileRules,
): Promise<{ readonly text: string | null; readonly ignored: readonly string[] }> {
  const status = await inside.run(['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames']);
  const files = status.stdout.split('\0').filter((line) => line !== '').length;
  const ignored = await listLocalFiles(inside, rules);
  const changed = await changedLocalFiles(git.cwd, inside.cwd, ignored);
  const parts = [
    ...(files > 0 ? [plural(files, 'uncommitted file')] : []),
    ...(changed.length > 0 ? [`changes in its own ${changed.join(', ')}`] : []),
  ];
  return { text: parts.length > 0 ? parts.join(' and ') : null, ignored };
}

async function countUnmerged(git: Git, head: string, note: WorktreeNote): Promise<number> {
  if (note.targetBranch !== null && (await isAncestor(git, head, `refs/heads/${note.targetBranch}`)))
    return 0;
  const counted = await git.run(['rev-list', '--count', head, '--not', note.baseCommit, '--']);
  return Number(counted.stdout.trim());
}

// Deletes the branch only while it still points to what was looked at.
async function deleteBranch(git: Git, branch: string | null, head: string): Promise<boolean> {
  if (branch === null) return false;
  const answer = await git.run(['update-ref', '-d', `refs/heads/${branch}`, head], { okCodes: [0, 1, 128] });
  return answer.code === 0;
}

function tell(worktree: Worktree, branchKept: boolean): string {
  const branch =
    worktree.branch === null
      ? ''
      : branchKept
        ? ` Its branch ${worktree.branch} is kept.`
        : ` Its branch ${worktree.branch} had nothing of its own and is gone too.`;
  return `The worktree was removed.${branch}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
