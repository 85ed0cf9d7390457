import { lstat, readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { Git } from '../../git/git';
import { isWithin } from '../../repositoryPaths';
import { calmSettings } from '../../snapshots/worktreeContent';
import { isReproducible } from './reproducible';
import type { SizedPath, Survey } from './survey';

/** The repositories inside a worktree. */
export interface InnerRepositories {
  /** Why the worktree cannot be removed, a sentence each. */
  readonly against: readonly string[];
  /** The folders that are submodules. */
  readonly submodules: readonly string[];
}

/**
 * Judges whether the repositories inside a worktree forbid its removal. A submodule, and what a tool cloned into a
 * folder that can be made again, may go when all that is in it is also elsewhere.
 * @param found what is in the worktree. @param gitDir what git keeps of the worktree.
 */
export async function judgeRepositories(
  inside: Git,
  gitDir: string,
  found: Pick<Survey, 'repositories' | 'reproducible'>,
): Promise<InnerRepositories> {
  const against: string[] = [];
  const submodules: string[] = [];
  for (const path of found.repositories) {
    const nested = inside.at(join(inside.cwd, path));
    const isSubmodule = await isSubmoduleOf(nested.cwd, gitDir);
    if (isSubmodule) submodules.push(path);
    const sentence = await judge(nested, path, isSubmodule, found.reproducible);
    if (sentence !== null) against.push(sentence);
  }
  return { against, submodules };
}

async function judge(
  nested: Git,
  path: string,
  isSubmodule: boolean,
  reproducible: readonly SizedPath[],
): Promise<string | null> {
  const isCloned = reproducible.some((folder) => `${path}/`.startsWith(`${folder.path}/`));
  if (!isSubmodule && !isCloned) return `It holds a repository of its own, "${path}".`;
  const work = await workIn(nested, isSubmodule).catch(() => 'something that git cannot read');
  const what = isSubmodule ? 'submodule' : 'repository';
  return work === null ? null : `Its ${what} "${path}" has ${work}.`;
}

// The repository of a submodule lies with what git keeps of the worktree, and would be gone with it.
async function isSubmoduleOf(path: string, gitDir: string): Promise<boolean> {
  const link = join(path, '.git');
  if ((await lstat(link).catch(() => null))?.isFile() !== true) return false;
  const target = /^gitdir: (.+)$/.exec((await readFile(link, 'utf8')).trimEnd())?.[1] ?? '';
  const real = await realpath(isAbsolute(target) ? target : resolve(path, target)).catch(() => null);
  return real !== null && isWithin(join(gitDir, 'modules'), real, { caseSensitive: true });
}

/** Says what is in a repository that may be nowhere else; null when nothing is. */
async function workIn(git: Git, ignoredCount: boolean): Promise<string | null> {
  const flags = ['--porcelain', '-z', '--untracked-files=all', '--no-renames', '--ignored=matching'];
  const { stdout } = await git.run([...calmSettings, 'status', ...flags]);
  const entries = stdout.split('\0').filter((entry) => entry !== '');
  if (entries.some((entry) => !entry.startsWith('!! '))) return 'uncommitted files';
  if (ignoredCount && entries.some((entry) => !isReproducible(entry.slice(3).replace(/\/$/, ''))))
    return 'ignored files';
  const stash = await git.run(['rev-parse', '--verify', '--quiet', 'refs/stash'], { okCodes: [0, 1] });
  if (stash.code === 0) return 'a stash';
  const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'], { okCodes: [0, 1] });
  const own = [...(head.code === 0 ? ['HEAD'] : []), '--branches'];
  const unpushed = await git.text(['rev-list', '--count', '--max-count=1', ...own, '--not', '--remotes']);
  return unpushed === '0' ? null : 'commits that are on none of its remotes';
}
