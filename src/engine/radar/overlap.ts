import type { PathChange } from '../git/diffTree';

/** What a side changed since the two parted, by path. */
export type Touched = ReadonlyMap<string, PathChange>;

/**
 * Says whether two sets of changes could conflict at all: they share a path, one has a file where the other has a
 * folder, or one adds to a folder out of which the other moved or deleted files (git may move the addition along).
 */
export function mayConflict(one: Touched, other: Touched): boolean {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  for (const path of small.keys()) if (large.has(path)) return true;
  return leansOn(one, other) || leansOn(other, one);
}

function leansOn(one: Touched, other: Touched): boolean {
  const left = foldersLeft(other);
  for (const [path, change] of one) {
    for (const folder of foldersAbove(path)) {
      if (other.has(folder)) return true;
      if (change === 'added' && left.has(folder)) return true;
    }
  }
  return false;
}

function foldersLeft(touched: Touched): Set<string> {
  const folders = new Set<string>();
  for (const [path, change] of touched)
    if (change === 'deleted') for (const folder of foldersAbove(path)) folders.add(folder);
  return folders;
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
