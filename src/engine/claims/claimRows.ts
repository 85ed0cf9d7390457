import type { Claim, ClaimWait, GrantedClaim } from '../../core/claim';
import type { ClaimTarget } from '../../core/claimTarget';
import type { Db } from '../store/store';

interface TargetRow {
  readonly kind: Claim['kind'];
  readonly path: string;
  readonly path_key: string;
  readonly symbol: string | null;
}

/** A row of `claims`. */
export interface ClaimRow extends TargetRow {
  readonly number: number;
  readonly id: string;
  readonly session_id: string;
  readonly mode: Claim['mode'];
  readonly source: Claim['source'];
  readonly reason: string | null;
  readonly acquired_at: number;
  readonly expires_at: number;
}

/** A row of `claim_waits`. */
export interface WaitRow extends TargetRow {
  readonly id: string;
  readonly session_id: string;
  readonly mode: Claim['mode'];
  readonly source: Claim['source'];
  readonly reason: string | null;
  readonly ttl_ms: number;
  readonly since: number;
  readonly until: number;
}

/** Writes a new claim; its number is its fencing token. */
export function insertClaimRow(db: Db, claim: GrantedClaim): Claim {
  const fence = db.insert(
    `INSERT INTO claims (id, session_id, kind, path, path_key, symbol, mode, source, reason, acquired_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [claim.id, claim.sessionId, ...targetValues(claim), claim.mode, claim.source, claim.reason, claim.acquiredAt, claim.expiresAt], // prettier-ignore
  );
  return { ...claim, fence };
}

/** Writes who waits from now on. */
export function insertWaitRow(db: Db, { id, request, since, until }: ClaimWait): void {
  const { sessionId, target, mode, source, reason, ttlMs } = request;
  db.run(
    `INSERT INTO claim_waits (id, session_id, kind, path, path_key, symbol, mode, source, reason, ttl_ms, since, until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, sessionId, ...targetValues(target), mode, source, reason, ttlMs, since, until],
  );
}

/** The claim of a row. */
export function claimFromRow(row: ClaimRow): Claim {
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

/** The waiting session of a row. */
export function waitFromRow(row: WaitRow): ClaimWait {
  const { id, session_id: sessionId, mode, source, reason, ttl_ms: ttlMs, since, until } = row;
  const request = { sessionId, target: targetFromRow(row), mode, weaken: false, source, reason, ttlMs };
  return { id, request, since, until };
}

function targetFromRow({ kind, path, path_key: key, symbol }: TargetRow): ClaimTarget {
  return { kind, path, key, symbol };
}

function targetValues({ kind, path, key, symbol }: ClaimTarget): readonly (string | null)[] {
  return [kind, path, key, symbol];
}
