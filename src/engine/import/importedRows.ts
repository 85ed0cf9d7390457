import type { ImportedRecord } from '../../core/importReport';
import type { KeptKind, OldRecord } from '../../core/oldRecord';
import type { Db } from '../store/store';

/** A record to be kept. */
export type NewImport = ImportedRecord & {
  /** Names the import that brings it over. */
  readonly batch: string;
};

/** Keeps a record; one that is kept already stays as it is. */
export function insertImported(db: Db, { kind, key, source, at, data, batch }: NewImport): void {
  db.run('INSERT OR IGNORE INTO imported (kind, key, source, batch, time, data) VALUES (?, ?, ?, ?, ?, ?)', [
    ...[kind, key, source, batch, at],
    JSON.stringify(data),
  ]);
}

/** Drops all that one import brought over. */
export function deleteImported(db: Db, batch: string): void {
  db.run('DELETE FROM imported WHERE batch = ?', [batch]);
}

/** How many records an import has brought over that are still kept. */
export function countImported(db: Db, batch: string): number {
  return (
    db.get<{ count: number }>('SELECT count(*) AS count FROM imported WHERE batch = ?', [batch])?.count ?? 0
  );
}

/** Whether a record of this kind and key was brought over from a file. */
export function isImported(db: Db, { kind, key }: Pick<OldRecord, 'kind' | 'key'>, source: string): boolean {
  const where = 'kind = ? AND key = ? AND source = ?';
  return db.get(`SELECT 1 FROM imported WHERE ${where}`, [kind, key, source]) !== undefined;
}

/** Reads what was brought over, the newest of each kind first. @param kind null for all kinds. */
export function selectImported(db: Db, kind: KeptKind | null, limit: number): ImportedRecord[] {
  const rows = db.all<ImportedRow>(
    'SELECT * FROM imported WHERE ?1 IS NULL OR kind = ?1 ORDER BY kind, time DESC, key LIMIT ?2',
    [kind, limit],
  );
  return rows.map((row) => ({
    kind: row.kind as KeptKind,
    key: row.key,
    source: row.source,
    at: row.time,
    data: JSON.parse(row.data) as OldRecord['data'],
  }));
}

interface ImportedRow {
  readonly kind: string;
  readonly key: string;
  readonly source: string;
  readonly time: number | null;
  readonly data: string;
}
