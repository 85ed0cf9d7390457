import type { Stats } from 'node:fs';
import { chmod, link, lstat, mkdir, readdir, readlink, rename, symlink, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { restoreBlocked } from '../../../core/errors';
import { blobIdOfFile, blobIdOfLink } from '../../git/blobId';
import type { Git } from '../../git/git';
import { pathExists } from '../../pathExists';
import type { TreeFile } from '../treeDiff';
import { foldersOf, removeEmptied } from './folders';
import type { Plan, Swap } from './plan';
import { keptPath } from './plan';

/**
 * Takes the file of a swap out of the worktree and keeps it in the folder of the plan. Links on the way are never
 * followed.
 * @param git in the worktree.
 * @throws CoordinatorError `restoreBlocked` when it is not what the plan says; it is in the folder then.
 */
export async function takeOut(git: Git, plan: Plan, number: number): Promise<void> {
  const { path, from } = swapOf(plan, number);
  const target = join(plan.root, path);
  await requireFolders(plan.root, path);
  const found = await look(target);
  if (found === null && from === null) return;
  if (from === null && found?.isDirectory() !== true) throw changed(target);
  const kept = keptPath(plan, number);
  await rename(target, kept).catch((error: unknown) => {
    throw restoreBlocked(target, `it cannot be moved (${error instanceof Error ? error.message : String(error)})`); // prettier-ignore
  });
  const isMeant = from === null ? await hasNoFiles(kept) : await isAs(git, kept, path, from);
  if (!isMeant) throw changed(target);
}

/**
 * Puts the new file of a swap, if it has one, where the old one was taken out. What came there in between stays.
 * @throws CoordinatorError `restoreBlocked` when something did.
 */
export async function putIn(plan: Plan, number: number): Promise<void> {
  const { path, source } = swapOf(plan, number);
  if (source === null) return;
  const target = join(plan.root, path);
  await requireFolders(plan.root, path);
  await mkdir(dirname(target), { recursive: true });
  await likeBefore(join(plan.folder, source), keptPath(plan, number));
  await moveNew(join(plan.folder, source), target).catch((error: unknown) => {
    if (hasCode(error, ['EEXIST'])) throw changed(target);
    throw error;
  });
}

/**
 * Takes a swap back, however far it came.
 * @returns whether the file is what it was; if not, something else is there by now, which stays.
 */
export async function takeBack(plan: Plan, number: number): Promise<boolean> {
  const { path, source } = swapOf(plan, number);
  const target = join(plan.root, path);
  const kept = keptPath(plan, number);
  if (!(await isOnFolders(plan.root, path))) return !(await pathExists(kept));
  if (source !== null && !(await takeNewOut(plan, number, target, join(plan.folder, source)))) return false;
  const made = new Set(plan.newFolders);
  await removeEmptied(plan.root, foldersOf(path).filter((folder) => made.has(folder))); // prettier-ignore
  if (!(await pathExists(kept))) return true;
  if (await pathExists(target)) return false;
  await mkdir(dirname(target), { recursive: true });
  await rename(kept, target);
  return true;
}

/**
 * Whether a file is what a tree has, as it is on disk or as git would commit it.
 * @param git in the worktree. @param path the one in the worktree, whose filters count.
 */
export async function isAs(git: Git, file: string, path: string, { mode, id }: TreeFile): Promise<boolean> {
  const found = await look(file);
  if (found?.isSymbolicLink() === true) return mode === '120000' && (await blobIdOfLink(file, id)) === id;
  if (found?.isFile() !== true || (mode === '120000' && process.platform !== 'win32')) return false;
  const isRunnable = (found.mode & 0o111) !== 0;
  if (process.platform !== 'win32' && isRunnable !== (mode === '100755')) return false;
  if ((await blobIdOfFile(file, id)) === id) return true;
  const { stdout } = await git.run(['hash-object', `--path=${path}`, '--', file]);
  return stdout.trim() === id;
}

/** Whether there is no file in a folder and the folders below it. */
export async function hasNoFiles(folder: string): Promise<boolean> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (!entry.isDirectory() || !(await hasNoFiles(join(folder, entry.name)))) return false;
  return true;
}

// Only what was put in by us goes back. A link may have been made to it that is not the only one yet.
async function takeNewOut(plan: Plan, number: number, target: string, source: string): Promise<boolean> {
  const { from, to, written } = swapOf(plan, number);
  const found = await look(target);
  if (found === null || to === null) return true;
  const isWaiting = await pathExists(source);
  if (isWaiting && from !== null && !(await pathExists(keptPath(plan, number)))) return true;
  const isOurs = (await blobIdAt(target, found, to.id)) === written;
  if (isOurs) await (isWaiting ? unlink(target) : rename(target, source));
  return isOurs || isWaiting;
}

async function blobIdAt(path: string, found: Stats, like: string): Promise<string | null> {
  if (found.isSymbolicLink()) return blobIdOfLink(path, like);
  return found.isFile() ? blobIdOfFile(path, like) : null;
}

function swapOf({ swaps }: Plan, number: number): Swap {
  const swap = swaps[number];
  if (swap === undefined) throw new Error(`Internal error: there is no swap ${number}`);
  return swap;
}

async function requireFolders(root: string, path: string): Promise<void> {
  if (!(await isOnFolders(root, path))) throw restoreBlocked(join(root, path), 'a link or a file has come in its way'); // prettier-ignore
}

async function isOnFolders(root: string, path: string): Promise<boolean> {
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count++) {
    const found = await look(join(root, ...parts.slice(0, count)));
    if (found === null) return true;
    if (!found.isDirectory()) return false;
  }
  return true;
}

// A new version of a file may be read by those who could read the old one, and by nobody else.
async function likeBefore(source: string, kept: string): Promise<void> {
  const [found, before] = [await look(source), await look(kept)];
  if (found?.isFile() !== true || before?.isFile() !== true) return;
  const isSameKind = ((found.mode & 0o111) === 0) === ((before.mode & 0o111) === 0);
  if (isSameKind) await chmod(source, before.mode & 0o777);
}

// A hard link, unlike a rename, never takes the place of what is there.
async function moveNew(source: string, target: string): Promise<void> {
  if ((await lstat(source)).isSymbolicLink()) await symlink(await readlink(source), target);
  else {
    try {
      await link(source, target);
    } catch (error) {
      if (!hasCode(error, ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])) throw error;
      if (await pathExists(target)) throw changed(target);
      await rename(source, target);
      return;
    }
  }
  await unlink(source);
}

function changed(target: string): Error {
  return restoreBlocked(target, 'it was changed just now');
}

function look(path: string): Promise<Stats | null> {
  return lstat(path).catch(() => null);
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
