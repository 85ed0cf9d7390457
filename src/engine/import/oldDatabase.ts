import type { DbValue } from '../store/db';
import { SqlJsDb } from '../store/db';
import { loadSqlJs } from '../store/sqlJs';
import { damaged, Unimportable } from './unimportable';

/** A value as the old database has it: its columns do not enforce their types. */
export type OldValue = DbValue | Uint8Array;

/** A row of the old database. */
export type OldRow = Readonly<Record<string, OldValue>>;

const header = 'SQLite format 3\0';
/** The newest schema that the old tool had. Before 0.5.0 it did not number them. */
const newestVersion = '1.1.0';
const requiredColumns = ['id', 'pid', 'repo_path', 'worktree_path'];

/** A database of parallel-cc 0.2 to 2.1, in memory. */
export class OldDatabase {
  private readonly columns: ReadonlyMap<string, readonly string[]>;
  /** The schema that it was migrated to; null before 0.5.0. */
  readonly version: string | null;

  private constructor(private readonly db: SqlJsDb) {
    this.columns = readColumns(db);
    this.requireOurs();
    this.version = this.readVersion();
  }

  /**
   * Opens an image.
   * @throws Unimportable when it is damaged, encrypted, of another program or of a newer version.
   */
  static async open(image: Uint8Array): Promise<OldDatabase> {
    checkHeader(image);
    const sql = await loadSqlJs();
    return asDamage(() => {
      const db = new SqlJsDb(sql, image);
      try {
        const check = db.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check;
        if (check !== 'ok') throw damaged(lastLine(check ?? 'it cannot be checked'));
        return new OldDatabase(db);
      } catch (error) {
        db.close();
        throw error;
      }
    });
  }

  /** The rows of a table with some of their columns and their `rowid`, newest first; a column that is missing is null. */
  rows(table: string, wanted: readonly string[]): OldRow[] {
    const columns = this.columns.get(table);
    if (columns === undefined) return [];
    const parts = wanted.map((name) => (columns.includes(name) ? quote(name) : `NULL AS ${quote(name)}`));
    const sql = `SELECT ${['rowid AS rowid', ...parts].join(', ')} FROM ${quote(table)} ORDER BY rowid DESC`;
    return asDamage(() => this.db.all<OldRow>(sql));
  }

  close(): void {
    this.db.close();
  }

  private requireOurs(): void {
    const columns = this.columns.get('sessions') ?? [];
    if (requiredColumns.every((name) => columns.includes(name))) return;
    throw new Unimportable(
      'it is not a database of parallel-cc 0.2 to 2.1',
      'That tool kept its database in ~/.parallel-cc/coordinator.db; name another place with --from.',
    );
  }

  private readVersion(): string | null {
    const version = this.rows('schema_metadata', ['key', 'value']).find(({ key }) => key === 'version')?.[
      'value'
    ];
    if (typeof version !== 'string') return null;
    if (isNewer(version))
      throw new Unimportable(
        `it was written by a newer version of the old tool (schema ${version}, the newest known is ${newestVersion})`,
        'Update this parallel-cc; nothing was brought over.',
      );
    return version;
  }
}

function checkHeader(image: Uint8Array): void {
  if (image.length === 0) throw new Unimportable('it is empty', 'There is nothing to bring over.');
  if (new TextDecoder('latin1').decode(image.subarray(0, header.length)) !== header)
    throw new Unimportable(
      'it is not an SQLite database, or it is encrypted',
      'The old tool kept its database in ~/.parallel-cc/coordinator.db; name another place with --from.',
    );
  if ((image[19] ?? 0) > 1)
    throw new Unimportable('it needs a newer SQLite', 'Update this parallel-cc; nothing was brought over.');
}

// Only tables: a view may run anything. Names that differ in case alone are one for SQLite.
function readColumns(db: SqlJsDb): Map<string, string[]> {
  const tables = db.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%' AND sql NOT LIKE 'CREATE VIRTUAL%'`,
  );
  return new Map(
    tables.map(({ name }) => {
      const columns = db.all<{ name: string }>('SELECT name FROM pragma_table_info(?)', [name]);
      return [name.toLowerCase(), columns.map((column) => column.name.toLowerCase())];
    }),
  );
}

function isNewer(version: string): boolean {
  if (!/^\d+(\.\d+)*$/.test(version)) return false;
  return version.localeCompare(newestVersion, 'en', { numeric: true }) > 0;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function asDamage<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    if (error instanceof Unimportable) throw error;
    throw damaged(error instanceof Error ? error.message : String(error));
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? text;
}
