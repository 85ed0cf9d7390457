import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { invalidInput, pathOutsideRepository } from '../core/errors';
import type { PathRules } from '../core/repositoryPath';
import { repositoryPathKey } from '../core/repositoryPath';

/** A file or folder of the repository, wherever its copy lies that was named. */
export interface RepositoryPath {
  /** From the top of its worktree, with `/`; empty for the top itself. */
  readonly path: string;
  /** The same for every worktree's copy, and for all names that the file system takes for one. */
  readonly key: string;
  /** The worktree in which the named copy lies. */
  readonly worktree: string;
}

/**
 * Finds out which file or folder of the repository a path names.
 * @param roots the tops of all worktrees, with links resolved.
 * @param path absolute, or relative to `cwd`; the file need not exist.
 * @param known what is known already of the file system.
 * @throws CoordinatorError `pathOutsideRepository`, `invalidInput`.
 */
export function resolveRepositoryPath(
  roots: readonly string[],
  cwd: string,
  path: string,
  rules: PathRules,
  known: KnownPaths = {},
): RepositoryPath {
  if (path === '' || path.includes('\0')) throw invalidInput('an empty or broken path', 'it names no file');
  const real = realPathOf(resolve(cwd, path), known);
  const worktree = roots
    .filter((root) => isWithin(root, real, rules))
    .reduce<string | undefined>(
      (best, root) => (best === undefined || root.length > best.length ? root : best),
      undefined,
    );
  const inside = worktree === undefined ? '' : relative(worktree, real).split(sep).join('/');
  if (worktree === undefined || inside === '.git' || inside.startsWith('.git/'))
    throw pathOutsideRepository(path, roots[0] ?? cwd);
  return { path: inside.normalize('NFC'), key: repositoryPathKey(inside, rules), worktree };
}

/** What need not be asked of the file system about a path. */
export interface KnownPaths {
  /** Keeps where the folders around missing files lead, so that those of many files are asked for once. */
  readonly folders?: Map<string, string> | undefined;
  /** Whether anything has the path's name, a link to nothing too. */
  readonly isThere?: boolean | undefined;
}

/**
 * Resolves the links of a path whose last parts need not exist.
 *
 * It asks the file system at once: that takes some microseconds, while passing it to a thread takes the event loop ten
 * times as long.
 */
export function realPathOf(path: string, { folders, isThere }: KnownPaths = {}): string {
  try {
    if (isThere ?? lstatSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync.native(path);
  } catch {
    // A link to nothing, or in a circle, is a name like any other.
  }
  const parent = dirname(path);
  if (parent === path) return path;
  const realParent = folders?.get(parent) ?? realPathOf(parent, { folders });
  folders?.set(parent, realParent);
  return join(realParent, path.slice(parent.length).replace(/^[/\\]+/, ''));
}

/** Says whether a path is a folder or lies below it; both with links resolved. */
export function isWithin(folder: string, path: string, rules: PathRules): boolean {
  // To find how one leads to the other takes many times as long.
  if (path.startsWith(`${folder}${sep}`)) return true;
  const between = rules.caseSensitive
    ? relative(folder, path)
    : relative(folder.toLowerCase(), path.toLowerCase());
  return between !== '..' && !between.startsWith(`..${sep}`) && !isAbsolute(between);
}
