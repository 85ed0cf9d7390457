import type { SetupRecipe } from '../../../core/setup/recipe';
import type { CoordinatorSettings } from '../../../core/settings';
import type { Git } from '../../git/git';
import type { WorktreePlan } from '../createWorktree';
import { listLocalFiles } from '../localFiles';
import { checkOut } from './checkOut';
import { copyLocalFiles } from './copyFiles';
import { linkFolders } from './linkFolders';

/** What a new worktree got beside its own files. */
export interface Filling {
  readonly copiedFiles: readonly string[];
  /** What did not go as wished, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Writes the files of a new worktree, copies the local files that it needs, and links the folders that it shares.
 * @param git in the main worktree. @param commonDir git's common directory.
 * @throws CoordinatorError `gitFailed` when its own files cannot be written; all else is a warning.
 */
export async function fillWorktree(
  git: Git,
  plan: WorktreePlan,
  recipe: SetupRecipe,
  options: {
    readonly settings: CoordinatorSettings;
    readonly commonDir: string;
    /** Writes what goes over the commit's files; what is copied and linked makes way for it. */
    readonly layOver?: (() => Promise<void>) | undefined;
  },
): Promise<Filling> {
  const { settings, commonDir } = options;
  const { submodules, lfs } = settings;
  const missing = await checkOut(git, plan, { submodules, lfs, commonDir, sparsePaths: recipe.sparsePaths });
  await options.layOver?.();
  const { copiedFiles, warnings } = await addLocalParts(git, plan.path, recipe, commonDir);
  return { copiedFiles, warnings: [...recipe.warnings, ...missing, ...warnings] };
}

/**
 * Links the folders that a worktree shares and copies the local files that it needs; what is there already is left
 * alone. @param git in the main worktree. @param commonDir git's common directory.
 */
export async function addLocalParts(
  git: Git,
  worktree: string,
  recipe: SetupRecipe,
  commonDir: string,
): Promise<Filling> {
  const warnings = await linkFolders(git, worktree, commonDir, recipe.links);
  const copiedFiles = await copyLocalFiles(git.cwd, worktree, await listLocalFiles(git, recipe));
  return { copiedFiles, warnings };
}
