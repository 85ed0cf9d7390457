import type { State } from './state';
import type { Db } from './store/store';

/** What becomes of the settings file: its text before (null: there is none) and after, and the name it is set aside as. */
export interface FileChange {
  readonly before: string | null;
  readonly after: string;
  readonly aside: string | null;
}

/**
 * Notes what is about to become of the file, in the transaction that logs the operation; so whoever finds the operation
 * can finish the change. Without an operation nothing is noted.
 */
export function noteChange(db: Db, operation: number | null, change: FileChange): number | null {
  if (operation === null) return null;
  db.run('INSERT INTO settings_changes (operation, before, after, aside) VALUES (?, ?, ?, ?)', [
    operation,
    change.before,
    change.after,
    change.aside,
  ]);
  return operation;
}

/** The changes of which nobody knows whether they are in the file, oldest first. */
export function unsettledChanges(
  state: State,
): { readonly operation: number; readonly change: FileChange }[] {
  const rows = state.read((db) =>
    db.all<FileChange & { readonly operation: number }>('SELECT * FROM settings_changes ORDER BY operation'),
  );
  return rows.map(({ operation, ...change }) => ({ operation, change }));
}

/** Forgets a change that is in the file. */
export async function settleChange(state: State, operation: number): Promise<void> {
  await state.commit((db) => forget(db, operation));
}

/** Forgets a change that is not in the file, and its operation. */
export async function takeChangeBack(state: State, operation: number): Promise<void> {
  await state.commit((db) => {
    forget(db, operation);
    db.run('DELETE FROM operations WHERE id = ?', [operation]);
  });
}

function forget(db: Db, operation: number): void {
  db.run('DELETE FROM settings_changes WHERE operation = ?', [operation]);
}
