import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Git } from '../git/git';
import type { RadarSide, TouchedFiles, TouchedPaths } from './report';
import { FolderWatch } from './watch';
import { WorktreeSnapshot, fromTop } from './worktreeSnapshot';

/** Where more than this was heard of, git says what of it has changed. */
const mostHeardOf = 200;

/** What a worktree is at one moment: a commit of all that is in it, on its HEAD; or why that is not known. */
export type SideState =
  | { readonly kind: 'known'; readonly head: string; readonly commit: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** One worktree under the radar: it hears of changes by itself and has a snapshot of them made when asked. */
export class WatchedSide {
  private readonly snapshot: WorktreeSnapshot;
  private readonly files: FolderWatch;
  private readonly gitFiles: FolderWatch;
  private dirty: Set<string> | 'everything' = 'everything';
  private beingLookedAt: Set<string> | 'everything' = new Set();
  /** What was told when it was last asked: what was new then and is gone before a look is in no index, and yet has changed. */
  private lastTold: TouchedPaths = { files: [], heardOf: [] };
  private opened = false;
  private wasAsked = false;
  private lastHead: string | undefined;

  /**
   * @param git writes objects to the quarantine. @param folder for the private index.
   * @param onChange is called when something may have changed.
   */
  constructor(
    readonly side: RadarSide,
    git: Git,
    folder: string,
    private readonly onChange: () => void,
  ) {
    const name = createHash('sha256').update(side.path).digest('hex').slice(0, 16);
    this.snapshot = new WorktreeSnapshot(git.at(side.path), side.gitDir, join(folder, `${name}.index`));
    this.files = new FolderWatch(side.path, (path) => this.markDirty([path]));
    this.gitFiles = new FolderWatch(side.gitDir, (path) => {
      if (path.endsWith('HEAD')) onChange();
    });
  }

  /** Whether some of its folders are not watched. */
  get isBlind(): boolean {
    return this.files.isIncomplete;
  }

  /** Notes that files, given by absolute paths, may have changed. */
  markDirty(paths: readonly string[]): void {
    if (this.dirty !== 'everything') for (const path of paths) this.dirty.add(path);
    this.onChange();
  }

  /**
   * What has changed since this was last asked; null the first time. It may be asked while a look goes on, for which what
   * was heard of is still to be found. Git is asked only where there is too much of it.
   */
  async takeTouched(): Promise<TouchedFiles> {
    const isSure = this.wasAsked && this.opened && !this.isBlind;
    this.wasAsked = true;
    if (!isSure) return null;
    // What the system has told of by now is heard in the next turn of the loop.
    await turn();
    await turn();
    const told = await this.tell();
    const before = this.lastTold;
    this.lastTold = told;
    const files = [...this.snapshot.takeTouched(), ...told.files, ...before.files];
    return { files: unique(files), heardOf: unique([...told.heardOf, ...before.heardOf]) };
  }

  private async tell(): Promise<TouchedPaths> {
    const { dirty, beingLookedAt } = this;
    const among = dirty === 'everything' || beingLookedAt === 'everything' ? null : unique([...dirty, ...beingLookedAt]); // prettier-ignore
    if (among === null || among.length > mostHeardOf)
      return { files: await this.snapshot.changedAmong(among), heardOf: [] };
    return { files: [], heardOf: among.map((path) => fromTop(this.side.path, path)) };
  }

  /** Has everything looked at the next time. */
  markAllDirty(): void {
    this.dirty = 'everything';
  }

  /**
   * Brings the snapshot up to date.
   * @param commits the commit and tree of every branch, by full name of its ref.
   */
  async look(
    commits: ReadonlyMap<string, HeadCommit>,
    resolve: (commit: string) => Promise<HeadCommit>,
  ): Promise<SideState> {
    try {
      await access(this.side.path);
      const head = await this.head(commits, resolve);
      if (head === null) return { kind: 'unknown', why: 'It has no commits yet.' };
      // A checkout or a reset may have changed more than the watch was quick enough to tell.
      if (this.lastHead !== undefined && this.lastHead !== head.commit) this.dirty = 'everything';
      this.lastHead = head.commit;
      await this.refresh();
      return {
        kind: 'known',
        head: head.commit,
        commit: await this.snapshot.commitOn(head.commit, head.tree),
      };
    } catch (error) {
      this.dirty = 'everything';
      this.wasAsked = false;
      return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
    }
  }

  dispose(): void {
    this.files.dispose();
    this.gitFiles.dispose();
  }

  private async refresh(): Promise<void> {
    if (!this.opened) return this.open();
    const changed = this.dirty;
    this.beingLookedAt = changed;
    this.dirty = new Set();
    await this.snapshot.refresh(changed === 'everything' ? null : [...changed]);
    this.beingLookedAt = new Set();
    this.watchNew();
  }

  // What changes between the first look and the first watch would be missed; so it is watched first, then looked at.
  private async open(): Promise<void> {
    this.gitFiles.add(['']);
    this.files.add(['']);
    this.dirty = new Set();
    await this.snapshot.open();
    this.files.add(await this.snapshot.folders());
    await this.snapshot.refresh(null);
    this.watchNew();
    this.opened = true;
  }

  // A new folder may have been filled before it was watched: it is looked at once more.
  private watchNew(): void {
    const added = this.files.add(this.snapshot.untrackedFolders.flatMap(withParents));
    if (added.length > 0) this.markDirty(added.map((folder) => join(this.side.path, folder)));
  }

  private async head(
    commits: ReadonlyMap<string, HeadCommit>,
    resolve: (commit: string) => Promise<HeadCommit>,
  ): Promise<HeadCommit | null> {
    const text = (await readFile(join(this.side.gitDir, 'HEAD'), 'utf8')).trim();
    if (!text.startsWith('ref: ')) return resolve(text);
    return commits.get(text.slice('ref: '.length)) ?? null;
  }
}

/** A commit with its tree. */
export interface HeadCommit {
  readonly commit: string;
  readonly tree: string;
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}

function withParents(folder: string): string[] {
  const parts = folder.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
}
