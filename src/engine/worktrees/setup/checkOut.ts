import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { CoordinatorError, objectsMissing } from '../../../core/errors';
import type { CoordinatorSettings } from '../../../core/settings';
import type { Git } from '../../git/git';
import { retryWhileLocked } from '../../git/retry';
import type { WorktreePlan } from '../createWorktree';
import { addSubmodules } from './submodules';

/** What a new worktree is to hold. */
export interface CheckOutWish extends Pick<CoordinatorSettings, 'submodules' | 'lfs'> {
  /** The folders that are written; empty: as in the main worktree. */
  readonly sparsePaths: readonly string[];
  /** Git's common directory. */
  readonly commonDir: string;
}

/**
 * Writes the files of a new worktree and what belongs to them: submodules, and the contents of large files. Any number
 * of worktrees can be written at the same time.
 * @param git in the main worktree. @returns what did not go as wished, a sentence each.
 * @throws CoordinatorError `gitFailed` when the files cannot be written.
 */
export async function checkOut(git: Git, plan: WorktreePlan, wish: CheckOutWish): Promise<string[]> {
  const inside = git.at(plan.path);
  if (wish.sparsePaths.length > 0)
    await retryWhileLocked(() =>
      inside.run(['sparse-checkout', 'set', '--cone', '--stdin'], { input: wish.sparsePaths.join('\n') }),
    );
  const lfs = await planLfs(git, wish);
  await writeFiles(inside.withEnv(lfs.env), lfs.config);
  // `worktree add` runs this hook, but not when it is told to leave the files out; as there, its failure is no matter.
  const hook = ['hook', 'run', '--ignore-missing', 'post-checkout', '--', '0'.repeat(plan.commit.length), plan.commit, '1']; // prettier-ignore
  await inside.run(hook).catch(() => undefined);
  const missing = wish.submodules ? await addSubmodules(git, plan.path, wish.commonDir) : [];
  return [...lfs.warnings, ...missing];
}

async function writeFiles(inside: Git, config: readonly string[]): Promise<void> {
  try {
    await inside.run([...config, 'reset', '--hard', '--quiet', '--no-recurse-submodules']);
  } catch (error) {
    if (!(error instanceof CoordinatorError)) throw error;
    const promisor = await inside.run(['config', 'extensions.partialClone'], { okCodes: [0, 1] });
    throw promisor.code === 0 ? objectsMissing(promisor.stdout.trim(), error) : error;
  }
}

interface LfsPlan {
  /** Arguments in front of the git command. */
  readonly config: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

// The contents that the main worktree has are in git's common directory, so nothing is fetched for them.
async function planLfs(git: Git, { lfs, commonDir }: CheckOutWish): Promise<LfsPlan> {
  const nothing = { config: [], env: {}, warnings: [] };
  const configured = await git.run(['config', '--get-regexp', '^filter\\.lfs\\.'], { okCodes: [0, 1] });
  if (configured.code !== 0) return nothing;
  const skip = { GIT_LFS_SKIP_SMUDGE: '1' };
  const isInstalled = (await git.run(['lfs', 'version'], { okCodes: [0, 1] })).code === 0;
  const hasContents = (await lstat(join(commonDir, 'lfs')).catch(() => null)) !== null;
  if (isInstalled) return lfs && hasContents ? nothing : { ...nothing, env: skip };
  const off = ['smudge=', 'process=', 'required=false'].flatMap((value) => ['-c', `filter.lfs.${value}`]);
  const tracked = await git.run(['ls-files', '-z', '--', ':(attr:filter=lfs)']);
  const why = 'Files that Git LFS keeps hold only pointers in the new worktree: git-lfs is not installed.';
  return { config: off, env: skip, warnings: tracked.stdout === '' ? [] : [why] };
}
