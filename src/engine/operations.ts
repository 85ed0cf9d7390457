import type { Operation, OperationKind } from '../core/operation';
import type { State } from './state';
import type { Db } from './store/store';

/** How many operations are kept; the oldest make room. */
const keptOperations = 5000;

/** Writes an entry of the operation log, as part of the transaction that does what it tells of. */
export function logOperation(
  db: Db,
  entry: {
    readonly time: number;
    readonly kind: OperationKind;
    readonly sessionId: string | null;
    readonly summary: string;
  },
): void {
  db.run('INSERT INTO operations (time, kind, session_id, summary) VALUES (?, ?, ?, ?)', [
    entry.time,
    entry.kind,
    entry.sessionId,
    entry.summary,
  ]);
  db.run('DELETE FROM operations WHERE id <= (SELECT max(id) FROM operations) - ?', [keptOperations]);
}

/** Lists the newest operations, newest first. */
export function listOperations(state: State, limit: number): Operation[] {
  return state.read((db) =>
    db.all<Operation>(
      'SELECT id, time, kind, session_id AS sessionId, summary FROM operations ORDER BY id DESC LIMIT ?',
      [limit],
    ),
  );
}
