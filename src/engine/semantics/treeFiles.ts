import type { PathIndex } from '../../core/semantics/project';

/** The files of a commit, some of them in other versions. */
export class TreeFiles {
  /** @param changes by path: the blob in place of the commit's; null where the file is gone. */
  constructor(
    private readonly blobs: ReadonlyMap<string, string>,
    private readonly index: PathIndex,
    private readonly changes: ReadonlyMap<string, string | null>,
  ) {}

  blob(path: string): string | null {
    const changed = this.changes.get(path);
    return changed === undefined ? (this.blobs.get(path) ?? null) : changed;
  }

  has(path: string): boolean {
    return this.blob(path) !== null;
  }

  inFolder(folder: string): readonly string[] {
    return this.with(this.index.inFolder(folder), (path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) === folder); // prettier-ignore
  }

  named(name: string): readonly string[] {
    return this.with(this.index.named(name), (path) => path.slice(path.lastIndexOf('/') + 1) === name);
  }

  private with(known: readonly string[], isMeant: (path: string) => boolean): readonly string[] {
    const added = [...this.changes].filter(([path, blob]) => blob !== null && isMeant(path) && !known.includes(path)).map(([path]) => path); // prettier-ignore
    const kept = known.filter((path) => this.has(path));
    return added.length === 0 ? kept : [...kept, ...added];
  }
}
