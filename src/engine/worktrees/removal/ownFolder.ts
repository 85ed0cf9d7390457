import { lstat, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

/** A worktree's folder as it should be, or why nothing of it is touched. */
export type OwnFolder =
  /** `gitDir` is what git keeps of the worktree in the repository. */
  { readonly gitDir: string; readonly problem: null } | { readonly gitDir: null; readonly problem: string };

/**
 * Makes sure that a folder is what git lists it as: a real folder, whose `.git` leads to a place in the repository that
 * leads back to it.
 * @param path with links resolved. @param commonDir git's common directory.
 */
export async function checkOwnFolder(path: string, commonDir: string): Promise<OwnFolder> {
  const found = await lstat(path).catch(() => null);
  if (found?.isDirectory() !== true || (await realpath(path)) !== path)
    return foreign('it is not a folder of its own');
  const gitDir = await follow(join(path, '.git'), /^gitdir: (.+)$/);
  if (gitDir === null) return foreign('it has no ".git" that leads to the repository');
  if (dirname(gitDir) !== join(await realpath(commonDir), 'worktrees'))
    return foreign('its ".git" leads to another repository');
  const back = await follow(join(gitDir, 'gitdir'), /^(.+)$/);
  if (back === null || back !== join(path, '.git'))
    return foreign(`git has "${basename(gitDir)}" elsewhere; "git worktree repair" may help`);
  return { gitDir, problem: null };
}

// Reads where a file of one line leads, with links resolved.
async function follow(file: string, form: RegExp): Promise<string | null> {
  const isFile = (await lstat(file).catch(() => null))?.isFile() === true;
  const text = isFile ? await readFile(file, 'utf8').catch(() => '') : '';
  const target = form.exec(text.trimEnd())?.[1];
  if (target === undefined) return null;
  return realpath(isAbsolute(target) ? target : resolve(dirname(file), target)).catch(() => null);
}

function foreign(problem: string): OwnFolder {
  return { gitDir: null, problem };
}
