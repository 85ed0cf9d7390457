import type { Claim, ClaimWait, GrantedClaim } from '../../core/claim';
import type { ClaimTarget } from '../../core/claimTarget';
import type { Db } from '../store/store';

interface TargetRow {
  readonly kind: Claim['kind'];
  readonly path: string;
  readonly path_key: string;
  readonly symbol: string | null;
}

interface ClaimRow extends TargetRow {
  readonly number: number;
  readonly id: string;
  readonly session_id: string;
  readonly mode: Claim['mode'];
  readonly source: Claim['source'];
  readonly reason: string | null;
  readonly acquired_at: number;
  readonly expires_at: number;
}

interface WaitRow extends TargetRow {
  readonly id: string;
  readonly session_id: string;
  readonly mode: Claim['mode'];
  readonly source: Claim['source'];
  readonly reason: string | null;
  readonly ttl_ms: number;
  readonly since: number;
  readonly until: number;
}

/** Reads the claims that a condition of SQL holds for. */
export function selectClaims(db: Db, where: string, params: readonly (string | number)[]): Claim[] {
  return db.all<ClaimRow>(`SELECT * FROM claims WHERE ${where}`, params).map(claimFromRow);
}

/** Reads the claims that may have to do with a target. */
export function selectRelated(db: Db, { kind, key }: ClaimTarget): Claim[] {
  if (kind === 'folder' || kind === 'glob') return selectClaims(db, `kind <> 'resource'`, []);
  const wide = `SELECT * FROM claims WHERE kind IN ('folder', 'glob') AND path_key <> ?1`;
  return db
    .all<ClaimRow>(`SELECT * FROM claims WHERE path_key = ?1 UNION ALL ${wide}`, [key])
    .map(claimFromRow);
}

/** Writes a claim that was granted, and returns it with its fencing token. */
export function writeClaim(db: Db, claim: GrantedClaim): Claim {
  if (claim.fence === null) return insert(db, claim);
  const { id, mode, source, reason, expiresAt, fence } = claim;
  db.run('UPDATE claims SET mode = ?, source = ?, reason = ?, expires_at = ? WHERE id = ?', [mode, source, reason, expiresAt, id]); // prettier-ignore
  return { ...claim, fence };
}

function insert(db: Db, claim: GrantedClaim): Claim {
  const row = db.get<{ readonly number: number }>(
    `INSERT INTO claims (id, session_id, kind, path, path_key, symbol, mode, source, reason, acquired_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`,
    [claim.id, claim.sessionId, ...targetValues(claim), claim.mode, claim.source, claim.reason, claim.acquiredAt, claim.expiresAt], // prettier-ignore
  );
  return { ...claim, fence: row?.number ?? 0 };
}

function targetValues({ kind, path, key, symbol }: ClaimTarget): readonly (string | null)[] {
  return [kind, path, key, symbol];
}

function claimFromRow(row: ClaimRow): Claim {
  return {
    ...targetFromRow(row),
    id: row.id,
    sessionId: row.session_id,
    mode: row.mode,
    source: row.source,
    reason: row.reason,
    acquiredAt: row.acquired_at,
    expiresAt: row.expires_at,
    fence: row.number,
  };
}

function targetFromRow({ kind, path, path_key: key, symbol }: TargetRow): ClaimTarget {
  return { kind, path, key, symbol };
}

/** Reads who waits, in the order in which they came. */
export function selectWaits(db: Db): ClaimWait[] {
  return db.all<WaitRow>('SELECT * FROM claim_waits ORDER BY number').map((row) => {
    const { id, session_id: sessionId, mode, source, reason, ttl_ms: ttlMs, since, until } = row;
    const request = { sessionId, target: targetFromRow(row), mode, weaken: false, source, reason, ttlMs };
    return { id, request, since, until };
  });
}

/** Writes who waits from now on. */
export function insertWait(db: Db, { id, request, since, until }: ClaimWait): void {
  const { sessionId, target, mode, source, reason, ttlMs } = request;
  db.run(
    `INSERT INTO claim_waits (id, session_id, kind, path, path_key, symbol, mode, source, reason, ttl_ms, since, until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, sessionId, ...targetValues(target), mode, source, reason, ttlMs, since, until],
  );
}
