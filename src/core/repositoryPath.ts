/** How a file system treats names. */
export interface PathRules {
  readonly caseSensitive: boolean;
}

/**
 * Makes the key under which every worktree's copy of a file is known: `/` between parts, no `.` or empty parts,
 * Unicode in composed form (macOS hands out decomposed names), folded where the file system ignores case.
 * @param relativePath a path from the top of a worktree, without `..`.
 */
export function repositoryPathKey(relativePath: string, rules: PathRules): string {
  const parts = relativePath.split('/').filter((part) => part !== '' && part !== '.');
  const path = parts.join('/').normalize('NFC');
  return rules.caseSensitive ? path : path.toLowerCase();
}
