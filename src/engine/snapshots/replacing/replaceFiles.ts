import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { restoreBlocked } from '../../../core/errors';
import type { Git } from '../../git/git';
import type { TreeDifference, TreeFile } from '../treeDiff';
import { checkOutAside } from './checkOutAside';
import { foldersOf, removeEmptied } from './folders';
import type { Plan, Swap } from './plan';
import { writePlan } from './plan';
import { isAs, putIn, takeBack, takeOut } from './swap';

/** Whether a difference is one that replacing files makes: what is in a submodule is its own business. */
export function isReplaceable({ from, to }: TreeDifference): boolean {
  return !isSubmodule(from) && !isSubmodule(to);
}

/**
 * Gets everything ready to replace files of a worktree with what a snapshot has; the worktree is not touched.
 * @param git in the worktree. @param folder is made, on the same file system. @param differences replaceable ones only.
 * @throws CoordinatorError `restoreBlocked` when something is in the way or not as it is said to be, `gitFailed`.
 */
export async function prepareReplacement(
  git: Git,
  folder: string,
  commit: string,
  differences: readonly TreeDifference[],
): Promise<Plan> {
  const gone = new Set(differences.filter(({ to }) => to === null).map(({ path }) => path));
  for (const { path } of differences) await checkWay(git.cwd, path, gone);
  await mkdir(join(folder, 'old'), { recursive: true, mode: 0o700 });
  // What goes makes room for what comes: a file for a folder of its name, and one spelling for another.
  const ordered = [...differences.filter(({ to }) => to === null), ...differences.filter(({ to }) => to !== null)]; // prettier-ignore
  const swaps = await checkOutAside(git, folder, commit, ordered);
  for (const { path, from } of swaps)
    if (from !== null && !(await isAs(git, join(git.cwd, path), path, from))) throw restoreBlocked(join(git.cwd, path), 'it was changed just now'); // prettier-ignore
  const plan = { root: git.cwd, folder, swaps, newFolders: await missingFolders(git.cwd, swaps) };
  await writePlan(plan);
  return plan;
}

/**
 * Replaces files as planned, each at once, so that nobody reads half of one.
 * @param git in the worktree. @throws CoordinatorError `restoreBlocked`; what was done until then can be taken back.
 */
export async function replaceFiles(git: Git, plan: Plan): Promise<void> {
  for (const number of plan.swaps.keys()) {
    await takeOut(git, plan, number);
    await putIn(plan, number);
  }
}

/** Takes a replacement back, however far it came; returns the files that stay since they are something else by now. */
export async function takeAllBack(plan: Plan): Promise<string[]> {
  const left: string[] = [];
  for (const number of [...plan.swaps.keys()].reverse())
    if (!(await takeBack(plan, number))) left.push(plan.swaps[number]?.path ?? '');
  return left;
}

/** Removes the folders that a replacement has left empty. */
export async function tidy({ root, swaps }: Plan): Promise<void> {
  for (const { path } of swaps.filter(({ to }) => to === null)) await removeEmptied(root, foldersOf(path));
}

// Some are where a file is that is about to go.
async function missingFolders(root: string, swaps: readonly Swap[]): Promise<string[]> {
  const wanted = new Set(swaps.filter(({ to }) => to !== null).flatMap(({ path }) => foldersOf(path)));
  const found = await Promise.all([...wanted].map(async (path) => ({ path, stats: await lstat(join(root, path)).catch(() => null) }))); // prettier-ignore
  return found.filter(({ stats }) => stats?.isDirectory() !== true).map(({ path }) => path);
}

function isSubmodule(file: TreeFile | null): boolean {
  return file?.mode === '160000';
}

// The way to a file may lead through folders only, or through files that are about to go.
async function checkWay(root: string, path: string, gone: ReadonlySet<string>): Promise<void> {
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count++) {
    const parent = parts.slice(0, count).join('/');
    const found = await lstat(join(root, parent)).catch(() => null);
    if (found === null) return;
    if (!found.isDirectory() && !gone.has(parent))
      throw restoreBlocked(join(root, path), found.isSymbolicLink() ? `"${parent}" is a link` : `"${parent}" is a file`); // prettier-ignore
  }
  // A link to a folder is replaced like a file; what it leads to is none of ours.
  const own = await lstat(join(root, path)).catch(() => null);
  if (!own?.isDirectory()) return;
  const inTheWay = (await filesBelow(root, path)).find((file) => !gone.has(file));
  if (inTheWay !== undefined) throw restoreBlocked(join(root, path), `"${inTheWay}" is there`);
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => `${folder}/${name}`);
  const folders = entries.filter((entry) => entry.isDirectory());
  const nested = await Promise.all(folders.map(({ name }) => filesBelow(root, `${folder}/${name}`)));
  return [...files, ...nested.flat()];
}
