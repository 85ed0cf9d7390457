import type { FSWatcher, Stats } from 'node:fs';
import { watch } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SerialQueue } from '../../../base/async';
import type { Disposable } from '../../../base/disposable';

/** Something that happened to a file in a watched folder. */
export interface FolderEvent {
  readonly kind: 'create' | 'write' | 'remove' | 'rename' | 'chmod';
  readonly path: string;
}

/** How long one waits for the new name of a file that is gone from its old one, in milliseconds. */
const renameWindowMs = 30;

/**
 * Watches a folder, with `recursive` all below it. The system says only that a name of a folder was touched; what happened
 * follows from what was there before.
 */
export class FolderWatch implements Disposable {
  private readonly watchers = new Map<string, FSWatcher>();
  private readonly seen = new Map<string, Stats>();
  private readonly queue = new SerialQueue();
  private disposed = false;

  constructor(
    private readonly report: (event: FolderEvent) => Promise<void>,
    private readonly recursive: boolean,
  ) {}

  async start(folder: string): Promise<void> {
    await this.watchFolder(folder, () => Promise.resolve());
  }

  dispose(): void {
    this.disposed = true;
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private async watchFolder(folder: string, onEntry: (path: string) => Promise<void>): Promise<void> {
    if (this.disposed || this.watchers.has(folder)) return;
    const watcher = watch(folder, (_kind, name) => {
      if (name !== null) void this.queue.run(() => this.look(join(folder, name)));
    });
    watcher.on('error', () => this.unwatch(folder));
    this.watchers.set(folder, watcher);
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const stats = await lstat(path).catch(() => undefined);
      if (stats === undefined || this.seen.has(path)) continue;
      this.seen.set(path, stats);
      await onEntry(path);
      if (this.recursive && stats.isDirectory()) await this.watchFolder(path, onEntry);
    }
  }

  private async look(path: string): Promise<void> {
    const before = this.seen.get(path);
    const now = await lstat(path).catch(() => undefined);
    if (now === undefined) await this.onGone(path, before);
    else if (before === undefined || before.ino !== now.ino) await this.onNew(path, now);
    else await this.onChanged(path, before, now);
  }

  private async onNew(path: string, stats: Stats): Promise<void> {
    this.seen.set(path, stats);
    await this.report({ kind: 'create', path });
    if (stats.isFile() && stats.size > 0) await this.report({ kind: 'write', path });
    if (this.recursive && stats.isDirectory())
      await this.watchFolder(path, (inner) => this.report({ kind: 'create', path: inner }));
  }

  private async onChanged(path: string, before: Stats, now: Stats): Promise<void> {
    this.seen.set(path, now);
    const written = before.mtimeMs !== now.mtimeMs || before.size !== now.size;
    if (now.isFile() && written) await this.report({ kind: 'write', path });
    else if (before.mode !== now.mode) await this.report({ kind: 'chmod', path });
  }

  private async onGone(path: string, before: Stats | undefined): Promise<void> {
    if (before === undefined) return;
    this.seen.delete(path);
    this.unwatch(path);
    await this.report({ kind: (await this.hasOtherName(path, before)) ? 'rename' : 'remove', path });
  }

  // A file that was given another name within the folder is there under its number.
  private async hasOtherName(path: string, stats: Stats): Promise<boolean> {
    await delay(renameWindowMs);
    const folder = dirname(path);
    for (const name of await readdir(folder).catch(() => [])) {
      const other = await lstat(join(folder, name)).catch(() => undefined);
      if (other?.ino === stats.ino && this.seen.get(join(folder, name))?.ino !== stats.ino) return true;
    }
    return false;
  }

  private unwatch(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }
}
