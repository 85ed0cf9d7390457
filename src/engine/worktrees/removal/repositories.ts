import { lstat, readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { Git } from '../../git/git';
import { isWithin } from '../../repositoryPaths';
import { calmSettings } from '../../snapshots/worktreeContent';
import { isReproducible } from './reproducible';

/**
 * Says of the repositories inside a worktree which of them forbid its removal, a sentence each. A submodule, and what a
 * tool cloned into a folder that can be made again, may go when all that is in it is also elsewhere.
 * @param repositories their folders from the top, with `/`. @param gitDir what git keeps of the worktree.
 */
export async function judgeRepositories(
  inside: Git,
  gitDir: string,
  repositories: readonly string[],
): Promise<string[]> {
  const judged: string[] = [];
  for (const path of repositories) {
    const work = await judge(inside.at(join(inside.cwd, path)), gitDir, path);
    if (work !== null) judged.push(work);
  }
  return judged;
}

async function judge(nested: Git, gitDir: string, path: string): Promise<string | null> {
  const isSubmodule = await isSubmoduleOf(nested.cwd, gitDir);
  if (!isSubmodule && !isReproducible(path)) return `It holds a repository of its own, "${path}".`;
  const work = await workIn(nested).catch(() => 'something that git cannot read');
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
async function workIn(git: Git): Promise<string | null> {
  const status = await git.run([...calmSettings, 'status', '--porcelain', '-z', '--untracked-files=all']);
  if (status.stdout !== '') return 'uncommitted files';
  const stash = await git.run(['rev-parse', '--verify', '--quiet', 'refs/stash'], { okCodes: [0, 1] });
  if (stash.code === 0) return 'a stash';
  const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'], { okCodes: [0, 1] });
  const own = [...(head.code === 0 ? ['HEAD'] : []), '--branches'];
  const unpushed = await git.text(['rev-list', '--count', '--max-count=1', ...own, '--not', '--remotes']);
  return unpushed === '0' ? null : 'commits that are on none of its remotes';
}
