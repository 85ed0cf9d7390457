import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

/** Where a path belongs: a worktree of a repository, or a bare repository. Paths are absolute, with links resolved. */
export type RepositoryLocation =
  | {
      readonly kind: 'worktree';
      readonly worktreeRoot: string;
      /** The worktree's own git directory. */
      readonly gitDir: string;
      /** The directory that all worktrees of the repository share; names the repository. */
      readonly commonDir: string;
    }
  | { readonly kind: 'bare'; readonly commonDir: string };

/** The folder in git's common directory that is ours. */
export function stateDir(commonDir: string): string {
  return join(commonDir, 'parallel-cc');
}

/**
 * Finds the repository that a path lies in, or null. Reads a few small files and starts no git, since every hook asks
 * it. The path itself need not exist. A submodule is a repository of its own; git's environment variables count for
 * nothing, as the question is where the path lies.
 */
export function findRepository(path: string): RepositoryLocation | null {
  for (let folder = nearestFolder(path); ; folder = dirname(folder)) {
    const location = locationAt(folder);
    if (location !== null) return location;
    if (dirname(folder) === folder) return null;
  }
}

function nearestFolder(path: string): string {
  for (let candidate = resolve(path); ; candidate = dirname(candidate)) {
    try {
      const real = realpathSync(candidate);
      return statSync(real).isDirectory() ? real : dirname(real);
    } catch {
      if (dirname(candidate) === candidate) return candidate;
    }
  }
}

function locationAt(folder: string): RepositoryLocation | null {
  const dotGit = join(folder, '.git');
  const entry = lstatOrNull(dotGit);
  if (entry?.isFile()) return linkedWorktree(folder, dotGit);
  if (entry !== null && isGitDir(dotGit)) {
    const gitDir = realpathSync(dotGit);
    return { kind: 'worktree', worktreeRoot: folder, gitDir, commonDir: commonDirOf(gitDir) };
  }
  // Below .git itself the walk must not end at "bare": its worktree is the parent.
  return basename(folder) !== '.git' && isGitDir(folder) ? { kind: 'bare', commonDir: folder } : null;
}

// A file `.git` holds `gitdir: <path>`: that of a linked worktree or of a submodule.
function linkedWorktree(folder: string, dotGit: string): RepositoryLocation | null {
  const target = /^gitdir: (.+?)\r?\n?$/.exec(readOrEmpty(dotGit))?.[1];
  if (target === undefined) return null;
  try {
    const gitDir = realpathSync(isAbsolute(target) ? target : resolve(folder, target));
    return { kind: 'worktree', worktreeRoot: folder, gitDir, commonDir: commonDirOf(gitDir) };
  } catch {
    return null;
  }
}

function commonDirOf(gitDir: string): string {
  const named = readOrEmpty(join(gitDir, 'commondir')).trim();
  return named === '' ? gitDir : realpathSync(resolve(gitDir, named));
}

function isGitDir(folder: string): boolean {
  return lstatOrNull(join(folder, 'HEAD')) !== null && lstatOrNull(join(folder, 'objects')) !== null;
}

function lstatOrNull(path: string): ReturnType<typeof lstatSync> | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
