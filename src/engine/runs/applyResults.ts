import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CoordinatorError } from '../../core/errors';
import type { RunCommits } from '../../core/run';
import type { Git } from '../git/git';
import { moveHead } from '../worktrees/moveHead';

/** What was in a worktree just now: the tree of all its files, on the commit that is checked out. */
export interface PresentWork {
  readonly head: string;
  readonly tree: string;
}

/** How results go into a worktree. */
export interface Application {
  /** What of the run is there already, and what is to be there. */
  readonly from: RunCommits;
  readonly to: RunCommits;
  readonly present: PresentWork;
  /** A folder of ours for an index of our own. */
  readonly folder: string;
}

/** Whether results are in the worktree; a sentence says why not. */
export type Applied = { readonly done: true } | { readonly done: false; readonly why: string };

/**
 * Brings what an agent did into a worktree: its commits onto the branch that is checked out, and what it left uncommitted as
 * uncommitted changes. What was changed in the worktree meanwhile is merged with it; where both changed the same, or a file
 * is in the way, nothing is done at all.
 * @param git quiet, in the worktree; see `quietGit`.
 */
export async function applyResults(git: Git, { from, to, present, folder }: Application): Promise<Applied> {
  if (present.head !== from.head && present.head !== to.head)
    return { done: false, why: 'the branch of its worktree has moved on' };
  const [fromTree, toTree] = await Promise.all([from, to].map(({ work }) => treeOf(git, work)));
  if (fromTree === undefined || toTree === undefined) throw new Error('two commits have two trees');
  const target = present.tree === fromTree ? toTree : await mergeTrees(git, from.work, present.tree, toTree);
  if (target === null) return { done: false, why: 'the same lines were changed in its worktree meanwhile' };
  const written = await writeTree(git, present.tree, target, folder);
  if (!written.done) return written;
  await moveHead(git, { from: present.head, to: to.head }, 'parallel-cc: results of a run');
  return written;
}

// An index of our own that says what is there lets git refuse what would overwrite anything else.
async function writeTree(git: Git, present: string, target: string, folder: string): Promise<Applied> {
  const own = await mkdtemp(join(folder, 'index-'));
  try {
    const inside = git.withEnv({ GIT_INDEX_FILE: join(own, 'index') });
    await inside.run(['read-tree', present]);
    await inside.run(['update-index', '-q', '--refresh'], { okCodes: [0, 1] });
    await inside.run(['read-tree', '-m', '-u', present, target]);
    return { done: true };
  } catch (error) {
    if (!(error instanceof CoordinatorError)) throw error;
    return { done: false, why: `files in its worktree are in the way (${error.message})` };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Merges two trees that come from the same commit; null where they conflict. */
async function mergeTrees(git: Git, base: string, ours: string, theirs: string): Promise<string | null> {
  const [one, other] = await Promise.all([ours, theirs].map((tree) => commitOf(git, tree, base)));
  if (one === undefined || other === undefined) throw new Error('two trees have two commits');
  const merged = await git.run(['merge-tree', '--write-tree', '--no-messages', one, other], { okCodes: [0, 1] });
  return merged.code === 0 ? merged.stdout.trim() : null;
} // prettier-ignore

async function commitOf(git: Git, tree: string, parent: string): Promise<string> {
  const who = { GIT_AUTHOR_NAME: 'parallel-cc', GIT_AUTHOR_EMAIL: 'parallel-cc@localhost', GIT_COMMITTER_NAME: 'parallel-cc', GIT_COMMITTER_EMAIL: 'parallel-cc@localhost' }; // prettier-ignore
  const args = ['commit-tree', '--no-gpg-sign', '-p', parent, '-m', 'a side of a merge', tree];
  return (await git.run(args, { env: who })).stdout.trim();
}

async function treeOf(git: Git, commit: string): Promise<string> {
  return (await git.run(['rev-parse', '--verify', `${commit}^{tree}`])).stdout.trim();
}
