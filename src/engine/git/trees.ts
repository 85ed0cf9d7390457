import type { GitObject } from './packFile';
import { objectIdOf } from './blobId';

/** What a folder has under one name. */
export interface TreeEntry {
  /** As it is in a tree: `100644`, `100755`, `120000`, `160000`, or `40000` of a folder. */
  readonly mode: string;
  readonly id: string;
}

/** A folder's entries by name. A name is one character per byte, as it need not be UTF-8. */
export type Folder = Map<string, TreeEntry>;

/** Folders by path from the top, without `/` behind; '' is the top. */
export type Folders = Map<string, Folder>;

/** One path of a tree that is to be another: null where it is to be gone. */
export interface TreeChange {
  readonly path: string;
  readonly entry: TreeEntry | null;
}

/** The mode of a folder in a tree. */
export const folderMode = '40000';
/** The mode of a submodule in a tree. */
export const submoduleMode = '160000';

/** Reads a tree object. @param like an id of the same repository. */
export function parseTree(content: Buffer, like: string): Folder {
  const folder: Folder = new Map();
  const idBytes = like.length / 2;
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(32, at);
    const end = content.indexOf(0, space);
    const id = content.toString('hex', end + 1, end + 1 + idBytes);
    folder.set(content.toString('latin1', space + 1, end), {
      mode: content.toString('latin1', at, space),
      id,
    });
    at = end + 1 + idBytes;
  }
  return folder;
}

/** The folders on the way to some paths, those further up first; the top is one of them. */
export function foldersOnTheWay(paths: readonly string[]): string[] {
  const found = new Set(['']);
  for (const path of paths)
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) found.add(path.slice(0, at));
  return [...found].sort((one, other) => depthOf(one) - depthOf(other));
}

/** What is at a path; undefined when nothing is. @param folders all on the way that there are. */
export function entryAt(folders: Folders, path: string): TreeEntry | undefined {
  const { parent, name } = split(path);
  return folders.get(parent)?.get(name);
}

/**
 * Changes a tree as git-fast-import(1) does: one change after the other, where a file takes the place of a folder and the
 * reverse, and a folder without files is gone.
 * @param tree its id. @param folders all on the way to the paths that there are; they are changed.
 */
export function editTree(tree: string, folders: Folders, changes: readonly TreeChange[]): EditedTree {
  for (const { path, entry } of changes) {
    if (entry === null) removeFrom(folders, path);
    else putInto(folders, path, entry);
  }
  const made: GitObject[] = [];
  // Those further down first: a folder names what is in it.
  const below = foldersOnTheWay(changes.map(({ path }) => path)).filter((folder) => folder !== '').reverse(); // prettier-ignore
  for (const path of below) nameInParent(folders, path, tree, made);
  const top = encodeTree(folders.get('') ?? new Map<string, TreeEntry>(), tree);
  return { tree: top.id, made: top.id === tree ? [] : [...made, top] };
}

/** A tree that was made of another, and the objects that are new. */
export interface EditedTree {
  readonly tree: string;
  readonly made: readonly GitObject[];
}

function removeFrom(folders: Folders, path: string): void {
  const { parent, name } = split(path);
  folders.get(parent)?.delete(name);
  forget(folders, path);
}

function putInto(folders: Folders, path: string, entry: TreeEntry): void {
  for (const folder of foldersOnTheWay([path])) if (!folders.has(folder)) folders.set(folder, new Map());
  const { parent, name } = split(path);
  folders.get(parent)?.set(name, entry);
  forget(folders, path);
}

function forget(folders: Folders, path: string): void {
  for (const folder of folders.keys())
    if (folder === path || folder.startsWith(`${path}/`)) folders.delete(folder);
}

function nameInParent(folders: Folders, path: string, like: string, made: GitObject[]): void {
  const folder = folders.get(path);
  if (folder === undefined) return;
  const { parent, name } = split(path);
  if (folder.size === 0) {
    folders.get(parent)?.delete(name);
    return;
  }
  const tree = encodeTree(folder, like);
  if (folders.get(parent)?.get(name)?.id === tree.id) return;
  folders.get(parent)?.set(name, { mode: folderMode, id: tree.id });
  made.push(tree);
}

function encodeTree(folder: Folder, like: string): GitObject {
  const content = Buffer.concat(
    inOrder(folder).flatMap(([name, { mode, id }]) => [
      Buffer.from(`${mode} ${name}\0`, 'latin1'),
      Buffer.from(id, 'hex'),
    ]),
  );
  return { type: 'tree', content, id: objectIdOf('tree', content, like) };
}

// By their bytes, a folder as if it had a slash behind.
function inOrder(folder: Folder): [string, TreeEntry][] {
  const key = ([name, { mode }]: [string, TreeEntry]): string => (mode === folderMode ? `${name}/` : name);
  return [...folder].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

function split(path: string): { readonly parent: string; readonly name: string } {
  const at = path.lastIndexOf('/');
  const name = Buffer.from(path.slice(at + 1)).toString('latin1');
  return { parent: path.slice(0, Math.max(at, 0)), name };
}

function depthOf(path: string): number {
  return path === '' ? 0 : path.split('/').length;
}
