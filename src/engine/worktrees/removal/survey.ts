import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mapLimit } from '../../../base/async';
import { isReproducible } from './reproducible';

/** A file or folder with its size on disk, in bytes. Paths are from the top of the worktree, with `/`. */
export interface SizedPath {
  readonly path: string;
  readonly bytes: number;
}

/** What is in a worktree, as the file system sees it. Links are not followed. */
export interface Survey {
  /** Size on disk; what has several names is counted once. */
  readonly bytes: number;
  /** Folders below the top that are repositories or worktrees of their own. */
  readonly repositories: readonly string[];
  /** Folders below the top that are on another file system. */
  readonly mounts: readonly string[];
  /** Ignored folders that can be made again. */
  readonly reproducible: readonly SizedPath[];
  /** All other ignored files. */
  readonly ignoredFiles: readonly SizedPath[];
  /** What was changed last, the top folder aside, and when, in milliseconds since the Unix epoch. */
  readonly lastChange: { readonly path: string; readonly time: number };
}

/** Which part of a worktree a folder is in. */
type Zone = 'own' | 'ignored' | 'reproducible';

/**
 * Looks at every file of a folder, without holding the event loop.
 * @param ignored what git ignores in it, as git says it: folders with a `/` behind.
 * @param except folders that are not looked into, absolute.
 */
export async function survey(
  top: string,
  ignored: readonly string[],
  except: readonly string[] = [],
): Promise<Survey> {
  return new Surveyor(top, new Set(ignored), new Set(except), (await lstat(top)).dev).run();
}

class Surveyor {
  private readonly counted = new Set<string>();
  private readonly repositories: string[] = [];
  private readonly mounts: string[] = [];
  private readonly reproducible: SizedPath[] = [];
  private readonly ignoredFiles: SizedPath[] = [];
  private lastChange = { path: '', time: 0 };

  constructor(
    private readonly top: string,
    private readonly ignored: ReadonlySet<string>,
    private readonly except: ReadonlySet<string>,
    private readonly device: number,
  ) {}

  async run(): Promise<Survey> {
    const bytes = await this.folder('', 'own');
    const { repositories, mounts, reproducible, ignoredFiles, lastChange } = this;
    return { bytes, repositories, mounts, reproducible, ignoredFiles, lastChange };
  }

  private async folder(path: string, zone: Zone): Promise<number> {
    const names = await readdir(join(this.top, path)).catch(ifGone([]));
    const sizes = await mapLimit(names, 16, async (name) => {
      const below = path === '' ? name : `${path}/${name}`;
      const stats = await lstat(join(this.top, below)).catch(ifGone(null));
      return stats === null ? 0 : this.entry(below, stats, zone, names);
    });
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  private async entry(path: string, stats: Stats, zone: Zone, beside: readonly string[]): Promise<number> {
    if (path === '.git') return 0;
    if (path.endsWith('/.git')) this.repositories.push(path.slice(0, -'/.git'.length));
    if (stats.ctimeMs > this.lastChange.time) this.lastChange = { path, time: stats.ctimeMs };
    if (!stats.isDirectory()) return this.file(path, stats, zone);
    if (this.except.has(join(this.top, path))) return 0;
    if (stats.dev !== this.device) {
      this.mounts.push(path);
      return 0;
    }
    const inner = this.zoneOf(path, zone, beside);
    const bytes = sizeOf(stats) + (await this.folder(path, inner));
    if (inner === 'reproducible' && zone !== 'reproducible') this.reproducible.push({ path, bytes });
    return bytes;
  }

  private file(path: string, stats: Stats, zone: Zone): number {
    const bytes = this.isCounted(stats) ? 0 : sizeOf(stats);
    const isIgnored = zone === 'ignored' || (zone === 'own' && this.ignored.has(path));
    if (isIgnored && (stats.isFile() || stats.isSymbolicLink())) this.ignoredFiles.push({ path, bytes: stats.size }); // prettier-ignore
    return bytes;
  }

  private zoneOf(path: string, around: Zone, beside: readonly string[]): Zone {
    if (around === 'own' && !this.ignored.has(`${path}/`)) return 'own';
    return around === 'reproducible' || isReproducible(path, beside) ? 'reproducible' : 'ignored';
  }

  private isCounted({ nlink, dev, ino }: Stats): boolean {
    if (nlink < 2) return false;
    const key = `${dev}:${ino}`;
    const known = this.counted.has(key);
    this.counted.add(key);
    return known;
  }
}

// Windows tells no blocks.
function sizeOf(stats: Stats): number {
  return process.platform === 'win32' ? stats.size : stats.blocks * 512;
}

function ifGone<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return value;
    throw error;
  };
}
