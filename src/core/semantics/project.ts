import type { FileFacts } from './facts';

/** The source files of one state of a repository. Paths are from the top, with `/`. */
export interface Project {
  /** What a file defines, imports and uses; null when it is not there or not read. */
  readonly facts: (path: string) => FileFacts | null;
  readonly has: (path: string) => boolean;
  /** The source files right in a folder; '' is the top. */
  readonly inFolder: (folder: string) => readonly string[];
  /** The source files of a name, wherever they are. */
  readonly named: (name: string) => readonly string[];
}

/** The files of a project, found by folder and by name. */
export class PathIndex {
  private readonly all: ReadonlySet<string>;
  private readonly folders = new Map<string, string[]>();
  private readonly names = new Map<string, string[]>();

  constructor(paths: Iterable<string>) {
    this.all = new Set(paths);
    for (const path of this.all) {
      const slash = path.lastIndexOf('/');
      add(this.folders, path.slice(0, Math.max(0, slash)), path);
      add(this.names, path.slice(slash + 1), path);
    }
  }

  has(path: string): boolean {
    return this.all.has(path);
  }

  inFolder(folder: string): readonly string[] {
    return this.folders.get(folder) ?? [];
  }

  named(name: string): readonly string[] {
    return this.names.get(name) ?? [];
  }
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The folder of a path, '' for the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Joins a folder and a path relative to it; null when that leads out of the repository. */
export function joinPath(folder: string, relative: string): string | null {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}
