// A real file system that is small enough to fill.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOk } from './processes';

/** A mounted file system; `await using` unmounts it. */
export interface SmallDisk extends AsyncDisposable {
  readonly folder: string;
  /** Leaves no free byte. */
  fill(): void;
  /** Frees what `fill` has taken. */
  free(): void;
}

/** Whether this user may mount file systems here. */
export const mayMount = process.platform === 'linux' && process.getuid?.() === 0 && mounts();

/** Mounts an empty one of so many mebibytes. */
export async function mountSmallDisk(mebibytes: number): Promise<SmallDisk> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-small-')));
  await runOk('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => fill(ballast),
    free: () => rmSync(ballast),
    async [Symbol.asyncDispose]() {
      await runOk('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function mounts(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    // The last blocks are smaller than the first.
    for (let size = 1 << 20; size >= 1; size >>= 1) while (hasRoom(file, size));
  } finally {
    closeSync(file);
  }
}

function hasRoom(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) > 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false;
    throw error;
  }
}
