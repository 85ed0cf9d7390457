import { createWriteStream } from 'node:fs';
import { lstat, mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mapLimit } from '../../../base/async';
import { restoreBlocked } from '../../../core/errors';
import { blobIdOfFile, blobIdOfLink } from '../../git/blobId';
import { readBlobs } from '../../git/catFile';
import type { Git } from '../../git/git';
import type { TreeDifference, TreeFile } from '../treeDiff';
import { diffTrees } from '../treeDiff';
import type { Swap } from './plan';

/** Blobs above this size go to their files without being held in memory, in bytes. */
const streamedSize = 4 * 1024 * 1024;
const batchSize = 32 * 1024 * 1024;

/**
 * Writes what a snapshot has for some files into a folder aside, where nobody sees it, and makes sure that it is whole.
 * What was as committed when the snapshot was taken is written as git checks it out, the rest byte for byte.
 * @param git in the worktree that it is meant for. @param commit the snapshot.
 * @throws CoordinatorError `restoreBlocked` when a content is gone, `gitFailed`.
 */
export async function checkOutAside(
  git: Git,
  folder: string,
  commit: string,
  differences: readonly TreeDifference[],
): Promise<Swap[]> {
  const kept = await keptAsCommitted(git, commit, differences);
  const swaps = differences.map(({ path, from, to }, index): Swap => {
    const source = to === null ? null : kept.has(path) ? `clean/${path}` : `raw/${index}`;
    return { path, from, to, source, written: null };
  });
  await mkdir(join(folder, 'raw'));
  await checkOut(git, folder, commit, swaps.filter(({ path }) => kept.has(path)).map(({ path }) => path)); // prettier-ignore
  await writeRaw(git, swaps.flatMap(({ path, to, source }) => (to === null || source === null || kept.has(path) ? [] : [{ path, file: to, target: join(folder, source) }]))); // prettier-ignore
  return mapLimit(swaps, 16, (swap) => verify(git, folder, swap, kept.has(swap.path)));
}

// Of these the snapshot has no bytes of its own: they were what git makes of the commit below it.
async function keptAsCommitted(
  git: Git,
  commit: string,
  differences: readonly TreeDifference[],
): Promise<ReadonlySet<string>> {
  const wanted = differences.filter(({ to }) => to !== null && to.mode !== '120000').map(({ path }) => path);
  const parent = await git.run(['rev-parse', '--verify', '--quiet', `${commit}^`], { okCodes: [0, 1, 128] });
  if (wanted.length === 0 || parent.code !== 0) return new Set();
  const own = new Set((await diffTrees(git, parent.stdout.trim(), commit)).map(({ path }) => path));
  return new Set(wanted.filter((path) => !own.has(path)));
}

async function checkOut(git: Git, folder: string, commit: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const door = git.withEnv({ GIT_INDEX_FILE: join(folder, 'index') });
  await door.run(['read-tree', commit]);
  const input = paths.map((path) => `${path}\0`).join('');
  await door.run(['checkout-index', '--quiet', '--stdin', '-z', `--prefix=${folder}/clean/`], { input });
}

interface RawFile {
  readonly path: string;
  readonly file: TreeFile;
  readonly target: string;
}

async function writeRaw(git: Git, files: readonly RawFile[]): Promise<void> {
  const sizes = await blobSizes(git, files.map(({ file }) => file.id)); // prettier-ignore
  const sizeOf = ({ file }: RawFile): number => sizes.get(file.id) ?? 0;
  for (const file of files.filter((one) => sizeOf(one) > streamedSize)) await writeStreamed(git, file);
  let batch: RawFile[] = [];
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

async function writeBatch(git: Git, files: readonly RawFile[]): Promise<void> {
  const blobs = await readBlobs(git, [...new Set(files.map(({ file }) => file.id))]);
  await mapLimit(files, 8, async ({ path, file, target }) => {
    const content = blobs.get(file.id);
    if (content === undefined) throw contentGone(git, path);
    await (file.mode === '120000' ? symlink(content, target) : writeFile(target, content, creation(file)));
  });
}

async function writeStreamed(git: Git, { file, target }: RawFile): Promise<void> {
  const { flag, mode } = creation(file);
  const output = createWriteStream(target, { flags: flag, mode });
  await git.runBytes(['cat-file', 'blob', file.id], { output });
}

// What the user's mask takes away is taken away by the system.
function creation({ mode }: TreeFile): { readonly flag: 'wx'; readonly mode: number } {
  return { flag: 'wx', mode: mode === '100755' ? 0o777 : 0o666 };
}

async function verify(git: Git, folder: string, swap: Swap, isConverted: boolean): Promise<Swap> {
  const { path, to, source } = swap;
  if (to === null || source === null) return swap;
  const file = join(folder, source);
  const found = await lstat(file).catch(() => null);
  if (found === null) throw contentGone(git, path);
  const written = found.isSymbolicLink() ? await blobIdOfLink(file, to.id) : await blobIdOfFile(file, to.id);
  if (!isConverted && written !== to.id) throw contentGone(git, path);
  if (!found.isSymbolicLink()) await sync(file);
  return { ...swap, written };
}

// What is told to be done must be there after the power has failed.
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

function contentGone(git: Git, path: string): Error {
  return restoreBlocked(join(git.cwd, path), 'its content is gone from the repository');
}
