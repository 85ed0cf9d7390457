import { readObjects } from './catFile';
import type { Git } from './git';
import type { Folders } from './trees';
import { entryAt, folderMode, foldersOnTheWay, parseTree } from './trees';

/** What was read is remembered up to this size in all, in bytes. */
const mostKept = 4 * 1024 * 1024;
/** To go through more than this would hold the loop, in bytes. */
const mostRead = 256 * 1024;

/** Reads trees, and remembers those that were read or made last: what changed once is what changes next. */
export class TreeReader {
  private readonly kept = new Map<string, Buffer>();
  private keptBytes = 0;

  constructor(private readonly git: Git) {}

  /**
   * Reads the folders of a tree that are on the way to some paths, as far as there are any.
   * @returns null where one of them cannot be read, or they are too long.
   * @throws CoordinatorError `gitFailed`.
   */
  async read(tree: string, paths: readonly string[]): Promise<Folders | null> {
    const wanted = foldersOnTheWay(paths);
    const known = this.follow(tree, wanted, new Map());
    const names = known.unread.map((folder) => `${tree}:${folder}`);
    if (names.length === 0) return known.folders;
    // What git reads names from ends with the line.
    if (names.some((name) => name.includes('\n'))) return null;
    const found = await readObjects(this.git, names);
    for (const [id, content] of found) this.keep(id, content);
    const { folders, unread } = this.follow(tree, wanted, found);
    return unread.length === 0 ? folders : null;
  }

  /** Remembers the content of a tree. */
  keep(id: string, content: Uint8Array): void {
    this.drop(id);
    this.kept.set(id, Buffer.from(content));
    this.keptBytes += content.length;
    for (const oldest of this.kept.keys()) {
      if (this.keptBytes <= mostKept) return;
      this.drop(oldest);
    }
  }

  private drop(id: string): void {
    this.keptBytes -= this.kept.get(id)?.length ?? 0;
    this.kept.delete(id);
  }

  // What is below a folder that has not been read may be there.
  private follow(
    tree: string,
    wanted: readonly string[],
    found: ReadonlyMap<string, Buffer>,
  ): { readonly folders: Folders | null; readonly unread: string[] } {
    const folders: Folders = new Map();
    const unread = new Set<string>();
    let size = 0;
    for (const path of wanted) {
      const entry = path === '' ? { mode: folderMode, id: tree } : entryAt(folders, path);
      const content = entry?.mode === folderMode ? this.contentOf(entry.id, found) : undefined;
      if (content !== undefined) folders.set(path, parseTree(content, tree));
      else if (entry?.mode === folderMode || unread.has(parentOf(path))) unread.add(path);
      size += content?.length ?? 0;
      if (size > mostRead) return { folders: null, unread: [] };
    }
    return { folders, unread: [...unread] };
  }

  private contentOf(id: string, found: ReadonlyMap<string, Buffer>): Buffer | undefined {
    const kept = this.kept.get(id);
    if (kept === undefined) return found.get(id);
    // Those used last go last.
    this.kept.delete(id);
    this.kept.set(id, kept);
    return kept;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
