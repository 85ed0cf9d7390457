import { mkdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CoordinatorError, invalidInput, notPermitted } from '../../core/errors';
import type { CoordinatorSettings } from '../../core/settings';
import type { Git } from '../git/git';

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
 * Makes a worktree on a new branch. Call it for one worktree of a repository at a time: git's own locks do not wait.
 * @throws CoordinatorError `invalidInput` for a branch name that git does not allow, `notPermitted`, `gitFailed`.
 */
export async function createWorktree(git: Git, plan: WorktreePlan): Promise<void> {
  const valid = await git.run(['check-ref-format', '--branch', plan.branch], { okCodes: [0, 1, 128] });
  if (valid.code !== 0)
    throw invalidInput(
      `the branch name "${plan.branch}"`,
      'git does not allow it',
      'Change the pattern for branches.',
    );
  try {
    await mkdir(dirname(plan.path), { recursive: true });
  } catch (error) {
    throw notPermitted('create a folder for worktrees in', dirname(plan.path), error);
  }
  // Without --no-track git may write the new branch into the user's configuration.
  const args = ['worktree', 'add', '--quiet', '--no-track', '-b', plan.branch, '--', plan.path, plan.commit];
  await retryWhileLocked(() => git.run(args));
}

// Another program of the user's may hold a lock of git's for a moment; git itself gives up at once.
async function retryWhileLocked<T>(run: () => Promise<T>): Promise<T> {
  for (const waitMs of [50, 100, 200, 400, 800]) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof CoordinatorError) || !/could not lock|\.lock'?: File exists/.test(error.message))
        throw error;
      await delay(waitMs);
    }
  }
  return run();
}
