import type { Database, SqlJsStatic, SqlValue, Statement } from 'sql.js';

/** Values that a statement takes and gives; numbers are finite. */
export type DbValue = string | number | null;

/**
 * SQL on the database in memory. What changes something is run once more when the log is replayed, so it must not
 * depend on anything but the database and its values: no `random()`, no clock of SQLite.
 */
export interface Db {
  /** Runs a statement that gives no rows. */
  run(sql: string, params?: readonly DbValue[]): void;
  /**
   * Runs a statement that inserts one row and returns the row's number. `RETURNING` would say the same, for which SQLite
   * makes a table in memory each time.
   */
  insert(sql: string, params: readonly DbValue[]): number;
  /** All rows; the caller says what they look like. */

  all<T>(sql: string, params?: readonly DbValue[]): T[];
  /** The first row, if there is one. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- SQL has no types to infer it from
  get<T>(sql: string, params?: readonly DbValue[]): T | undefined;
  /** Has something done should the change that runs now be undone: what is kept beside the database follows it. */
  onUndo(undo: () => void): void;
  /** Runs several statements at once. */
  script(sql: string): void;
}

/**
 * One statement as it was run: SQL, its values (null for a script) and how many rows it changed (null where that is
 * not known).
 */
export type Change = readonly [sql: string, params: readonly DbValue[] | null, rows: number | null];

/** A database of sql.js that prepares each statement once and can tell what a transaction ran. */
export class SqlJsDb implements Db {
  private readonly database: Database;
  private readonly statements = new Map<string, Statement>();
  private readonly columns = new Map<Statement, readonly string[]>();
  private recorded: Change[] | undefined;
  /** What is to be done, last first, should the transaction be undone. */
  private undoing: (() => void)[] = [];

  /** @param image a database as it would be in a file; null for an empty one. */
  constructor(sql: SqlJsStatic, image: Uint8Array | null) {
    this.database = new sql.Database(image);
    // The database is in memory and nobody else's: its own journal needs to be no file, all of it may stay in the cache,
    // and nothing need be looked for anew as each transaction begins.
    this.database.exec(
      'PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA foreign_keys = ON',
    );
  }

  run(sql: string, params: readonly DbValue[] = []): void {
    const statement = this.prepare(sql);
    try {
      statement.run(params as SqlValue[]);
    } finally {
      statement.reset();
    }
    this.recorded?.push([sql, params, this.database.getRowsModified()]);
  }

  insert(sql: string, params: readonly DbValue[]): number {
    this.run(sql, params);
    return this.get<{ readonly id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
  }

  all<T>(sql: string, params: readonly DbValue[] = []): T[] {
    const statement = this.prepare(sql);
    const rows: T[] = [];
    try {
      statement.bind(params as SqlValue[]);
      while (statement.step()) rows.push(this.rowOf(statement) as T);
    } finally {
      statement.reset();
    }
    if (this.recorded !== undefined && !/^\s*(SELECT|PRAGMA)\b/i.test(sql)) this.recorded.push([sql, params, null]); // prettier-ignore
    return rows;
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as in Db
  get<T>(sql: string, params: readonly DbValue[] = []): T | undefined {
    return this.all<T>(sql, params)[0];
  }

  onUndo(undo: () => void): void {
    this.undoing.push(undo);
  }

  script(sql: string): void {
    this.database.exec(sql);
    this.recorded?.push([sql, null, null]);
  }

  /** Begins a transaction, of which `attempt` makes the parts. */
  begin(): void {
    this.step('BEGIN');
  }

  /** Ends the transaction; its parts stay. */
  commit(): void {
    this.step('COMMIT');
    this.undoing = [];
  }

  /** Ends the transaction as if it had never begun. */
  rollback(): void {
    this.step('ROLLBACK');
    this.undoBackTo(0);
  }

  /** Runs a part of the transaction and tells what it changed; when it throws, that part alone is undone. */
  attempt<T>(run: (db: Db) => T): { readonly result: T; readonly changes: readonly Change[] } {
    const changes: Change[] = [];
    const undoable = this.undoing.length;
    this.step('SAVEPOINT part');
    try {
      this.recorded = changes;
      const result = run(this);
      this.recorded = undefined;
      this.step('RELEASE part');
      return { result, changes };
    } catch (error) {
      this.recorded = undefined;
      this.step('ROLLBACK TO part');
      this.step('RELEASE part');
      this.undoBackTo(undoable);
      throw error;
    }
  }

  /** Runs statements once more; throws, with nothing changed, when they do not do what they did the first time. */
  replay(changes: readonly Change[]): void {
    this.attempt(() => {
      for (const [sql, params, rows] of changes) {
        if (params === null) this.script(sql);
        else this.run(sql, params);
        if (rows !== null && this.database.getRowsModified() !== rows)
          throw new Error(`the log does not fit the state: ${sql}`);
      }
    });
  }

  /** The image of the database, as it would be in a file. Not while a transaction is open. */
  image(): Uint8Array {
    return this.database.export();
  }

  close(): void {
    this.statements.clear();
    this.columns.clear();
    this.database.close();
  }

  // `getAsObject` asks SQLite for the name of every column of every row, which takes longer than the row.
  private rowOf(statement: Statement): Record<string, unknown> {
    const values = statement.get();
    let names = this.columns.get(statement);
    // `SELECT *` gives more columns after a migration.
    if (names?.length !== values.length) {
      names = statement.getColumnNames();
      this.columns.set(statement, names);
    }
    const row: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index++) row[names[index] as string] = values[index];
    return row;
  }

  private undoBackTo(length: number): void {
    for (const undo of this.undoing.splice(length).reverse()) undo();
  }

  private step(sql: string): void {
    const statement = this.prepare(sql);
    try {
      statement.step();
    } finally {
      statement.reset();
    }
  }

  private prepare(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const made = this.database.prepare(sql);
    this.statements.set(sql, made);
    return made;
  }
}
