import { join, resolve } from 'node:path';
import { CoordinatorError, objectsMissing } from '../../../core/errors';
import type { CoordinatorSettings } from '../../../core/settings';
import type { Git } from '../../git/git';
import { pathExists } from '../../pathExists';
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
  await limitTo(inside, wish.sparsePaths);
  const configured = await readConfiguration(git);
  const lfs = await planLfs(git, wish, configured);
  await writeFiles(inside.withEnv(lfs.env), lfs.config);
  await runHook(inside, plan.commit, configured.get('core.hookspath') ?? join(wish.commonDir, 'hooks'));
  const missing = wish.submodules ? await addSubmodules(git, plan.path, wish.commonDir) : [];
  return [...lfs.warnings, ...missing];
}

/** Has git check out only some folders of a worktree; all, or those of the main one, when none are named. */
export async function limitTo(inside: Git, sparsePaths: readonly string[]): Promise<void> {
  if (sparsePaths.length === 0) return;
  const input = sparsePaths.join('\n');
  await retryWhileLocked(() => inside.run(['sparse-checkout', 'set', '--cone', '--stdin'], { input }));
}

type Configuration = ReadonlyMap<string, string>;

// All that matters here, with one process.
async function readConfiguration(git: Git): Promise<Configuration> {
  const keys = '^(filter\\.lfs\\..*|core\\.hookspath)$';
  const listed = await git.run(['config', '--null', '--type=path', '--get-regexp', keys], {
    okCodes: [0, 1],
  });
  const entries = listed.stdout.split('\0').filter((entry) => entry !== '');
  return new Map(entries.map((entry) => [entry.split('\n')[0] ?? '', entry.split('\n').slice(1).join('\n')]));
}

async function writeFiles(inside: Git, config: readonly string[]): Promise<void> {
  try {
    await inside.run([...config, 'reset', '--hard', '--quiet', '--no-recurse-submodules']);
  } catch (error) {
    const lacks = error instanceof CoordinatorError && error.message.includes('promisor remote');
    throw lacks ? objectsMissing(error) : error;
  }
}

// `worktree add` runs this hook, but not when it is told to leave the files out; as there, its failure is no matter.
async function runHook(inside: Git, commit: string, folder: string): Promise<void> {
  if (!(await pathExists(resolve(inside.cwd, folder, 'post-checkout')))) return;
  const args = ['hook', 'run', '--ignore-missing', 'post-checkout', '--', '0'.repeat(commit.length), commit, '1']; // prettier-ignore
  await inside.run(args).catch(() => undefined);
}

interface LfsPlan {
  /** Arguments in front of the git command. */
  readonly config: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

// The contents that the main worktree has are in git's common directory, so nothing is fetched for them.
async function planLfs(
  git: Git,
  { lfs, commonDir }: CheckOutWish,
  configured: Configuration,
): Promise<LfsPlan> {
  const nothing = { config: [], env: {}, warnings: [] };
  if (![...configured.keys()].some((key) => key.startsWith('filter.lfs.'))) return nothing;
  const skip = { GIT_LFS_SKIP_SMUDGE: '1' };
  const isInstalled = (await git.run(['lfs', 'version'], { okCodes: [0, 1] })).code === 0;
  if (isInstalled)
    return lfs && (await pathExists(join(commonDir, 'lfs'))) ? nothing : { ...nothing, env: skip };
  const off = ['smudge=', 'process=', 'required=false'].flatMap((value) => ['-c', `filter.lfs.${value}`]);
  const tracked = await git.run(['ls-files', '-z', '--', ':(attr:filter=lfs)']);
  const why = 'Files that Git LFS keeps hold only pointers in the new worktree: git-lfs is not installed.';
  return { config: off, env: skip, warnings: tracked.stdout === '' ? [] : [why] };
}
