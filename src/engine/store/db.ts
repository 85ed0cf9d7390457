import type { Database, SqlValue, Statement } from 'sql.js';

/** Values that a statement takes and gives. */
export type DbValue = string | number | null;

/** SQL on the database in memory. */
export interface Db {
  /** Runs a statement that gives no rows. */
  run(sql: string, params?: readonly DbValue[]): void;
  /** All rows; the caller says what they look like. */

  all<T>(sql: string, params?: readonly DbValue[]): T[];
  /** The first row, if there is one. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- SQL has no types to infer it from
  get<T>(sql: string, params?: readonly DbValue[]): T | undefined;
  /** Runs several statements at once. */
  script(sql: string): void;
}

/** A database of sql.js that prepares each statement once. */
export class SqlJsDb implements Db {
  private readonly statements = new Map<string, Statement>();

  constructor(private readonly database: Database) {
    database.run('PRAGMA foreign_keys = ON');
  }

  run(sql: string, params: readonly DbValue[] = []): void {
    const statement = this.prepare(sql);
    try {
      statement.run(params as SqlValue[]);
    } finally {
      statement.reset();
    }
  }

  all<T>(sql: string, params: readonly DbValue[] = []): T[] {
    const statement = this.prepare(sql);
    const rows: T[] = [];
    try {
      statement.bind(params as SqlValue[]);
      while (statement.step()) rows.push(statement.getAsObject() as T);
    } finally {
      statement.reset();
    }
    return rows;
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as in Db
  get<T>(sql: string, params: readonly DbValue[] = []): T | undefined {
    return this.all<T>(sql, params)[0];
  }

  script(sql: string): void {
    this.database.exec(sql);
  }

  /** The image of the database, as it would be in a file. */
  image(): Uint8Array {
    // Exporting closes the database and opens it anew: statements and pragmas are lost.
    this.statements.clear();
    const image = this.database.export();
    this.database.run('PRAGMA foreign_keys = ON');
    return image;
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  private prepare(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const made = this.database.prepare(sql);
    this.statements.set(sql, made);
    return made;
  }
}
