import type { ClaimTarget } from '../core/claimTarget';
import type { PathRules } from '../core/repositoryPath';
import type { ResolvePath } from './claims/targets';
import { readTarget } from './claims/targets';
import { resolveRepositoryPath } from './repositoryPaths';
import type { Worktrees } from './worktrees/worktrees';

/** Makes what finds the file that a path names among the worktrees of the moment; see `resolveRepositoryPath`. */
export function pathResolver(
  worktrees: Worktrees,
  rules: PathRules,
  folders?: Map<string, string>,
): ResolvePath {
  return (cwd, path, isThere) => {
    const roots = worktrees.known.map((worktree) => worktree.path);
    return resolveRepositoryPath(roots, cwd, path, rules, { folders, isThere });
  };
}

/** Makes what reads the texts of one call; see `readTarget`. */
export function targetReaders(
  worktrees: Worktrees,
  rules: PathRules,
): (cwd: string) => (text: string) => ClaimTarget {
  return (cwd) => {
    const resolvePath = pathResolver(worktrees, rules, new Map());
    return (text) => readTarget(resolvePath, cwd, text, rules);
  };
}
