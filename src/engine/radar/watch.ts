import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import { join } from 'node:path';

/** Hears of changes below a folder. On Linux each folder is watched by itself, so that ignored ones cost nothing. */
export class FolderWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private readonly recursive = process.platform === 'darwin' || process.platform === 'win32';
  /** Whether some folders could not be watched, because the system's limit is reached. */
  isIncomplete = false;

  /** @param onChange takes the absolute path that changed. */
  constructor(
    private readonly root: string,
    private readonly onChange: (path: string) => void,
  ) {}

  /** Watches folders, named from the top with `/` behind each; those that are watched already stay so. Returns the new ones. */
  add(folders: Iterable<string>): string[] {
    const wanted = this.recursive ? [''] : folders;
    const added: string[] = [];
    for (const folder of wanted)
      if (!this.watchers.has(folder) && this.watchFolder(folder)) added.push(folder);
    return added;
  }

  /** Stops watching a folder and all below it, so that they can be watched anew: what is made again is another folder. */
  forget(folder: string): void {
    for (const watched of [...this.watchers.keys()])
      if (!this.recursive && watched.startsWith(folder)) this.drop(watched);
  }

  dispose(): void {
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private watchFolder(folder: string): boolean {
    const path = join(this.root, folder);
    try {
      const watcher = watch(path, { recursive: this.recursive, persistent: false }, (_, name) =>
        this.heard(path, name),
      );
      watcher.on('error', () => this.drop(folder));
      this.watchers.set(folder, watcher);
      return true;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOSPC' || code === 'EMFILE') this.isIncomplete = true;
      return false;
    }
  }

  private heard(folder: string, name: string | null): void {
    if (name === null) this.onChange(folder);
    else if (name !== '.git' && !/^\.git[/\\]/.test(name)) this.onChange(join(folder, name));
  }

  private drop(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }
}
