import { notUndoable } from '../../core/errors';
import { undoneReason } from '../../core/landing/reasons';
import type { Git } from '../git/git';
import { deleteMergeEvent } from '../merges/mergeRows';
import type { DiskChange } from '../snapshots/replacing/replacements';
import type { Db } from '../store/store';
import type { UndoData } from '../undo/undoData';
import { selectLanding, updateLanding } from './landingRows';
import { headOf, moveBranch } from './moveBranch';

/**
 * Moves a branch back to where it was before a session landed in it, or was rebased, and the files of its
 * worktree with it.
 * @returns the change, with what could not be put back, a sentence each.
 * @throws CoordinatorError `notUndoable`; then nothing is changed.
 */
export async function takeLandingBack(
  git: Git,
  operation: number,
  undo: UndoData & { readonly type: 'landing' },
): Promise<DiskChange & { readonly missing: readonly string[] }> {
  const { branch, before, after } = undo;
  return {
    missing: (await headOf(git, branch)) === before ? [] : await moveBack(git, operation, undo),
    settle: (db) => noteReturned(db, undo),
    takeBack: async () => {
      await moveBranch(git, { branch, from: before, to: after }, 'parallel-cc: landed again');
    },
    finish: () => Promise.resolve(),
  };
}

async function moveBack(
  git: Git,
  operation: number,
  { branch, before, after }: UndoData & { readonly type: 'landing' },
): Promise<readonly string[]> {
  const moved = await moveBranch(git, { branch, from: after, to: before }, 'parallel-cc: landing undone');
  if (moved.kind === 'elsewhere') throw notUndoable(operation, `${branch} has moved on since`);
  if (moved.kind === 'blocked') throw notUndoable(operation, moved.why.replace(/\.$/, ''));
  return moved.note === null ? [] : [moved.note];
}

function noteReturned(db: Db, { landing, branch }: UndoData & { readonly type: 'landing' }): void {
  const entry = landing === null ? undefined : selectLanding(db, landing);
  if (entry === undefined) return;
  updateLanding(db, { ...entry, state: 'returned', reason: undoneReason });
  if (entry.source !== null) deleteMergeEvent(db, { target: branch, sourceCommit: entry.source });
}
