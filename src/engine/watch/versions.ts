import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, readFile, readdir, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FileVersion } from './messages';

/** Larger files are told apart by size and time, and their bytes are not kept. */
const largestKept = 20 * 1024 * 1024;
/** A file counts as written to its end when it has not changed for this long; waited for so long at most. In milliseconds. */
const quietMs = 12;
const longestQuietMs = 120;
/** Bytes that nothing names any more may still be on their way into a snapshot for so long, in milliseconds. */
const graceMs = 120_000;

/** Versions of files, their bytes each in a file named by its hash. */
export class Versions {
  private next = 0;

  constructor(private readonly folder: string) {}

  /** Makes the folder, and removes those of other runs: nothing in them is of use. */
  async open(): Promise<void> {
    await rm(dirname(this.folder), { recursive: true, force: true }).catch(() => undefined);
    await mkdir(this.folder, { recursive: true });
  }

  /** What a file is now; null: there is none, or it is a folder. */
  async read(path: string): Promise<FileVersion | null> {
    for (;;) {
      const found = await atRest(path);
      if (found === null || found.isDirectory()) return null;
      const facts = { mode: modeOf(found), size: found.size, writtenAt: found.mtimeMs };
      if (found.size > largestKept) return { ...facts, hash: `${found.size}-${found.mtimeMs}`, kept: null };
      const bytes = await (found.isSymbolicLink() ? readlink(path, 'buffer') : readFile(path)).catch(() => null); // prettier-ignore
      const still = await lstat(path).catch(() => null);
      // Written while it was read: what was read is of neither time.
      if (bytes === null || still?.mtimeMs !== found.mtimeMs || still.size !== found.size) continue;
      const hash = createHash('sha256').update(bytes).digest('hex');
      return { ...facts, size: bytes.length, hash, kept: await this.keep(hash, bytes) };
    }
  }

  /** Drops the bytes of versions that are not named. */
  async sweep(named: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (named.has(name)) continue;
      const path = join(this.folder, name);
      const age = Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Date.now());
      if (age > graceMs) await rm(path, { force: true });
    }
  }

  private async keep(hash: string, bytes: Uint8Array): Promise<string> {
    const path = join(this.folder, hash);
    if ((await stat(path).catch(() => null))?.size === bytes.length) return path;
    // Copies of one file in several worktrees are often kept at the same moment.
    const temporary = `${path}.${this.next++}`;
    await writeFile(temporary, bytes);
    await rename(temporary, path);
    return path;
  }
}

// Who truncates a file and then fills it is not to be seen in between.
async function atRest(path: string): Promise<Stats | null> {
  const startedAt = performance.now();
  for (;;) {
    const found = await lstat(path).catch(() => null);
    const age = found === null ? Infinity : Date.now() - found.mtimeMs;
    const isQuiet = age >= quietMs || age < -1000;
    if (isQuiet || performance.now() - startedAt > longestQuietMs) return found;
    await delay(quietMs);
  }
}

function modeOf(found: Stats): string {
  if (found.isSymbolicLink()) return '120000';
  return (found.mode & 0o100) !== 0 && process.platform !== 'win32' ? '100755' : '100644';
}
