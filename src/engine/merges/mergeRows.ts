import type { MergeEvent } from '../../core/mergeEvent';
import type { Db } from '../store/db';

/** A session's wish to hear when a branch is merged. */
export interface MergeSubscription {
  readonly sessionId: string;
  readonly branch: string;
  readonly target: string;
  /** Where the branch was when it was last seen; it may be deleted once it is merged. */
  readonly head: string;
  /** The commit that the branch was made at, as far as that is known. */
  readonly base: string;
  readonly createdAt: number;
}

/** Notes a wish; the same one again changes nothing. */
export function insertSubscription(db: Db, wish: MergeSubscription): void {
  db.run(
    `INSERT INTO merge_subscriptions (session_id, branch, target, head, base, created_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (session_id, branch, target) DO NOTHING`,
    [wish.sessionId, wish.branch, wish.target, wish.head, wish.base, wish.createdAt],
  );
}

/** Lists the wishes that are still open, oldest first. */
export function selectSubscriptions(db: Db): MergeSubscription[] {
  return db.all<MergeSubscription>(
    `SELECT session_id AS sessionId, branch, target, head, base, created_at AS createdAt
     FROM merge_subscriptions ORDER BY created_at, session_id`,
  );
}

/** Forgets the wish of a session, or of all with null; returns whose there were. */
export function deleteSubscriptions(
  db: Db,
  { sessionId, branch, target }: { sessionId: string | null; branch: string; target: string | null },
): string[] {
  const where = '(?1 IS NULL OR session_id = ?1) AND branch = ?2 AND (?3 IS NULL OR target = ?3)';
  const params = [sessionId, branch, target];
  const found = db.all<{ id: string }>(
    `SELECT session_id AS id FROM merge_subscriptions WHERE ${where}`,
    params,
  );
  db.run(`DELETE FROM merge_subscriptions WHERE ${where}`, params);
  return found.map(({ id }) => id);
}

/** Notes that a branch is elsewhere now. */
export function moveSubscriptions(db: Db, branch: string, head: string): void {
  db.run('UPDATE merge_subscriptions SET head = ? WHERE branch = ?', [head, branch]);
}

/** Notes a merge; false when the same commits of the branch were noted before. */
export function insertMergeEvent(db: Db, event: Omit<MergeEvent, 'id'>): boolean {
  if (selectMergeEvent(db, event) !== undefined) return false;
  const { branch, target, sourceCommit, targetCommit, how, detectedAt } = event;
  db.run(
    `INSERT INTO merge_events (branch, target, source_commit, target_commit, how, detected_at, told) VALUES (?, ?, ?, ?, ?, ?, 0)`,
    [branch, target, sourceCommit, targetCommit, how, detectedAt],
  );
  return true;
}

/** The merge of exactly these commits. */
export function selectMergeEvent(
  db: Db,
  { branch, target, sourceCommit }: Pick<MergeEvent, 'branch' | 'target' | 'sourceCommit'>,
): MergeEvent | undefined {
  const where = 'branch = ? AND target = ? AND source_commit = ?';
  return db.get<MergeEvent>(`SELECT ${columns} FROM merge_events WHERE ${where}`, [
    branch,
    target,
    sourceCommit,
  ]);
}

/** Forgets that these commits were merged, since that was taken back. */
export function deleteMergeEvent(
  db: Db,
  { target, sourceCommit }: Pick<MergeEvent, 'target' | 'sourceCommit'>,
): void {
  db.run('DELETE FROM merge_events WHERE target = ? AND source_commit = ?', [target, sourceCommit]);
}

/** The newest merges, newest first; of one branch only where it is named. */
export function selectMergeEvents(db: Db, limit: number, branch: string | null): MergeEvent[] {
  return db.all<MergeEvent>(
    `SELECT ${columns} FROM merge_events WHERE ?1 IS NULL OR branch = ?1 ORDER BY id DESC LIMIT ?2`,
    [branch, limit],
  );
}

/** Those that nobody was told of yet, newest first; from now on they count as told. */
export function takeUntoldMergeEvents(db: Db): MergeEvent[] {
  const events = db.all<MergeEvent>(`SELECT ${columns} FROM merge_events WHERE told = 0 ORDER BY id DESC`);
  if (events.length > 0) db.run('UPDATE merge_events SET told = 1 WHERE told = 0');
  return events;
}

const columns =
  'id, branch, target, source_commit AS sourceCommit, target_commit AS targetCommit, how, detected_at AS detectedAt';
