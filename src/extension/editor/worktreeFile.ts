import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import type { Snapshot, WorktreeView } from '../../protocol/snapshot';

/** A file as the repository knows it: its worktree, and its path from the top of it, with `/`. */
export interface WorktreeFile {
  readonly worktree: WorktreeView;
  readonly path: string;
}

/** Finds the worktree that a file of this machine is in; null when it is in none. */
export function worktreeFile(snapshot: Snapshot, file: string): WorktreeFile | null {
  const real = resolveLinks(file);
  const around = snapshot.worktrees.filter((worktree) => isInside(worktree.path, real));
  // Worktrees may lie in one another: the innermost one has the longest path.
  const worktree = around.sort((one, other) => other.path.length - one.path.length)[0];
  if (worktree === undefined) return null;
  return { worktree, path: relative(worktree.path, real).split(sep).join('/') };
}

function resolveLinks(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
