import { SerialQueue } from '../../base/async';
import { notUndoable, previewOutdated } from '../../core/errors';
import type { Operation, OperationKind } from '../../core/operation';
import type { LoggedOperation } from '../operations';
import { findOperation, logOperation, markUndone } from '../operations';
import { planId } from '../planId';
import type { Db } from '../store/store';
import type { UndoData } from './undoData';
import type { UndoEffect, UndoParts, UndoStep } from './undoStep';
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

  /** Which operation an id means; without one the newest that can be undone. @throws CoordinatorError `operationNotFound`. */
  find(id: number | null): number {
    return findOperation(this.parts.state, id).operation.id;
  }

  /**
   * Undoes an operation and the steps that belong to it, the newest first.
   * All of it is done, or nothing: files and worktrees come first, and are taken back when the rest cannot be written.
   * @param alsoWrite is run in the transaction that writes the undo into the log; not for a preview.
   * @throws CoordinatorError `operationNotFound`, `notUndoable`, `previewOutdated`, `restoreBlocked`.
   */
  run(
    id: number,
    options: UndoOptions,
    alsoWrite: (db: Db, undone: Undone) => void = () => undefined,
  ): Promise<Undone> {
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
      return this.perform(operation, open, steps, (db, missing, undoneBy) => {
        // What could not be put back as it was is told, too.
        const told = [...effects, ...missing.map((summary) => ({ summary, files: [] }))];
        const undone = { operation, effects: told, plan, undoneBy };
        alsoWrite(db, undone);
        return undone;
      });
    });
  }

  private async perform(
    operation: LoggedOperation,
    open: readonly LoggedOperation[],
    steps: readonly UndoStep[],
    conclude: (db: Db, missing: readonly string[], undoneBy: number) => Undone,
  ): Promise<Undone> {
    const changes: StepChange[] = [];
    const undone = await this.changeAll(operation, open, steps, changes, conclude).catch(
      async (error: unknown) => {
        for (const change of [...changes].reverse()) await change.takeBack();
        throw error;
      },
    );
    for (const change of changes) await change.finish();
    for (const { after } of steps) await after?.();
    return undone;
  }

  private async changeAll(
    operation: LoggedOperation,
    open: readonly LoggedOperation[],
    steps: readonly UndoStep[],
    changes: StepChange[],
    conclude: (db: Db, missing: readonly string[], undoneBy: number) => Undone,
  ): Promise<Undone> {
    for (const { onDisk } of steps) if (onDisk !== undefined) changes.push(await onDisk());
    return this.parts.state.commit((db) => {
      for (const { write } of steps) write?.(db);
      for (const change of changes) change.settle(db);
      const undoneBy = this.log(db, operation, open);
      return conclude(db, changes.flatMap(({ missing = [] }) => missing), undoneBy); // prettier-ignore
    });
  }

  private log(db: Db, operation: LoggedOperation, undone: readonly LoggedOperation[]): number {
    const redo = undone.length === 1 ? reverse(undone[0]?.undo ?? null) : undefined;
    const summary = `Undone: ${operation.summary}`;
    const { sessionId } = operation;
    const entry = { time: this.parts.clock.now(), kind: 'operationUndone', sessionId, summary } as const;
    const id = logOperation(db, { ...entry, ...(redo && { undo: redo }) });
    markUndone(db, undone.map((step) => step.id), id); // prettier-ignore
    return id;
  }
}

type StepChange = Awaited<ReturnType<NonNullable<UndoStep['onDisk']>>>;

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
  snapshotsExpired: 'what has expired is gone',
  operationUndone: 'what was undone is done again by doing it again',
};

/** What undoing the undoing takes, where that is more than doing the thing again. */
function reverse(undo: UndoData | null): UndoData | undefined {
  if (undo?.type === 'claims') return { type: 'claims', before: undo.after, after: undo.before };
  if (undo?.type === 'files') return { ...undo, before: undo.after, after: undo.before };
  return undefined;
}
