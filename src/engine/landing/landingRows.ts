import type { LandingEntry } from '../../core/landing/entry';
import type { Db } from '../store/db';

/** Adds an entry at the end of the queue. */
export function insertLanding(db: Db, entry: LandingEntry): void {
  db.run(
    `INSERT INTO landings (id, session_id, session, target, method, verify, state, reason, source, before_commit, after_commit, queued_at, ended_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[entry.id, entry.sessionId, entry.session, entry.target, entry.method, Number(entry.verify)],
      ...[entry.state, entry.reason, entry.source, entry.before, entry.after, entry.queuedAt, entry.endedAt],
    ],
  );
  db.run('DELETE FROM landings WHERE ended_at IS NOT NULL AND number <= (SELECT max(number) FROM landings) - ?', [keptEntries]); // prettier-ignore
}

/** How many entries are kept for people to look at. */
const keptEntries = 500;

/** Writes what has changed of an entry. */
export function updateLanding(db: Db, entry: LandingEntry): void {
  db.run(
    'UPDATE landings SET state = ?, reason = ?, source = ?, before_commit = ?, after_commit = ?, ended_at = ? WHERE id = ?',
    [entry.state, entry.reason, entry.source, entry.before, entry.after, entry.endedAt, entry.id],
  );
}

/** Lists entries that have not ended, in the order in which they are to land. */
export function selectOpenLandings(db: Db): LandingEntry[] {
  return select(db, 'ended_at IS NULL ORDER BY number', []);
}

/** Lists the newest entries, newest first. */
export function selectLandings(db: Db, limit: number): LandingEntry[] {
  const isSuperseded =
    "state IN ('returned', 'waiting') AND EXISTS (SELECT 1 FROM landings AS later WHERE later.session_id = landings.session_id AND later.number > landings.number)";
  return select(db, `NOT (${isSuperseded}) ORDER BY number DESC LIMIT ?`, [limit]);
}

/** The entry with an id. */
export function selectLanding(db: Db, id: string): LandingEntry | undefined {
  return select(db, 'id = ?', [id])[0];
}

interface Row {
  readonly id: string;
  readonly session_id: string;
  readonly session: string;
  readonly target: string;
  readonly method: LandingEntry['method'];
  readonly verify: number;
  readonly state: LandingEntry['state'];
  readonly reason: string | null;
  readonly source: string | null;
  readonly before_commit: string | null;
  readonly after_commit: string | null;
  readonly queued_at: number;
  readonly ended_at: number | null;
}

function select(db: Db, where: string, params: readonly (string | number)[]): LandingEntry[] {
  return db.all<Row>(`SELECT * FROM landings WHERE ${where}`, [...params]).map(fromRow);
}

function fromRow(row: Row): LandingEntry {
  const { id, session, target, method, state, reason, source } = row;
  return {
    ...{ id, sessionId: row.session_id, session, target, method, verify: row.verify !== 0, state, reason, source }, // prettier-ignore
    before: row.before_commit,
    after: row.after_commit,
    queuedAt: row.queued_at,
    endedAt: row.ended_at,
  };
}
