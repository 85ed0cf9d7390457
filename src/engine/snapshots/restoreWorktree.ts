import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { restoreBlocked } from '../../core/errors';
import { readBlobs } from '../git/catFile';
import type { Git } from '../git/git';
import { parseWorktreeList } from '../git/worktreeList';
import { limitTo } from '../worktrees/setup/checkOut';
import { addSubmodules } from '../worktrees/setup/submodules';
import { gitStateFolder } from './gitState';
import { writeOutsideOfSparse } from './outsideOfSparse';
import { isReplaceable } from './replacing/replaceFiles';
import type { TreeDifference, TreeFile } from './treeDiff';
import { diffTrees } from './treeDiff';

/** A worktree that is to be made anew. */
export interface LostWorktree {
  readonly path: string;
  /** The branch that was checked out; null when HEAD was detached. */
  readonly branch: string | null;
  /** The commit that was checked out. */
  readonly head: string;
  /** The ref of its complete snapshot; null when there was nothing in it that HEAD does not have. */
  readonly snapshotRef: string | null;
  /** The submodules that were checked out in it; none when that is not known. */
  readonly submodules?: readonly string[];
  /** The folders that are checked out; without any as in the main worktree, unless the snapshot is complete and tells. */
  readonly sparsePaths?: readonly string[];
}

/** Makes files of a worktree what a snapshot has. */
export type ReplaceFiles = (
  root: string,
  commit: string,
  differences: readonly TreeDifference[],
) => Promise<void>;

/** What a worktree is like that was made anew. */
export interface RebuiltWorktree {
  /** The branch that is checked out now: another one when the old one is in use or has moved on. */
  readonly branch: string | null;
  /** The same where it was not there before. */
  readonly newBranch: string | null;
  readonly files: number;
  /** What is not as it was, a sentence each. */
  readonly missing: readonly string[];
}

/**
 * Makes a worktree anew where it was: its branch, its files byte for byte, its index, and a merge or rebase that was
 * under way. What it has made is gone again should it fail.
 * @param git in the main worktree. @throws CoordinatorError `restoreBlocked`, `gitFailed`.
 */
export async function restoreWorktree(
  git: Git,
  lost: LostWorktree,
  replace: ReplaceFiles,
): Promise<RebuiltWorktree> {
  // Where git still lists the lost worktree, that entry is taken over; `worktree prune` would drop those of others too.
  const flags = ['--quiet', '--force', '--no-checkout', '--detach'];
  const add = ['worktree', 'add', ...flags, '--', lost.path, lost.head];
  await git.run(add).catch((error: unknown) => {
    throw restoreBlocked(
      lost.path,
      error instanceof Error ? error.message.replace(/\.$/, '') : String(error),
    );
  });
  let branch: ClaimedBranch | null = null;
  try {
    if (lost.branch !== null) branch = await claimBranch(git, lost, lost.branch);
    const newBranch = branch?.isNew === true ? branch.name : null;
    return { ...(await fill(git, lost, branch?.name ?? null, replace)), newBranch };
  } catch (error) {
    await discardRebuilt(git, lost, branch?.isNew === true ? branch.name : null);
    throw error;
  }
}

/** Takes a worktree away again that has just been made anew, and its branch if that is new. */
export async function discardRebuilt(
  git: Git,
  { path, head }: LostWorktree,
  newBranch: string | null,
): Promise<void> {
  await git.run(['worktree', 'remove', '--force', '--force', '--', path], { okCodes: [0, 128] });
  if (newBranch !== null) await git.run(['update-ref', '-d', `refs/heads/${newBranch}`, head]);
}

async function fill(
  git: Git,
  lost: LostWorktree,
  branch: string | null,
  replace: ReplaceFiles,
): Promise<Omit<RebuiltWorktree, 'newBranch'>> {
  const inside = git.at(lost.path);
  if (branch !== null) await inside.run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  const keeper = lost.snapshotRef === null ? null : await keeperOf(git, lost.snapshotRef);
  if (keeper === null) await limitTo(inside, lost.sparsePaths ?? []);
  else await writeSparseState(inside, keeper);
  await inside.run(['reset', '--quiet', '--hard', lost.head]);
  if (lost.snapshotRef === null) return { branch, files: 0, missing: [] };
  const differences = (await diffTrees(git, lost.head, lost.snapshotRef)).filter(isReplaceable);
  const written = keeper === null ? [] : await writtenAllTheSame(inside, keeper);
  await writeOutsideOfSparse(inside, [...written, ...differences.filter(({ from }) => from !== null).map(({ path }) => path)]); // prettier-ignore
  await replace(lost.path, lost.snapshotRef, differences);
  if (keeper !== null)
    await writeGitState(inside, keeper, (path) => path !== 'HEAD' || branch === lost.branch);
  return { branch, files: differences.length, missing: await bringSubmodulesBack(git, lost) };
}

async function bringSubmodulesBack(git: Git, { path, submodules = [] }: LostWorktree): Promise<string[]> {
  if (submodules.length === 0) return [];
  const commonDir = await git.text(['rev-parse', '--path-format=absolute', '--git-common-dir']);
  return addSubmodules(git, path, commonDir, (submodule) => Promise.resolve(submodules.includes(submodule)));
}

/** The branch that a worktree made anew has. */
export interface ClaimedBranch {
  readonly name: string;
  readonly isNew: boolean;
}

// Takes the branch for the worktree, at the commit it had, or a new one beside it.
async function claimBranch(git: Git, lost: LostWorktree, branch: string): Promise<ClaimedBranch> {
  const chosen = await chooseBranch(git, lost, branch);
  if (chosen.isNew) await git.run(['update-ref', `refs/heads/${chosen.name}`, lost.head, '']);
  return chosen;
}

/** Finds the branch that a worktree made anew would have: its own, or one beside it where that is in use or has moved. */
export async function chooseBranch(
  git: Git,
  { path, head }: Pick<LostWorktree, 'path' | 'head'>,
  branch: string,
): Promise<ClaimedBranch> {
  const listed = parseWorktreeList(await git.text(['worktree', 'list', '--porcelain', '-z']));
  const inUse = listed.some((other) => other.branch === branch && other.path !== path);
  for (let number = 0; ; number++) {
    const name = number === 0 ? branch : `${branch}-restored${number === 1 ? '' : `-${number}`}`;
    const found = await git.run(['rev-parse', '--verify', '--quiet', `refs/heads/${name}`], {
      okCodes: [0, 1],
    });
    const isFree = number > 0 || !inUse;
    if (isFree && found.stdout.trim() === head) return { name, isNew: false };
    if (isFree && found.code === 1) return { name, isNew: true };
  }
}

/** Finds the commit of what git remembers of a worktree; null when its snapshot is not a complete one. */
async function keeperOf(git: Git, ref: string): Promise<string | null> {
  const found = await git.run(['rev-parse', '--verify', '--quiet', `${ref}^2`], { okCodes: [0, 1, 128] });
  return found.code === 0 ? found.stdout.trim() : null;
}

/** What says which folders are checked out, in a worktree's git directory. */
const sparseFiles: readonly string[] = ['config.worktree', 'info/sparse-checkout'];

// A new worktree is sparse as the main one is; this one is to be as it was, so that just its files are written.
async function writeSparseState(inside: Git, keeper: string): Promise<void> {
  const gitDir = await gitDirOf(inside);
  await Promise.all(sparseFiles.map((path) => rm(join(gitDir, path), { force: true })));
  await writeGitState(inside, keeper, (path) => sparseFiles.includes(path));
}

/** Lists the files that a checkout leaves out and that were there in the worktree that is gone, by its index. */
async function writtenAllTheSame(inside: Git, keeper: string): Promise<string[]> {
  const left = (await listIndex(inside)).filter(({ isLeftOut }) => isLeftOut);
  if (left.length === 0) return [];
  const folder = await mkdtemp(join(await gitDirOf(inside), 'parallel-cc-'));
  try {
    const index = join(folder, 'index');
    const { stdout: id } = await inside.run(['rev-parse', `${keeper}:${gitStateFolder}/index`]);
    await writeFile(index, (await readBlobs(inside, [id.trim()])).get(id.trim()) ?? '');
    const before = await listIndex(inside.withEnv({ GIT_INDEX_FILE: index }));
    const there = new Set(before.filter(({ isLeftOut }) => !isLeftOut).map(({ path }) => path));
    return left.map(({ path }) => path).filter((path) => there.has(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function listIndex(inside: Git): Promise<{ readonly path: string; readonly isLeftOut: boolean }[]> {
  const { stdout } = await inside.run(['ls-files', '-z', '-t']);
  return stdout.split('\0').filter((line) => line !== '').map((line) => ({ path: line.slice(2), isLeftOut: line.startsWith('S') })); // prettier-ignore
}

async function gitDirOf(inside: Git): Promise<string> {
  return (await inside.run(['rev-parse', '--absolute-git-dir'])).stdout.trim();
}

// The files name commits and index entries of the worktree that is gone; only which branch is out may differ now.
async function writeGitState(
  inside: Git,
  keeper: string,
  isWanted: (path: string) => boolean,
): Promise<void> {
  const gitDir = await gitDirOf(inside);
  const { stdout } = await inside.run(['ls-tree', '-r', '-z', `${keeper}:${gitStateFolder}`]);
  const files = stdout.split('\0').filter((line) => line !== '').map(parseListed).filter(({ path }) => isWanted(path)); // prettier-ignore
  const blobs = await readBlobs(inside, files.map(({ file }) => file.id)); // prettier-ignore
  for (const { path, file } of files) {
    const target = join(gitDir, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, blobs.get(file.id) ?? '');
  }
}

// <mode> SP <type> SP <id> TAB <path>
function parseListed(line: string): { readonly path: string; readonly file: TreeFile } {
  const tab = line.indexOf('\t');
  const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
  return { path: line.slice(tab + 1), file: { mode, id } };
}
