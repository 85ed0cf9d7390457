import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { restoreBlocked } from '../../core/errors';
import { readBlobs } from '../git/catFile';
import type { Git } from '../git/git';
import { gitStateFolder } from './gitState';
import type { TreeFile } from './treeDiff';
import { diffTrees } from './treeDiff';
import { writeDifferences } from './writeFiles';

/** A worktree that is to be made anew. */
export interface LostWorktree {
  readonly path: string;
  /** The branch that was checked out; null when HEAD was detached. */
  readonly branch: string | null;
  /** The commit that was checked out. */
  readonly head: string;
  /** The ref of its complete snapshot; null when there was nothing in it that HEAD does not have. */
  readonly snapshotRef: string | null;
}

/** What a worktree is like that was made anew. */
export interface RebuiltWorktree {
  /** The branch that is checked out now: another one when the old one is in use or has moved on. */
  readonly branch: string | null;
  readonly files: number;
}

/**
 * Makes a worktree anew where it was: its branch, its files byte for byte, its index, and a merge or rebase that was
 * under way.
 * @param git in the main worktree. @throws CoordinatorError `restoreBlocked`, `gitFailed`.
 */
export async function restoreWorktree(git: Git, lost: LostWorktree): Promise<RebuiltWorktree> {
  await git.run(['worktree', 'prune']);
  const branch = lost.branch === null ? null : await claimBranch(git, lost.branch, lost.head);
  const add = ['worktree', 'add', '--quiet', '--no-checkout', '--detach', '--', lost.path, lost.head];
  await git.run(add).catch((error: unknown) => {
    throw restoreBlocked(
      lost.path,
      error instanceof Error ? error.message.replace(/\.$/, '') : String(error),
    );
  });
  const inside = git.at(lost.path);
  if (branch !== null) await inside.run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  await inside.run(['reset', '--quiet', '--hard', lost.head]);
  if (lost.snapshotRef === null) return { branch, files: 0 };
  const differences = await diffTrees(git, lost.head, lost.snapshotRef);
  await writeDifferences(inside, differences);
  const keeper = await keeperOf(git, lost.snapshotRef);
  if (keeper !== null) await writeGitState(inside, keeper, branch === lost.branch);
  return { branch, files: differences.length };
}

/** Takes the branch for the worktree, at the commit it had, or a new one beside it. */
async function claimBranch(git: Git, branch: string, head: string): Promise<string> {
  const inUse = (await git.text(['worktree', 'list', '--porcelain', '-z'])).includes(`branch refs/heads/${branch}\0`); // prettier-ignore
  for (let number = 0; ; number++) {
    const name = number === 0 ? branch : `${branch}-restored${number === 1 ? '' : `-${number}`}`;
    const found = await git.run(['rev-parse', '--verify', '--quiet', `refs/heads/${name}`], {
      okCodes: [0, 1],
    });
    const isFree = number > 0 || !inUse;
    if (isFree && found.stdout.trim() === head) return name;
    if (isFree && found.code === 1) {
      await git.run(['update-ref', `refs/heads/${name}`, head, '']);
      return name;
    }
  }
}

/** Finds the commit of what git remembers of a worktree; null when its snapshot is not a complete one. */
async function keeperOf(git: Git, ref: string): Promise<string | null> {
  const found = await git.run(['rev-parse', '--verify', '--quiet', `${ref}^2`], { okCodes: [0, 1, 128] });
  return found.code === 0 ? found.stdout.trim() : null;
}

// The files name commits and index entries of the worktree that is gone; only which branch is out may differ now.
async function writeGitState(inside: Git, keeper: string, sameBranch: boolean): Promise<void> {
  const gitDir = (await inside.run(['rev-parse', '--absolute-git-dir'])).stdout.trim();
  const { stdout } = await inside.run(['ls-tree', '-r', '-z', `${keeper}:${gitStateFolder}`]);
  const files = stdout.split('\0').filter((line) => line !== '').map(parseListed).filter(({ path }) => path !== 'HEAD' || sameBranch); // prettier-ignore
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
