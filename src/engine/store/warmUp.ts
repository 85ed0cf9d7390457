import { SqlJsDb } from './db';
import { migrate } from './migrations';
import { loadSqlJs } from './sqlJs';

/** Loads SQLite and runs it once on an empty database: its code is compiled at first use, which takes longer than opening a state. */
export async function warmUpStore(): Promise<void> {
  const sql = await loadSqlJs();
  const db = new SqlJsDb(sql, null);
  migrate(db, 'memory');
  db.image();
  db.close();
}
