import { availableParallelism } from 'node:os';
import { LimitedQueue } from '../../base/async';
import type { SetupRecipe } from '../../core/setup/recipe';
import type { Git } from '../git/git';
import type { SettingsFile } from '../settings';
import type { State } from '../state';
import type { WorktreePlan } from './createWorktree';
import { addWorktree, undoWorktree } from './createWorktree';
import type { Filling } from './setup/fillWorktree';
import { addLocalParts, fillWorktree } from './setup/fillWorktree';
import type { Setups } from './setup/setups';
import type { Slots } from './setup/slots';
import { addSubmodules } from './setup/submodules';
import type { WorktreeNote, Worktrees } from './worktrees';

/** What making worktrees needs of the engine. */
export interface NewWorktreeParts {
  readonly git: Git;
  readonly state: State;
  readonly worktrees: Worktrees;
  readonly settings: SettingsFile;
  readonly slots: Slots;
  readonly setups: Setups;
  /** Git's common directory. */
  readonly commonDir: string;
}

/** What is done with a worktree whose files are written. */
export interface Handing {
  /** Gives it to whom it is for; when it cannot be given, it is taken away again. */
  readonly hand: () => Promise<void>;
  /** Writes what goes over the commit's files, before anything is copied or linked; nothing does when it is left out. */
  readonly layOver?: () => Promise<void>;
}

/**
 * Makes worktrees for sessions and snapshots, in two steps: the place is taken for one at a time, the files are written for as many
 * at once as there are processors.
 */
export class NewWorktrees {
  private readonly filling = new LimitedQueue(availableParallelism());

  constructor(private readonly parts: NewWorktreeParts) {}

  /**
   * Takes the name, branch, folder and slot of a new worktree; nobody sees it until it is finished. The note comes
   * first: a worktree whose creation is cut short is found by it and cleaned away at the next start.
   * @throws CoordinatorError see `addWorktree`.
   */
  async takePlace(plan: WorktreePlan, note: WorktreeNote): Promise<void> {
    const { git, state, worktrees, slots } = this.parts;
    worktrees.startMaking(note.path);
    try {
      await state.commit((db) => {
        worktrees.writeNote(db, note);
        slots.assign(db, note.path, false);
      });
      await worktrees.alone(() => addWorktree(git, plan));
    } catch (error) {
      await this.forget(note.path);
      throw error;
    }
  }

  /**
   * Writes the files of a worktree whose place was taken, hands it over, and begins its set-up.
   */
  async finish(plan: WorktreePlan, note: WorktreeNote, handing: Handing): Promise<Filling> {
    const { worktrees, setups } = this.parts;
    const { recipe, ...filling } = await this.fillAndHand(plan, note, handing);
    await worktrees.refresh();
    await setups.begin(note, recipe);
    return filling;
  }

  /**
   * Gives a worktree that was made anew what a new one has beside its own files, where it is not there: linked folders,
   * copied files and, unless it is known which it had, submodules. @returns what did not go as wished, a sentence each.
   */
  async complete(path: string, { submodules }: { readonly submodules: boolean }): Promise<string[]> {
    const { git, setups, settings, commonDir } = this.parts;
    const recipe = await setups.recipe();
    const missing =
      submodules && settings.current.submodules ? await addSubmodules(git, path, commonDir) : [];
    const { warnings } = await addLocalParts(git, path, recipe, commonDir);
    return [...missing, ...warnings];
  }

  /** Begins the set-up of a worktree that was made anew, and has its slot again. Returns at once. */
  async setUpAgain(path: string): Promise<void> {
    const { worktrees, setups } = this.parts;
    const note = worktrees.notes().find((known) => known.path === path);
    if (note !== undefined) await setups.begin(note, await setups.recipe());
  }

  private async fillAndHand(
    plan: WorktreePlan,
    note: WorktreeNote,
    { hand, layOver }: Handing,
  ): Promise<Filling & { readonly recipe: SetupRecipe }> {
    const { git, worktrees, setups, settings, commonDir } = this.parts;
    try {
      const filled = await this.filling.run(async () => {
        const recipe = await setups.recipe();
        const filling = await fillWorktree(git, plan, recipe, {
          settings: settings.current,
          commonDir,
          layOver,
        });
        return { ...filling, recipe };
      });
      await hand();
      worktrees.endMaking(note.path);
      return filled;
    } catch (error) {
      await worktrees.alone(() => undoWorktree(git, plan));
      await this.forget(note.path);
      throw error;
    }
  }

  private async forget(path: string): Promise<void> {
    const { state, worktrees } = this.parts;
    worktrees.endMaking(path);
    await state.commit((db) => worktrees.dropNote(db, path));
  }
}
