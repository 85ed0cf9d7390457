import { notUndoable } from '../../core/errors';
import { undoneReason } from '../../core/landing/reasons';
import type { Git } from '../git/git';
import { deleteMergeEvent } from '../merges/mergeRows';
import type { State } from '../state';
import type { UndoData } from '../undo/undoData';
import { selectLanding, updateLanding } from './landingRows';
import { moveBranch } from './moveBranch';

/**
 * Moves a branch back to where it was before a session landed in it, and the files of its worktree with it.
 * @returns what could not be put back, a sentence each.
 * @throws CoordinatorError `notUndoable`.
 */
export async function takeLandingBack(
  { git, state }: { readonly git: Git; readonly state: State },
  operation: number,
  { landing, branch, before, after }: UndoData & { readonly type: 'landing' },
): Promise<readonly string[]> {
  const moved = await moveBranch(git, { branch, from: after, to: before }, 'parallel-cc: landing undone');
  if (moved.kind === 'elsewhere') throw notUndoable(operation, `${branch} has moved on since`);
  if (moved.kind === 'blocked') throw notUndoable(operation, moved.why.replace(/\.$/, ''));
  await state.commit((db) => {
    const entry = selectLanding(db, landing);
    if (entry === undefined) return;
    updateLanding(db, { ...entry, state: 'returned', reason: undoneReason });
    if (entry.source !== null) deleteMergeEvent(db, { target: branch, sourceCommit: entry.source });
  });
  return moved.note === null ? [] : [moved.note];
}
