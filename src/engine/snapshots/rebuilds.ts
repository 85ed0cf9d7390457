import type { Git } from '../git/git';
import type { State } from '../state';
import type { WorktreeNote, Worktrees } from '../worktrees/worktrees';
import type { DiskChange, Replacements } from './replacing/replacements';
import type { LostWorktree, RebuiltWorktree, ReplaceFiles } from './restoreWorktree';
import { discardRebuilt, restoreWorktree } from './restoreWorktree';

/** What making worktrees anew needs of the engine. */
export interface RebuildParts {
  readonly git: Git;
  readonly state: State;
  readonly worktrees: Worktrees;
  readonly replacements: Replacements;
}

/** A worktree that is there again; until what tells of it is in the log it can be taken back. */
export interface Rebuild extends DiskChange {
  readonly rebuilt: RebuiltWorktree;
}

/** Why a worktree is there of which only a part may be. The next start takes one away that still says so. */
export const beingBroughtBack = 'It is being brought back.';

/** Makes removed and lost worktrees anew, all of them or nothing. */
export class Rebuilds {
  constructor(private readonly parts: RebuildParts) {}

  /**
   * Makes a worktree anew. @param note what is noted of it once it counts.
   * @throws CoordinatorError see `restoreWorktree`; then nothing of it is there.
   */
  async rebuild(lost: LostWorktree, note: Omit<WorktreeNote, 'path'>): Promise<Rebuild> {
    const { git, state, worktrees, replacements } = this.parts;
    const { path } = lost;
    const noted = { ...note, path };
    const before = worktrees.notes().find((known) => known.path === path);
    const putNoteBack = (): Promise<void> =>
      state.commit((db) => (before === undefined ? worktrees.dropNote(db, path) : worktrees.writeNote(db, before))); // prettier-ignore
    await state.commit((db) => worktrees.writeNote(db, { ...noted, keptBecause: beingBroughtBack }));
    const replace: ReplaceFiles = async (...files) => (await replacements.replace(...files)).finish();
    const rebuilt = await restoreWorktree(git, lost, replace).catch(async (error: unknown) => {
      await putNoteBack();
      throw error;
    });
    return {
      rebuilt,
      // A branch that the agent had changed to is not ours to delete with the worktree.
      settle: (db) => worktrees.writeNote(db, lost.branch === note.branch ? { ...noted, branch: rebuilt.branch ?? '' } : noted), // prettier-ignore
      takeBack: async () => {
        await discardRebuilt(git, lost, rebuilt.newBranch);
        await putNoteBack();
      },
      finish: async () => {
        await worktrees.refresh();
      },
    };
  }
}
