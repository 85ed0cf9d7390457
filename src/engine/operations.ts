import { operationNotFound } from '../core/errors';
import type { Operation, OperationKind } from '../core/operation';
import type { Session } from '../core/session';
import type { State } from './state';
import type { Db } from './store/store';
import type { UndoData } from './undo/undoData';

/** How many operations are kept at least; the oldest make room, so many at a time. */
const keptOperations = 5000;
const droppedAtATime = 100;

/** An entry to be written to the operation log. */
export interface NewOperation {
  readonly time: number;
  readonly kind: OperationKind;
  readonly sessionId: string | null;
  readonly summary: string;
  /** What undoing it takes; without it the operation cannot be undone. */
  readonly undo?: UndoData;
  /** The id of the operation that it is a step of. */
  readonly partOf?: number;
}

/** Writes an entry of the operation log, as part of the transaction that does what it tells of; returns its id. */
export function logOperation(db: Db, entry: NewOperation): number {
  const { time, kind, sessionId, summary, undo, partOf } = entry;
  const id = db.insert(
    'INSERT INTO operations (time, kind, session_id, summary, undo, part_of) VALUES (?, ?, ?, ?, ?, ?)',
    [...[time, kind, sessionId, summary], undo === undefined ? null : JSON.stringify(undo), partOf ?? null],
  );
  if (id % droppedAtATime === 0) db.run('DELETE FROM operations WHERE id <= ?', [id - keptOperations]);
  return id;
}

/** Lists the newest operations, newest first. */
export function listOperations(state: State, limit: number): Operation[] {
  return state.read((db) =>
    db.all<OperationRow>('SELECT * FROM operations ORDER BY id DESC LIMIT ?', [limit]).map(fromRow),
  );
}

/** An operation with what undoing it takes. */
export interface LoggedOperation extends Operation {
  readonly undo: UndoData | null;
}

/**
 * Finds an operation with the steps that belong to it, the newest first; without an id the newest that can be undone.
 * @throws CoordinatorError `operationNotFound`.
 */
export function findOperation(
  state: State,
  id: number | null,
): { readonly operation: LoggedOperation; readonly steps: readonly LoggedOperation[] } {
  return state.read((db) => {
    const row = id === null ? select(db, `${meantByNewest} ORDER BY id DESC LIMIT 1`)[0] : select(db, 'id = ?', [id])[0]; // prettier-ignore
    if (row === undefined) throw operationNotFound(id === null ? '' : String(id));
    const steps = select(db, 'part_of = ? ORDER BY id DESC', [row.id]);
    return { operation: withUndo(row), steps: steps.map(withUndo) };
  });
}

// Going back again and again goes further back; what was undone, what agents did without being asked and what time did
// come back by their number only.
const meantByNewest = `undo IS NOT NULL AND undone_by IS NULL AND part_of IS NULL
  AND kind NOT IN ('operationUndone', 'claimBreached', 'claimExpired')
  AND NOT (kind = 'claimAcquired' AND json_extract(undo, '$.after[0].source') = 'automatic')`;

/**
 * Finds the newest removal of a session's worktree that was not undone; null when there was none. One that was made at
 * the same path for a later session is not its.
 */
export function findRemoval(
  state: State,
  { id: sessionId, worktreePath, createdAt }: Pick<Session, 'id' | 'worktreePath' | 'createdAt'>,
): { readonly id: number; readonly undo: UndoData & { readonly type: 'worktree' } } | null {
  const rows = state.read((db) =>
    select(db, `kind = 'worktreeRemoved' AND undone_by IS NULL ORDER BY id DESC`),
  );
  for (const { id, undo } of rows.map(withUndo))
    if (undo?.type === 'worktree' && undo.note.path === worktreePath && (undo.note.sessionId === sessionId || undo.note.createdAt <= createdAt)) return { id, undo }; // prettier-ignore
  return null;
}

/** A write of what another session holds, as it was logged. */
export interface LoggedBreach extends Operation {
  readonly undo: UndoData & { readonly type: 'files' };
}

/** Finds a breach that was not undone. */
export function findBreach(db: Db, id: number): LoggedBreach | null {
  return breachesIn(select(db, `kind = 'claimBreached' AND undone_by IS NULL AND id = ?`, [id]))[0] ?? null;
}

/** Lists the newest breaches that were not undone, newest first. */
export function listBreaches(state: State, limit: number): LoggedBreach[] {
  return state.read((db) =>
    breachesIn(select(db, `kind = 'claimBreached' AND undone_by IS NULL ORDER BY id DESC LIMIT ?`, [limit])),
  );
}

/** Changes what undoing an operation takes, within a transaction. */
export function replaceUndo(db: Db, id: number, undo: UndoData): void {
  db.run('UPDATE operations SET undo = ? WHERE id = ?', [JSON.stringify(undo), id]);
}

function breachesIn(rows: readonly OperationRow[]): LoggedBreach[] {
  return rows
    .map(withUndo)
    .flatMap((row) => (row.undo?.type === 'files' ? [{ ...row, undo: row.undo }] : []));
}

/** Notes that operations were undone by another, within the transaction that writes that one. */
export function markUndone(db: Db, ids: readonly number[], by: number): void {
  for (const id of ids) db.run('UPDATE operations SET undone_by = ? WHERE id = ?', [by, id]);
}

interface OperationRow {
  readonly id: number;
  readonly time: number;
  readonly kind: string;
  readonly session_id: string | null;
  readonly summary: string;
  readonly undo: string | null;
  readonly part_of: number | null;
  readonly undone_by: number | null;
}

function select(db: Db, where: string, params: readonly number[] = []): OperationRow[] {
  return db.all<OperationRow>(`SELECT * FROM operations WHERE ${where}`, params);
}

function fromRow(row: OperationRow): Operation {
  return {
    id: row.id,
    time: row.time,
    kind: row.kind as OperationKind,
    sessionId: row.session_id,
    summary: row.summary,
    partOf: row.part_of,
    undoable: row.undo !== null && row.undone_by === null,
    undoneBy: row.undone_by,
  };
}

function withUndo(row: OperationRow): LoggedOperation {
  return { ...fromRow(row), undo: row.undo === null ? null : (JSON.parse(row.undo) as UndoData) };
}
