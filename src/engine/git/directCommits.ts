import { objectIdOf } from './blobId';
import type { ImportedCommit, ImportedPath, MadeCommit } from './fastImport';
import { authorAt } from './fastImport';
import { isPlainRef, mayExist } from './looseRefs';
import type { GitObject } from './packFile';
import { keepUnder } from './keepUnder';
import type { PlainRepository } from './plainRepository';
import type { TreeReader } from './treeReader';
import type { TreeChange } from './trees';
import { editTree, entryAt } from './trees';

/** What takes longer to hash and compress is better left to git, in bytes. */
const mostBytes = 2 * 1024 * 1024;

/** A commit that changes some files of a tree. */
export type SmallCommit = ImportedCommit & { readonly onto: { readonly tree: string } };

/**
 * Makes a small commit under a new ref as `importCommits` does, and starts no program for it. When it returns
 * the objects and the ref are on disk; cut short at any point, the repository is whole and the ref is there or is not.
 * @returns null where git has to do it.
 * @throws Error when a file cannot be written. CoordinatorError `gitFailed`.
 */
export async function commitDirectly(
  { commonDir }: PlainRepository,
  trees: TreeReader,
  ref: string,
  commit: SmallCommit,
  seconds: number,
): Promise<MadeCommit | null> {
  const blobs = blobsOf(commit);
  if (blobs === null || !isPlainRef(ref) || (await mayExist(commonDir, ref))) return null;
  const { tree: before } = commit.onto;
  const folders = await trees.read(before, commit.paths.map(({ path }) => path)); // prettier-ignore
  if (folders === null) return null;
  const contents = [...blobs].filter(([path, { id }]) => entryAt(folders, path)?.id !== id).map(([, blob]) => blob); // prettier-ignore
  const { tree, made } = editTree(before, folders, commit.paths.map((path) => changeOf(path, blobs))); // prettier-ignore
  const object = commitObject(commit, tree, seconds);
  await keepUnder(ref, commonDir, [object, ...unique([...made, ...contents])]);
  for (const { id, content } of made) trees.keep(id, content);
  return { commit: object.id, tree };
}

/** The contents by path; null where they are too much, or still to be read. */
function blobsOf({ paths, onto }: SmallCommit): Map<string, GitObject> | null {
  const blobs = new Map<string, GitObject>();
  let size = 0;
  for (const { path, file } of paths) {
    if (file === null || file.content.kind === 'object') continue;
    if (file.content.kind === 'file') return null;
    const { bytes: content } = file.content;
    size += content.length;
    if (size > mostBytes) return null;
    blobs.set(path, { type: 'blob', content, id: objectIdOf('blob', content, onto.tree) });
  }
  return blobs;
}

function changeOf({ path, file }: ImportedPath, blobs: ReadonlyMap<string, GitObject>): TreeChange {
  if (file === null) return { path, entry: null };
  const id = file.content.kind === 'object' ? file.content.id : (blobs.get(path)?.id ?? '');
  return { path, entry: { mode: file.mode, id } };
}

function commitObject({ parents, message, onto }: SmallCommit, tree: string, seconds: number): GitObject {
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${authorAt(seconds)}`,
    `committer ${authorAt(seconds)}`,
  ];
  const content = Buffer.from(`${lines.join('\n')}\n\n${message}`);
  return { type: 'commit', content, id: objectIdOf('commit', content, onto.tree) };
}

function unique(objects: readonly GitObject[]): Iterable<GitObject> {
  return new Map(objects.map((object) => [object.id, object])).values();
}
