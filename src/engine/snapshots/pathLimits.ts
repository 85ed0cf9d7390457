import { invalidInput } from '../../core/errors';
import type { PathRules } from '../../core/repositoryPath';
import { repositoryPathKey } from '../../core/repositoryPath';
import type { Git } from '../git/git';

/** Says whether a file is one of those named, or below one. @param limits files and folders from the top; all when empty. */
export function isMeant(path: string, limits: readonly string[], rules: PathRules): boolean {
  const key = repositoryPathKey(path, rules);
  return limits.length === 0 || limits.some((limit) => isAtOrBelow(key, repositoryPathKey(limit, rules)));
}

/**
 * Makes sure that some tree has what is named: a name that nothing has is a typing error, not a file that is the same.
 * @throws CoordinatorError `invalidInput`.
 */
export async function requireKnown(
  git: Git,
  limits: readonly string[],
  trees: readonly string[],
  rules: PathRules,
): Promise<void> {
  if (limits.length === 0) return;
  const lists = await Promise.all(trees.map((tree) => git.run(['ls-tree', '-r', '-z', '--name-only', '--full-tree', tree]))); // prettier-ignore
  const names = lists.flatMap(({ stdout }) => stdout.split('\0'));
  const unknown = limits.find((limit) => !names.some((name) => isMeant(name, [limit], rules)));
  if (unknown === undefined) return;
  throw invalidInput(`"${unknown}"`, 'neither the snapshot nor the worktree has such a file', 'Name it from the top of the worktree.'); // prettier-ignore
}

function isAtOrBelow(key: string, limit: string): boolean {
  return limit === '' || key === limit || key.startsWith(`${limit}/`);
}
