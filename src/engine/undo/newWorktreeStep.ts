import { notUndoable } from '../../core/errors';
import { pathExists } from '../pathExists';
import { planId } from '../planId';
import { isReplaceable } from '../snapshots/replacing/replaceFiles';
import type { TreeDifference } from '../snapshots/treeDiff';
import { diffTrees } from '../snapshots/treeDiff';
import type { OurWorktree } from '../worktrees/removal/examine';
import { isOurs } from '../worktrees/removal/examine';
import type { UndoData } from './undoData';
import type { UndoParts, UndoStep } from './undoStep';

type NewWorktree = UndoData & { readonly type: 'newWorktree' };

/** An agent or a terminal that was just ended in it may take a moment to leave, in milliseconds. */
const graceMs = 2000;

/**
 * Finds out what taking back a worktree takes that was made of a snapshot: it is removed as any other is, so that all in
 * it is kept, and for the same reasons it is not. What the snapshot brought needs no consent, what was done since does.
 * @throws CoordinatorError `notUndoable`.
 */
export async function newWorktreeStep(
  parts: UndoParts,
  operation: number,
  undo: NewWorktree,
  force: boolean,
): Promise<UndoStep> {
  const { path } = undo;
  const worktree = await findIt(parts, operation, undo);
  const { isAsMade, unsaved } = await lookAt(parts, worktree, undo);
  if (!isAsMade && !force)
    throw notUndoable(operation, `something was done in ${path} since it was made`, 'Undo it all the same with --force; what is in it is kept, and an undo of that brings it back.'); // prettier-ignore
  const consent = { force: true, copies: true };
  const preview = await parts.removals.preview(worktree, consent);
  if (preview.outcome === 'kept') throw stays(operation, path, preview.reason);
  const summary = `The worktree ${path} is removed. All that is in it is kept, and an undo of that brings it back.`;
  return {
    effects: [{ summary, files: unsaved }],
    // The removal is in the log by itself, with what it takes to undo it, so there is nothing to settle or to take back.
    onDisk: async () => {
      const removal = await parts.removals.remove(worktree, { ...consent, graceMs, partOf: null });
      if (removal.outcome !== 'removed') throw stays(operation, path, removal.reason);
      const nothing = (): Promise<void> => Promise.resolve();
      return { settle: () => undefined, takeBack: nothing, finish: nothing, missing: [removal.reason] };
    },
  };
}

async function findIt(
  { worktrees, sessions }: UndoParts,
  operation: number,
  { path, noteId }: NewWorktree,
): Promise<OurWorktree> {
  const worktree = (await worktrees.refresh()).find((known) => known.path === path);
  if (worktree === undefined || !isOurs(worktree) || worktree.note.sessionId !== noteId)
    throw notUndoable(operation, `the worktree ${path} is gone already`);
  const inside = sessions.live().find(({ worktreePath }) => worktreePath === path);
  if (inside !== undefined) throw notUndoable(operation, `session "${inside.name}" works in ${path} now`, `End it first: parallel-cc release ${inside.name}`); // prettier-ignore
  return worktree;
}

// Whether nothing was done in it since, and the files in it that are in no commit, as what is removed.
async function lookAt(
  { git, timeline, removals }: UndoParts,
  worktree: OurWorktree,
  { path, head, made }: NewWorktree,
): Promise<{ readonly isAsMade: boolean; readonly unsaved: readonly TreeDifference[] }> {
  if (!(await pathExists(path))) return { isAsMade: true, unsaved: [] };
  const now = await timeline.look(path);
  const differences = (await diffTrees(git, now.head, now.tree)).filter(isReplaceable);
  const { localChanges } = await removals.examine(worktree);
  const isAsMade = now.head === head && planId(differences) === made && localChanges.length === 0;
  return { isAsMade, unsaved: differences.flatMap(({ path: file, to }) => (to === null ? [] : [{ path: file, from: to, to: null }])) }; // prettier-ignore
}

function stays(operation: number, path: string, reason: string): Error {
  return notUndoable(operation, `the worktree ${path} stays: ${reason.replace(/\.$/, '')}`);
}
