import { notUndoable } from '../../core/errors';
import { undoneReason } from '../../core/landing/reasons';
import type { Git } from '../git/git';
import { deleteMergeEvent } from '../merges/mergeRows';
import type { DiskChange } from '../snapshots/replacing/replacements';
import { diffTrees } from '../snapshots/treeDiff';
import type { Db } from '../store/store';
import type { UndoData } from '../undo/undoData';
import type { UndoStep } from '../undo/undoSteps';
import { selectLanding, updateLanding } from './landingRows';
import { headOf, moveBranch } from './moveBranch';

type LandingData = UndoData & { readonly type: 'landing' };

/**
 * Plans how a branch goes back to where it was before a session landed in it, and the files of its worktree with it.
 * @throws CoordinatorError `notUndoable` when the branch has moved on.
 */
export async function landingStep(
  { git }: { readonly git: Git },
  operation: number,
  undo: LandingData,
): Promise<UndoStep> {
  const { branch, before, after } = undo;
  if ((await headOf(git, branch)) !== after)
    throw notUndoable(operation, `${branch} has moved on since`, `Undo what came later first, or take it back with a new commit: git revert -m 1 ${after.slice(0, 10)} (without -m 1 where it is no merge).`); // prettier-ignore
  const files = await diffTrees(git, after, before);
  return {
    effects: [{ summary: `${branch} is at ${before.slice(0, 10)} again.`, files }],
    onDisk: () => moveBack(git, operation, undo),
    write: (db) => noteReturn(db, undo),
  };
}

async function moveBack(
  git: Git,
  operation: number,
  { branch, before, after }: LandingData,
): Promise<DiskChange & { readonly missing: readonly string[] }> {
  const moved = await moveBranch(git, { branch, from: after, to: before }, 'parallel-cc: landing undone');
  if (moved.kind === 'elsewhere') throw notUndoable(operation, `${branch} has moved on since`);
  if (moved.kind === 'blocked') throw notUndoable(operation, moved.why.replace(/\.$/, ''));
  return {
    missing: moved.note === null ? [] : [moved.note],
    settle: () => undefined,
    takeBack: async () => {
      await moveBranch(git, { branch, from: before, to: after }, 'parallel-cc: landing not undone');
    },
    finish: () => Promise.resolve(),
  };
}

function noteReturn(db: Db, { landing, branch }: LandingData): void {
  const entry = selectLanding(db, landing);
  if (entry === undefined) return;
  updateLanding(db, { ...entry, state: 'returned', reason: undoneReason });
  if (entry.source !== null) deleteMergeEvent(db, { target: branch, sourceCommit: entry.source });
}
