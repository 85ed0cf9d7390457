import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { CoordinatorError, invalidInput, notPermitted } from '../../core/errors';
import type { CoordinatorSettings } from '../../core/settings';
import type { Git } from '../git/git';
import { pathExists } from '../pathExists';
import { retryWhileLocked } from '../git/retry';

/** Where a worktree is to be made, and of what. */
export interface WorktreePlan {
  readonly path: string;
  readonly branch: string;
  /** The id of the commit it starts from. */
  readonly commit: string;
}

/** Fills in the user's patterns for a new worktree. */
export function planWorktree(
  mainRoot: string,
  name: string,
  commit: string,
  settings: Pick<CoordinatorSettings, 'worktreePath' | 'worktreeBranch'>,
): WorktreePlan {
  const values: Readonly<Record<string, string>> = {
    parent: dirname(mainRoot),
    repo: basename(mainRoot),
    name,
  };
  const fill = (pattern: string): string =>
    pattern.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
  return {
    path: resolve(mainRoot, fill(settings.worktreePath)),
    branch: fill(settings.worktreeBranch),
    commit,
  };
}

/**
 * Makes a worktree on a new branch, without its files. Call it for one worktree of a repository at a time: git's own
 * locks do not wait.
 * @throws CoordinatorError `invalidInput` for a branch name that git does not allow, `notPermitted`, `gitFailed`.
 */
export async function addWorktree(git: Git, plan: WorktreePlan): Promise<void> {
  try {
    await mkdir(dirname(plan.path), { recursive: true });
  } catch (error) {
    throw notPermitted('create a folder for worktrees in', dirname(plan.path), error);
  }
  // Without --no-track git may write the new branch into the user's configuration.
  const flags = ['--quiet', '--no-checkout', '--no-track'];
  const args = ['worktree', 'add', ...flags, '-b', plan.branch, '--', plan.path, plan.commit];
  try {
    await retryWhileLocked(() => git.run(args));
  } catch (error) {
    throw asInvalidBranch(error, plan.branch);
  }
}

/** Takes a worktree away again that was never given to anybody, with its branch. */
export async function undoWorktree(git: Git, plan: WorktreePlan): Promise<void> {
  await retryWhileLocked(() => git.run(['worktree', 'remove', '--force', '--force', '--', plan.path])).catch(() => undefined); // prettier-ignore
  await git.run(['update-ref', '-d', `refs/heads/${plan.branch}`, plan.commit], { okCodes: [0, 1, 128] });
}

/**
 * Removes a worktree whose creation was cut short before its files were written, unless there is something in it that
 * is not of its commit. Returns whether it was removed.
 */
export async function discardUnfinished(git: Git, plan: WorktreePlan): Promise<boolean> {
  const inside = git.at(plan.path);
  const index = await inside.run(['rev-parse', '--git-path', 'index'], { okCodes: [0, 128] });
  if (index.code !== 0 || (await pathExists(resolve(plan.path, index.stdout.trim())))) return false;
  const folder = await mkdtemp(join(tmpdir(), 'parallel-cc-'));
  try {
    const own = inside.withEnv({ GIT_INDEX_FILE: join(folder, 'index') });
    await own.run(['read-tree', plan.commit]);
    const status = await own.run(['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames']);
    // A file that is only missing was not written yet.
    if (status.stdout.split('\0').some((entry) => entry !== '' && !entry.startsWith(' D '))) return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await undoWorktree(git, plan);
  return true;
}

function asInvalidBranch(error: unknown, branch: string): unknown {
  return error instanceof CoordinatorError && /is not a valid branch name/.test(error.message)
    ? invalidInput(`the branch name "${branch}"`, 'git does not allow it', 'Change the pattern for branches.')
    : error;
}
