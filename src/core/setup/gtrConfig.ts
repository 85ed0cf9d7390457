import { shell } from './jsonFiles';
import { checkFolders, checkPatterns } from './paths';
import type { SetupPart } from './recipe';
import { setupPart } from './recipe';

/**
 * Reads a `.gtrconfig` of git-worktree-runner: `copy.include`, `copy.exclude`, `copy.includeDirs`, `copy.excludeDirs`
 * and `hooks.postCreate`. Its globs start at the top of the repository.
 * @param listed the file as `git config --file .gtrconfig --null --list` prints it.
 */
export function parseGtrConfig(file: string, listed: string): SetupPart {
  const values = new Map<string, string[]>();
  for (const entry of listed.split('\0')) {
    const [key = '', ...rest] = entry.split('\n');
    const value = rest.join('\n');
    if (value.trim() !== '') values.set(key, [...(values.get(key) ?? []), value]);
  }
  const of = (...keys: readonly string[]): string[] => keys.flatMap((key) => values.get(key) ?? []);
  const files = checkPatterns(file, of('copy.include'));
  const folders = checkFolders(file, of('copy.includedirs'));
  return setupPart('gtr', file, {
    commands: of('hooks.postcreate', 'hook.postcreate').map(shell),
    copy: [...files.usable.map(fromTop), ...folders.usable.map((folder) => `${fromTop(folder)}/`)],
    copyExcept: [
      ...of('copy.exclude'),
      ...of('copy.excludedirs').flatMap((folder) => [folder, `${folder}/**`]),
    ],
    warnings: [...files.warnings, ...folders.warnings],
  });
}

function fromTop(glob: string): string {
  return glob.startsWith('/') ? glob : `/${glob}`;
}
