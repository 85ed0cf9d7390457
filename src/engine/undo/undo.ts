import { SerialQueue } from '../../base/async';
import { notUndoable, previewOutdated } from '../../core/errors';
import type { Operation, OperationKind } from '../../core/operation';
import type { LoggedOperation } from '../operations';
import { findOperation, logOperation, markUndone } from '../operations';
import { planId } from '../planId';
import type { DiskChange } from '../snapshots/replacing/replacements';
import type { Db } from '../store/store';
import type { UndoData } from './undoData';
import type { UndoEffect, UndoParts, UndoStep } from './undoSteps';
import { planUndo } from './undoSteps';

/** What undoing an operation did, or would do. */
export interface Undone {
  readonly operation: Operation;
  readonly effects: readonly UndoEffect[];
  /** Names all that it does. */
  readonly plan: string;
  /** The operation that it is in the log itself; null for a preview. */
  readonly undoneBy: number | null;
}

/** How an operation is undone. */
export interface UndoOptions {
  readonly dryRun: boolean;
  /** Whether files are put back that were changed since. */
  readonly force: boolean;
  /** The `plan` of a preview: nothing is done if it would not be the same by now; null when there was none. */
  readonly plan: string | null;
}

/** Takes back what the coordinator did. */
export class Undo {
  private readonly queue = new SerialQueue();

  constructor(private readonly parts: UndoParts) {}

  /**
   * Undoes an operation and the steps that belong to it, the newest first; without an id the newest that can be undone.
   * All of it is done, or nothing: files and worktrees come first, and are taken back when the rest cannot be written.
   * @throws CoordinatorError `operationNotFound`, `notUndoable`, `previewOutdated`, `restoreBlocked`.
   */
  run(id: number | null, options: UndoOptions): Promise<Undone> {
    return this.queue.run(async () => {
      const { operation, steps: logged } = findOperation(this.parts.state, id);
      const open = [...logged, operation].filter((step) => step.undo !== null && step.undoneBy === null);
      if (open.length === 0) throw notUndoable(operation.id, whyNot(operation));
      const steps: UndoStep[] = [];
      for (const one of open)
        steps.push(await planUndo(this.parts, one.id, one.undo as UndoData, options.force));
      const effects = steps.flatMap((step) => step.effects);
      const plan = planId(effects);
      if (options.dryRun) return { operation, effects, plan, undoneBy: null };
      if (options.plan !== null && options.plan !== plan) throw previewOutdated(`the undo of operation ${operation.id}`); // prettier-ignore
      const { missing, undoneBy } = await this.perform(operation, open, steps);
      return { operation, effects: [...effects, ...missing], plan, undoneBy };
    });
  }

  // Returns what could not be put back as it was, too.
  private async perform(
    operation: LoggedOperation,
    open: readonly LoggedOperation[],
    steps: readonly UndoStep[],
  ): Promise<{ readonly missing: readonly UndoEffect[]; readonly undoneBy: number }> {
    const changes: Awaited<ReturnType<NonNullable<UndoStep['onDisk']>>>[] = [];
    const undoneBy = await this.changeAll(operation, open, steps, changes).catch(async (error: unknown) => {
      for (const change of [...changes].reverse()) await change.takeBack();
      throw error;
    });
    for (const change of changes) await change.finish();
    for (const { after } of steps) await after?.();
    const missing = changes.flatMap((change) => change.missing ?? []);
    return { missing: missing.map((summary) => ({ summary, files: [] })), undoneBy };
  }

  private async changeAll(
    operation: LoggedOperation,
    open: readonly LoggedOperation[],
    steps: readonly UndoStep[],
    changes: DiskChange[],
  ): Promise<number> {
    for (const { onDisk } of steps) if (onDisk !== undefined) changes.push(await onDisk());
    return this.write(operation, open, (db) => {
      for (const { write } of steps) write?.(db);
      for (const change of changes) change.settle(db);
    });
  }

  private write(
    operation: LoggedOperation,
    undone: readonly LoggedOperation[],
    change: (db: Db) => void,
  ): Promise<number> {
    const { state, clock } = this.parts;
    const redo = undone.length === 1 ? reverse(undone[0]?.undo ?? null) : undefined;
    return state.commit((db) => {
      change(db);
      const summary = `Undone: ${operation.summary}`;
      const { sessionId } = operation;
      const entry = { time: clock.now(), kind: 'operationUndone', sessionId, summary } as const;
      const id = logOperation(db, { ...entry, ...(redo && { undo: redo }) });
      markUndone(db, undone.map((step) => step.id), id); // prettier-ignore
      return id;
    });
  }
}

function whyNot(operation: LoggedOperation): string {
  if (operation.undoneBy !== null) return `operation ${operation.undoneBy} has undone it already`;
  return whyNeverUndone[operation.kind] ?? 'what it would take to undo it is not known';
}

const whyNeverUndone: Readonly<Partial<Record<OperationKind, string>>> = {
  sessionRegistered: 'a session ends by: parallel-cc release NAME',
  sessionResumed: 'a session ends by: parallel-cc release NAME',
  worktreeCreated: 'a worktree goes by: parallel-cc worktrees remove NAME',
  claimDenied: 'it changed nothing',
  landingFailed: 'it changed nothing',
  numberTaken: 'a number that was handed out may be in use, so nobody gets it again',
  messageSent: 'the message may have been read',
  branchMerged: 'it was done with git, by which it is taken back too',
  branchRebased: 'the log of the branch has where it was: git reflog',
  snapshotsExpired: 'what has expired is gone',
  operationUndone: 'what was undone is done again by doing it again',
};

/** What undoing the undoing takes, where that is more than doing the thing again. */
function reverse(undo: UndoData | null): UndoData | undefined {
  if (undo?.type === 'claims') return { type: 'claims', before: undo.after, after: undo.before };
  if (undo?.type === 'files') return { ...undo, before: undo.after, after: undo.before };
  return undefined;
}
