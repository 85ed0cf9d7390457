import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from '../../git/git';
import { pathExists } from '../../pathExists';

interface Submodule {
  readonly name: string;
  readonly path: string;
}

/**
 * Gives a worktree submodules, borrowing the objects that the repository has of them.
 * @param git in the main worktree. @param isWanted says of a path whether it is; without it those that the main
 * worktree has are. @returns a sentence for each one that could not be had.
 */
export async function addSubmodules(
  git: Git,
  worktree: string,
  commonDir: string,
  isWanted = (path: string): Promise<boolean> => pathExists(join(git.cwd, path, '.git')),
): Promise<string[]> {
  if ((await lstat(join(worktree, '.gitmodules')).catch(() => null))?.isFile() !== true) return [];
  const inside = git.at(worktree);
  const warnings: string[] = [];
  for (const submodule of await listSubmodules(inside)) {
    if (!(await isWanted(submodule.path))) continue;
    const problem = await addSubmodule(inside, submodule, commonDir);
    if (problem !== null) warnings.push(`The submodule "${submodule.path}" is missing: ${problem}`);
  }
  return warnings;
}

async function listSubmodules(inside: Git): Promise<Submodule[]> {
  const args = ['config', '--file', '.gitmodules', '--null', '--get-regexp', '^submodule\\..*\\.path$'];
  const listed = await inside.run(args, { okCodes: [0, 1, 3, 128] });
  return listed.stdout.split('\0').flatMap((entry) => {
    const [key = '', path = ''] = entry.split('\n');
    return path === '' ? [] : [{ name: key.slice('submodule.'.length, -'.path'.length), path }];
  });
}

async function addSubmodule(
  inside: Git,
  { name, path }: Submodule,
  commonDir: string,
): Promise<string | null> {
  const modules = join(commonDir, 'modules', name);
  const isPlain = !name.split(/[/\\]/).includes('..');
  const reference = isPlain && (await pathExists(join(modules, 'objects'))) ? [`--reference=${modules}`] : [];
  const args = ['submodule', 'update', '--init', '--recursive', '--quiet', ...reference, '--', path];
  const added = await inside.run(args, { okCodes: [0, 1, 128] });
  return added.code === 0 ? null : (added.stderr.trim().split('\n').at(-1) ?? '');
}
