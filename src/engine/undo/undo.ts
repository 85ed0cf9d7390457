import { SerialQueue } from '../../base/async';
import { notUndoable } from '../../core/errors';
import type { Operation } from '../../core/operation';
import { deleteImported } from '../import/importedRows';
import { takeLandingBack } from '../landing/takeLandingBack';
import type { LoggedOperation } from '../operations';
import { findOperation, logOperation, markUndone } from '../operations';
import { restoreWorktree } from '../snapshots/restoreWorktree';
import { diffTrees } from '../snapshots/treeDiff';
import { writeDifferences } from '../snapshots/writeFiles';
import type { UndoData } from './undoData';
import type { UndoEffect, UndoParts } from './undoEffects';
import { previewUndo } from './undoEffects';

/** What undoing an operation did, or would do. */
export interface Undone {
  readonly operation: Operation;
  readonly effects: readonly UndoEffect[];
  /** The operation that it is in the log itself; null for a preview. */
  readonly undoneBy: number | null;
}

/** Takes back what the coordinator did. */
export class Undo {
  private readonly queue = new SerialQueue();

  constructor(private readonly parts: UndoParts) {}

  /**
   * Undoes an operation and the steps that belong to it, the newest first; without an id the newest that can be undone.
   * All of it is checked before anything is done.
   * @throws CoordinatorError `operationNotFound`, `notUndoable`, `restoreBlocked`.
   */
  run(id: number | null, options: { readonly dryRun: boolean; readonly force: boolean }): Promise<Undone> {
    return this.queue.run(async () => {
      const { operation, steps } = findOperation(this.parts.state, id);
      const open = [...steps, operation].filter((step) => step.undo !== null && step.undoneBy === null);
      if (open.length === 0) throw notUndoable(operation.id, whyNot(operation));
      const effects: UndoEffect[] = [];
      for (const { id: step, undo } of open)
        effects.push(...(await previewUndo(this.parts, step, undo as UndoData, options.force)));
      if (options.dryRun) return { operation, effects, undoneBy: null };
      for (const { id: step, undo } of open)
        for (const summary of await this.apply(step, undo as UndoData)) effects.push({ summary, files: [] });
      return { operation, effects, undoneBy: await this.log(operation, open) };
    });
  }

  // Returns what could not be put back as it was, a sentence each.
  private async apply(operation: number, undo: UndoData): Promise<readonly string[]> {
    const { state, claims, settings, sessions } = this.parts;
    const ttlMs = settings.current.claimMinutes * 60_000;
    switch (undo.type) {
      case 'claims':
        await state.commit((db) => claims.putBack(db, undo, ttlMs));
        break;
      case 'session':
        await state.commit((db) => {
          sessions.reopen(db, undo.sessionId);
          claims.putBack(db, { before: undo.claims, after: [] }, ttlMs);
        });
        break;
      case 'worktree':
        return this.putWorktreeBack(undo);
      case 'files':
        await this.putFilesBack(undo);
        break;
      case 'import':
        await this.dropImport(undo);
        break;
      case 'landing':
        return takeLandingBack(this.parts, operation, undo);
      case 'settings':
        await settings.update(undo.before);
    }
    return [];
  }

  private async putWorktreeBack(undo: UndoData & { readonly type: 'worktree' }): Promise<readonly string[]> {
    const { state, worktrees, git } = this.parts;
    const { missing } = await restoreWorktree(git, { ...undo, path: undo.note.path });
    await state.commit((db) => worktrees.writeNote(db, { ...undo.note, keptBecause: 'Its removal was undone.' })); // prettier-ignore
    await worktrees.refresh();
    return missing;
  }

  // A worktree that was removed since and brought back has a note of its own, which this one's session does not name.
  private async dropImport(undo: UndoData & { readonly type: 'import' }): Promise<void> {
    const { state, worktrees } = this.parts;
    const ours = worktrees.notes().filter((note) => undo.worktrees.some(({ path, sessionId }) => note.path === path && note.sessionId === sessionId)); // prettier-ignore
    await state.commit((db) => {
      deleteImported(db, undo.batch);
      for (const { path } of ours) worktrees.dropNote(db, path);
    });
    await worktrees.refresh();
  }

  private async putFilesBack(undo: UndoData & { readonly type: 'files' }): Promise<void> {
    const inside = this.parts.git.at(undo.worktreePath);
    const known = this.parts.sessions.byId(undo.sessionId);
    if (known === undefined) return;
    // A subagent's worktree is not its session's.
    const session = { ...known, worktreePath: undo.worktreePath };
    const now = await this.parts.timeline.take(session, 'beforeRestore');
    const differences = await diffTrees(inside, now.tree, undo.before, undo.paths);
    this.parts.ourWrites.note(undo.worktreePath, differences);
    await writeDifferences(inside, differences);
    this.parts.timeline.note(session, 'between');
  }

  private log(operation: LoggedOperation, undone: readonly LoggedOperation[]): Promise<number> {
    const { state, clock } = this.parts;
    const redo = undone.length === 1 ? reverse(undone[0]?.undo ?? null) : undefined;
    return state.commit((db) => {
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
  return operation.undo === null ? 'it changed nothing that could be put back' : 'it is done already';
}

/** What undoing the undoing takes, where that is more than doing the thing again. */
function reverse(undo: UndoData | null): UndoData | undefined {
  if (undo?.type === 'claims') return { type: 'claims', before: undo.after, after: undo.before };
  if (undo?.type === 'files') return { ...undo, before: undo.after, after: undo.before };
  return undefined;
}
