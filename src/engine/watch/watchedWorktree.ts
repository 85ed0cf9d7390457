import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { SerialQueue } from '../../base/async';
import { fixedPartOf } from '../../core/claimTarget';
import { matchGlob } from '../claims/matchGlob';
import { Git } from '../git/git';
import { FolderWatch } from '../radar/watch';
import type { FileVersion, HeldPlace, HeldWrite } from './messages';
import type { Versions } from './versions';

/** Changes that come within this time, in milliseconds, are looked at together. */
const coalesceMs = 10;
/** More files of one worktree are not watched. */
const mostFiles = 5000;

/** The files of one worktree that somebody holds: it remembers what they are and tells when they become something else. */
export class WatchedWorktree {
  private readonly folders: FolderWatch;
  private readonly queue = new SerialQueue();
  private readonly known = new Map<string, FileVersion | null>();
  private areas: readonly HeldPlace[] = [];
  /** The files that areas were matched with. */
  private readonly listed = new Set<string>();
  private pending = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private isFull = false;

  /** @param tell is told of every write of a held file. */
  constructor(
    private readonly root: string,
    private readonly versions: Versions,
    private readonly tell: (write: HeldWrite) => void,
  ) {
    this.folders = new FolderWatch(root, (path) => this.heard(path));
  }

  /** Whether some of what is held cannot be watched. */
  get isIncomplete(): boolean {
    return this.folders.isIncomplete || this.isFull;
  }

  /** The hashes of the versions that are remembered. */
  *hashes(): Iterable<string> {
    for (const version of this.known.values()) if (version !== null) yield version.hash;
  }

  /** Sets what is held; resolves when all of it is watched. */
  setHeld(held: readonly HeldPlace[]): Promise<void> {
    return this.queue.run(async () => {
      await this.setAreas(held.filter(({ kind }) => kind !== 'file'));
      const wanted = this.filesOf(held);
      for (const path of [...this.known.keys()]) if (!wanted.has(path)) this.known.delete(path);
      // Watched first and looked at then, so that nothing is written in between unseen.
      this.folders.add([...this.foldersOf(wanted.keys())]);
      for (const [path, since] of wanted) if (!this.known.has(path)) await this.remember(path, since);
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.folders.dispose();
  }

  // What is made later is heard of.
  private async setAreas(areas: readonly HeldPlace[]): Promise<void> {
    const isNew = areas.some(({ kind, path }) => !this.areas.some((area) => area.kind === kind && area.path === path)); // prettier-ignore
    this.areas = areas;
    if (areas.length === 0) this.listed.clear();
    if (isNew) for (const path of await listFiles(this.root)) this.listed.add(path);
  }

  private filesOf(held: readonly HeldPlace[]): Map<string, number> {
    const wanted = new Map<string, number>();
    for (const { kind, path, since } of held) if (kind === 'file') wanted.set(path, since);
    if (this.areas.length > 0)
      for (const path of this.listed) {
        const area = this.areaOf(path);
        if (area !== undefined && !wanted.has(path)) wanted.set(path, area.since);
      }
    this.isFull = wanted.size > mostFiles;
    return new Map([...wanted].slice(0, mostFiles));
  }

  private *foldersOf(paths: Iterable<string>): Iterable<string> {
    const seen = new Set<string>(['']);
    for (const path of paths) for (const folder of withParents(path)) seen.add(folder);
    for (const { kind, path } of this.areas) {
      const top = kind === 'folder' ? path : fixedPartOf(path);
      if (top !== '') for (const folder of withParents(`${top}/`)) seen.add(folder);
    }
    yield* seen;
  }

  private areaOf(path: string): HeldPlace | undefined {
    return this.areas.find(({ kind, path: area }) => kind === 'folder' ? area === '' || path.startsWith(`${area}/`) : matchGlob(area, path)); // prettier-ignore
  }

  // What was written after it became held and before it was looked at is a write like any other.
  private async remember(path: string, since: number): Promise<void> {
    const now = await this.versions.read(join(this.root, path));
    this.known.set(path, now);
    if (now !== null && now.writtenAt > since) this.told(path, 'unknown', now);
  }

  private heard(path: string): void {
    this.pending.add(relative(this.root, path).split(sep).join('/'));
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const paths = [...this.pending];
      this.pending = new Set();
      void this.queue.run(async () => {
        for (const each of paths) await this.check(each);
      });
    }, coalesceMs);
  }

  private async check(path: string): Promise<void> {
    const found = await lstat(join(this.root, path)).catch(() => null);
    if (found?.isDirectory() === true) return this.checkFolder(path);
    if (found === null) this.checkGone(path);
    if (!this.known.has(path) && (found === null || this.areaOf(path) === undefined)) return;
    if (this.areas.length > 0) this.listed.add(path);
    const before = this.known.get(path) ?? null;
    const after = await this.versions.read(join(this.root, path));
    this.known.set(path, after);
    if (before?.hash !== after?.hash || before?.mode !== after?.mode) this.told(path, before, after);
  }

  // A folder that is gone takes its watch with it; should it come back, it is watched anew.
  private checkGone(folder: string): void {
    this.folders.forget(`${folder}/`);
    for (const path of this.known.keys()) if (path.startsWith(`${folder}/`)) this.heard(join(this.root, path)); // prettier-ignore
  }

  private async checkFolder(folder: string): Promise<void> {
    const prefix = folder === '' ? '' : `${folder}/`;
    const below = [...this.known.keys()].filter((path) => path.startsWith(prefix));
    const isHeld = this.areas.some(({ kind, path }) => `${path}/`.startsWith(prefix) || (kind === 'folder' ? prefix.startsWith(`${path}/`) : isBelow(prefix, fixedPartOf(path)))); // prettier-ignore
    if (below.length === 0 && !isHeld) return;
    this.folders.forget(prefix);
    this.folders.add([prefix]);
    const entries = await readdir(join(this.root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.name !== '.git' && (!entry.isDirectory() || folder !== '')) await this.check(`${prefix}${entry.name}`); // prettier-ignore
    for (const path of below) await this.check(path);
  }

  private told(path: string, before: HeldWrite['before'], after: FileVersion | null): void {
    this.tell({ worktree: this.root, path, before, after, seenAt: Date.now() });
  }
}

async function listFiles(root: string): Promise<string[]> {
  const args = ['-c', 'core.fsmonitor=false', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await new Git(root).run(args, { okCodes: [0, 128] });
  return stdout.split('\0').filter((path) => path !== '');
}

function withParents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
}

function isBelow(prefix: string, folder: string): boolean {
  return folder === '' || prefix.startsWith(`${folder}/`);
}
