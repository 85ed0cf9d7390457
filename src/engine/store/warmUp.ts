import { setImmediate as nextTurn } from 'node:timers/promises';
import { SqlJsDb } from './db';
import { migrationSteps } from './migrations';
import { loadSqlJs } from './sqlJs';

/**
 * Loads SQLite and runs it once on an empty database: its code is compiled at first use, which takes longer than opening
 * a state. Each step has a turn of the event loop to itself.
 */
export async function warmUpStore(): Promise<void> {
  const sql = await loadSqlJs();
  await nextTurn();
  const db = new SqlJsDb(sql, null);
  await nextTurn();
  for (const step of migrationSteps(db, 'memory')) {
    step();
    await nextTurn();
  }
  db.image();
  db.close();
}
