import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm, rmdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mapLimit } from '../../base/async';
import { restoreBlocked } from '../../core/errors';
import { readBlobs } from '../git/catFile';
import type { Git } from '../git/git';
import type { TreeDifference, TreeFile } from './treeDiff';

/** Blobs above this size go to their files without being held in memory, in bytes. */
const streamedSize = 4 * 1024 * 1024;
const batchSize = 32 * 1024 * 1024;

/**
 * Makes the files of a worktree what `to` says, byte for byte. Each file is replaced at once, so that nobody reads
 * half of it. Links are written as links and never followed.
 * @param git in the worktree.
 * @throws CoordinatorError `restoreBlocked` when a folder or a link is in the way, before anything is written.
 */
export async function writeDifferences(git: Git, differences: readonly TreeDifference[]): Promise<void> {
  const files = differences.filter(({ from, to }) => !isSubmodule(from) && !isSubmodule(to));
  const gone = new Set(files.filter(({ to }) => to === null).map(({ path }) => path));
  for (const { path } of files) await checkWay(git.cwd, path, gone);
  for (const path of gone) await removeFile(git.cwd, path);
  const written = files.flatMap(({ path, to }) => (to === null ? [] : [{ path, file: to }]));
  for (const { path } of written) await removeEmptyFolders(join(git.cwd, path));
  await writeAll(git, written);
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

async function removeFile(root: string, path: string): Promise<void> {
  await removeEmptyFolders(join(root, path));
  await rm(join(root, path), { force: true });
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const removed = await rmdir(join(root, folder)).then(() => true, () => false); // prettier-ignore
    if (!removed) return;
  }
}

// Git keeps no empty folders, so they may be in the place of a file; `checkWay` has seen that there are no files in them.
async function removeEmptyFolders(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (!found?.isDirectory()) return;
  for (const name of await readdir(path)) await removeEmptyFolders(join(path, name));
  await rmdir(path);
}

interface WrittenFile {
  readonly path: string;
  readonly file: TreeFile;
}

async function writeAll(git: Git, files: readonly WrittenFile[]): Promise<void> {
  const sizes = await blobSizes(git, files.map(({ file }) => file.id)); // prettier-ignore
  const sizeOf = ({ file }: WrittenFile): number => sizes.get(file.id) ?? 0;
  for (const file of files.filter((one) => sizeOf(one) > streamedSize)) await writeStreamed(git, file);
  let batch: WrittenFile[] = [];
  let bytes = 0;
  for (const file of files.filter((one) => sizeOf(one) <= streamedSize)) {
    batch.push(file);
    bytes += sizeOf(file);
    if (bytes < batchSize) continue;
    await writeBatch(git, batch);
    [batch, bytes] = [[], 0];
  }
  await writeBatch(git, batch);
}

async function blobSizes(git: Git, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const { stdout } = await git.run(['cat-file', '--batch-check'], { input: `${ids.join('\n')}\n` });
  const lines = stdout.split('\n').map((line) => line.split(' '));
  return new Map(lines.map(([id = '', , size]) => [id, Number(size)]));
}

async function writeBatch(git: Git, files: readonly WrittenFile[]): Promise<void> {
  const blobs = await readBlobs(git, [...new Set(files.map(({ file }) => file.id))]);
  await mapLimit(files, 8, async ({ path, file }) => {
    const content = blobs.get(file.id);
    if (content === undefined) throw restoreBlocked(join(git.cwd, path), 'its content is gone from the repository'); // prettier-ignore
    await replace(join(git.cwd, path), (temporary) =>
      file.mode === '120000' ? symlink(content, temporary) : writeFile(temporary, content, creation(file)),
    );
  });
}

async function writeStreamed(git: Git, { path, file }: WrittenFile): Promise<void> {
  await replace(join(git.cwd, path), async (temporary) => {
    const { flag, mode } = creation(file);
    const output = createWriteStream(temporary, { flags: flag, mode });
    await git.runBytes(['cat-file', 'blob', file.id], { output });
  });
}

// What the user's mask takes away is taken away by the system.
function creation({ mode }: TreeFile): { readonly flag: 'wx'; readonly mode: number } {
  return { flag: 'wx', mode: mode === '100755' ? 0o777 : 0o666 };
}

async function replace(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.parallel-cc-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await write(temporary);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
