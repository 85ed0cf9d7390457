import { commitDirectly } from '../git/directCommits';
import type { ImportedCommit } from '../git/fastImport';
import { importCommits } from '../git/fastImport';
import type { Git } from '../git/git';
import type { PlainRepository } from '../git/plainRepository';
import type { TreeReader } from '../git/treeReader';
import { readGitState } from './gitState';
import type { ContentRule, WorktreeContent } from './worktreeContent';
import { readChanges, readPaths } from './worktreeContent';

/** A snapshot of a worktree: a commit of all that is in it, on its HEAD. */
export interface TakenSnapshot {
  readonly ref: string;
  /** The commit of the worktree's files. Its first parent is `head`; of a complete one the second is what git remembers. */
  readonly commit: string;
  readonly tree: string;
  readonly head: string;
  /** The branch that was checked out; null when HEAD was detached. */
  readonly branch: string | null;
  /** What is not in it, a sentence each. */
  readonly leftOut: readonly string[];
}

/** How a snapshot is taken. */
export interface SnapshotRequest {
  /** The ref that keeps it. */
  readonly ref: string;
  readonly message: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly rule: ContentRule;
  /** Whether index, HEAD and an operation under way are kept too, so that the worktree can be made anew of it. */
  readonly complete: boolean;
  /**
   * An earlier snapshot and the files that may have changed since, none of them ignored by git; null: all of the
   * worktree is looked at.
   */
  readonly since: Since | null;
}

/** From where a snapshot is taken of what has changed alone. */
export interface Since {
  readonly snapshot: Pick<TakenSnapshot, 'head' | 'tree'>;
  readonly paths: readonly string[];
  /** What lets it be done without git, if it can be; git does it otherwise. */
  readonly direct?: { readonly plain: PlainRepository; readonly trees: TreeReader } | null;
}

/**
 * Keeps what is in a worktree as a commit under a ref, untracked files included. Neither the worktree nor its index,
 * branches or configuration are touched. Files that differ from HEAD are kept byte for byte, past all filters.
 * @param git in the worktree.
 * @throws CoordinatorError `noCommits`, `gitFailed`.
 */
export async function takeSnapshot(git: Git, request: SnapshotRequest): Promise<TakenSnapshot> {
  return (await takeDirectly(git, request)) ?? takeByGit(git, request);
}

async function takeDirectly(
  git: Git,
  { ref, now, message, rule, complete, since }: SnapshotRequest,
): Promise<TakenSnapshot | null> {
  if (since?.direct == null || complete) return null;
  const { snapshot, paths, direct } = since;
  const content = await readPaths(git, paths, rule, direct.plain);
  const { head, branch, leftOut } = content;
  if (head !== snapshot.head) return null;
  const commit = { message, parents: [head], onto: { tree: snapshot.tree }, paths: content.paths };
  const made = await commitDirectly(direct.plain, direct.trees, ref, commit, secondsOf(now));
  return made && { ref, ...made, head, branch, leftOut };
}

async function takeByGit(git: Git, request: SnapshotRequest): Promise<TakenSnapshot> {
  const { ref, now } = request;
  const reading = read(git, request);
  const commits = reading.then((content) => commitsOf(git, request, content));
  const made = (await importCommits(git, ref, commits, secondsOf(now))).at(-1);
  if (made === undefined) throw new Error(`Internal error: git said nothing of the commit for ${ref}`);
  const { head, branch, leftOut } = await reading;
  return { ref, ...made, head, branch, leftOut };
}

function secondsOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

interface Reading extends WorktreeContent {
  readonly onto: ImportedCommit['onto'];
}

async function read(git: Git, { since, rule }: SnapshotRequest): Promise<Reading> {
  if (since !== null) {
    const content = await readPaths(git, since.paths, rule, since.direct?.plain ?? null);
    if (content.head === since.snapshot.head) return { ...content, onto: { tree: since.snapshot.tree } };
  }
  return { ...(await readChanges(git, rule)), onto: 'parent' };
}

async function commitsOf(git: Git, request: SnapshotRequest, content: Reading): Promise<ImportedCommit[]> {
  const { head, onto, paths } = content;
  const files: ImportedCommit = { message: request.message, parents: [head], onto, paths };
  return request.complete ? [await keeper(git, content), { ...files, parents: [head, ':1'] }] : [files];
}

/** The commit that keeps what only git's own files of the worktree say. */
async function keeper(git: Git, { head, stagedBlobs }: WorktreeContent): Promise<ImportedCommit> {
  const state = await readGitState(git);
  const staged = stagedBlobs.map((id, index) => ({
    path: `staged/${index}`,
    file: { mode: '100644', content: { kind: 'object', id } } as const,
  }));
  return {
    message: 'What git remembers of the worktree beside its files',
    parents: state.commits.filter((commit) => commit !== head),
    onto: 'nothing',
    paths: [...state.files, ...staged],
  };
}
