import { realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Git } from '../engine/git/git';
import { parseWorktreeList } from '../engine/git/worktreeList';
import type { RepositoryLocation } from '../ipc/repositoryLocation';

/** A repository with files to work on. */
export type WorkingLocation = Exclude<RepositoryLocation, { kind: 'bare' }>;

/** Finds the main worktree; a repository where that is gone or bare is led from where we stand. */
export async function mainWorktree(git: Git, location: WorkingLocation): Promise<string> {
  const output = await git.at(location.worktreeRoot).text(['worktree', 'list', '--porcelain', '-z']);
  // Git lists the main worktree first.
  const first = parseWorktreeList(output)[0];
  if (first === undefined || first.bare) return location.worktreeRoot;
  const path = await realpath(first.path).catch(() => location.worktreeRoot);
  return path === location.commonDir ? submoduleWorktree(git, location) : path;
}

// Of a submodule git lists its git directory; where its files are is in its configuration.
async function submoduleWorktree(git: Git, { commonDir, worktreeRoot }: WorkingLocation): Promise<string> {
  const named = await git.at(commonDir).run(['config', 'core.worktree'], { okCodes: [0, 1] });
  const path = named.stdout.trim();
  return path === '' ? worktreeRoot : realpath(resolve(commonDir, path)).catch(() => worktreeRoot);
}

/** The name of a repository: that of its folder. */
export function repositoryName(root: string, commonDir: string): string {
  return basename(commonDir) === '.git' ? basename(dirname(commonDir)) : basename(root);
}
