import type { Clock } from '../base/clock';
import type { Claim, ClaimDecision, ClaimRequest } from '../core/claim';
import { compatible, decideClaim, isActive, renew } from '../core/claim';
import { claimNotFound, claimNotYours } from '../core/errors';
import type { RepositoryPath } from './repositoryPaths';
import { newId } from './ids';
import { logOperation } from './operations';
import type { State } from './state';
import type { Db } from './store/store';
import type { StoredClaim, UndoData } from './undo/undoData';

interface ClaimRow {
  readonly id: string;
  readonly session_id: string;
  readonly path: string;
  readonly path_key: string;
  readonly mode: Claim['mode'];
  readonly source: Claim['source'];
  readonly reason: string | null;
  readonly acquired_at: number;
  readonly expires_at: number;
}

/** What a session wants to claim, before the path is known to the rules. */
export type ClaimWish = Omit<ClaimRequest, 'path'>;

/** The claims of one repository that hold now; ended ones live on in the operation log only. */
export class Claims {
  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {}

  /** All claims, by path. */
  all(): Claim[] {
    return this.select('1 = 1 ORDER BY path_key, acquired_at');
  }

  /** The claims of one session, by path. */
  ofSession(sessionId: string): Claim[] {
    return this.select('session_id = ? ORDER BY path_key', [sessionId]);
  }

  /** Claims on one file, whoever holds them. */
  onPath(path: Pick<RepositoryPath, 'key'>): Claim[] {
    return this.select('path_key = ? ORDER BY acquired_at', [path.key]);
  }

  /** The claims of other sessions that keep a session out of a file now. */
  keepingOut(file: Pick<RepositoryPath, 'key'>, sessionId: string | null): Claim[] {
    const now = this.clock.now();
    return this.onPath(file).filter((claim) => claim.sessionId !== sessionId && claim.mode === 'exclusive' && isActive(claim, now)); // prettier-ignore
  }

  /** Decides a wish and, where it is granted, writes it; within a transaction, so that no two can both win. */
  acquire(db: Db, path: RepositoryPath, wish: ClaimWish, holderName: string): ClaimDecision {
    const now = this.clock.now();
    const stored = this.expireOwn(db, selectStored(db, 'path_key = ?', [path.key]), wish.sessionId, holderName); // prettier-ignore
    // The rules compare paths as keys, so that names that the file system takes for one are one to them too.
    const held = stored.map((claim) => ({ ...claim, path: path.key }));
    const decision = decideClaim(held, { ...wish, path: path.key }, now, newId());
    if (decision.kind === 'denied') {
      this.log(
        db,
        'claimDenied',
        wish.sessionId,
        `"${holderName}" was refused ${wish.mode} on ${path.path}.`,
      );
      return decision;
    }
    const claim = { ...decision.claim, path: path.path };
    const before = stored.filter(({ id }) => id === claim.id);
    this.write(db, { ...claim, key: path.key });
    if (decision.changed) {
      const undo = { type: 'claims', before, after: [{ ...claim, key: path.key }] } as const;
      const summary = `"${holderName}" claimed ${path.path} (${claim.mode}).`;
      this.log(db, 'claimAcquired', wish.sessionId, summary, undo);
    }
    return { ...decision, claim };
  }

  /** Renews a session's claims that have used up a third of their time; within a transaction. */
  renewAll(db: Db, sessionId: string, ttlMs: number): void {
    const now = this.clock.now();
    for (const claim of selectClaims(db, 'session_id = ? AND expires_at < ?', [
      sessionId,
      now + (ttlMs * 2) / 3,
    ])) {
      db.run('UPDATE claims SET expires_at = ? WHERE id = ?', [renew(claim, now, ttlMs).expiresAt, claim.id]);
    }
  }

  /**
   * Releases claims named by id, by a beginning of it of at least 4 characters, or by path.
   * @param by the session that releases, which may release its own only; null for the user, who may release any.
   * @param alsoWrite is run in the same transaction.
   * @throws CoordinatorError `claimNotFound`, `claimNotYours`; then nothing is released.
   */
  async release(
    references: readonly { readonly text: string; readonly path: RepositoryPath | null }[],
    by: string | null,
    nameOf: (sessionId: string) => string,
    alsoWrite: (db: Db, released: readonly Claim[]) => void,
  ): Promise<Claim[]> {
    return this.state.commit((db) => {
      const found = references.flatMap((reference) => {
        const claims = findClaims(db, reference, by);
        if (claims.length === 0) throw claimNotFound(reference.text);
        return claims;
      });
      const foreign = found.find((claim) => by !== null && claim.sessionId !== by);
      if (foreign !== undefined) throw claimNotYours(foreign.path, nameOf(foreign.sessionId));
      const unique = [...new Map(found.map((claim) => [claim.id, claim])).values()];
      for (const claim of unique) {
        const who = by === null ? 'The user' : `"${nameOf(by)}"`;
        this.remove(
          db,
          claim,
          'claimReleased',
          `${who} released the claim of "${nameOf(claim.sessionId)}" on ${claim.path}.`,
        );
      }
      alsoWrite(db, unique);
      return unique;
    });
  }

  /** Releases all that a session holds when it ends, within a transaction; returns how many. */
  releaseAll(db: Db, sessionId: string): number {
    const claims = selectClaims(db, 'session_id = ?', [sessionId]);
    db.run('DELETE FROM claims WHERE session_id = ?', [sessionId]);
    return claims.length;
  }

  /** Ends a claim whose time is over, within a transaction. */
  expire(db: Db, claim: Claim, holderName: string): void {
    this.remove(db, claim, 'claimExpired', `The claim of "${holderName}" on ${claim.path} expired.`);
  }

  /** The claims whose time is over. */
  overdue(): Claim[] {
    return this.select('expires_at <= ?', [this.clock.now()]);
  }

  /** The claims of a session as they are kept, within a transaction. */
  storedOf(db: Db, sessionId: string): StoredClaim[] {
    return selectStored(db, 'session_id = ?', [sessionId]);
  }

  /**
   * Puts claims back as they were, within a transaction: those of `after` that are not in `before` go, those of
   * `before` come back with time to run.
   * @returns the claims that could not come back, since another session's is in the way now.
   */
  putBack(
    db: Db,
    change: { readonly before: readonly StoredClaim[]; readonly after: readonly StoredClaim[] },
    ttlMs: number,
  ): StoredClaim[] {
    const expiresAt = this.clock.now() + ttlMs;
    const kept = new Set(change.before.map(({ id }) => id));
    for (const { id } of change.after) if (!kept.has(id)) db.run('DELETE FROM claims WHERE id = ?', [id]);
    return change.before.filter((claim) => {
      const others = selectClaims(db, 'path_key = ? AND session_id <> ?', [claim.key, claim.sessionId]);
      if (others.some((other) => !compatible(other.mode, claim.mode))) return true;
      db.run('DELETE FROM claims WHERE path_key = ? AND session_id = ?', [claim.key, claim.sessionId]);
      this.write(db, { ...claim, expiresAt });
      return false;
    });
  }

  // A claim that is over makes room for the new one: a session has one claim on a path. Returns what is left.
  private expireOwn(
    db: Db,
    stored: readonly StoredClaim[],
    sessionId: string,
    holderName: string,
  ): readonly StoredClaim[] {
    const now = this.clock.now();
    const over = stored.filter((claim) => claim.sessionId === sessionId && claim.expiresAt <= now);
    for (const claim of over) this.expire(db, claim, holderName);
    return stored.filter((claim) => !over.includes(claim));
  }

  private write(db: Db, claim: StoredClaim): void {
    db.run(
      `INSERT INTO claims (id, session_id, path, path_key, mode, source, reason, acquired_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, source = excluded.source, reason = excluded.reason,
         expires_at = excluded.expires_at`,
      [
        claim.id,
        claim.sessionId,
        claim.path,
        claim.key,
        claim.mode,
        claim.source,
        claim.reason,
        claim.acquiredAt,
        claim.expiresAt,
      ],
    );
  }

  private remove(db: Db, claim: Claim, kind: 'claimReleased' | 'claimExpired', summary: string): void {
    const undo = { type: 'claims', before: selectStored(db, 'id = ?', [claim.id]), after: [] } as const;
    db.run('DELETE FROM claims WHERE id = ?', [claim.id]);
    this.log(db, kind, claim.sessionId, summary, undo);
  }

  private log(
    db: Db,
    kind: 'claimAcquired' | 'claimDenied' | 'claimReleased' | 'claimExpired',
    sessionId: string,
    summary: string,
    undo?: UndoData,
  ): void {
    logOperation(db, { time: this.clock.now(), kind, sessionId, summary, ...(undo && { undo }) });
  }

  private select(where: string, params: readonly (string | number)[] = []): Claim[] {
    return this.state.read((db) => selectClaims(db, where, params));
  }
}

function selectClaims(db: Db, where: string, params: readonly (string | number)[]): Claim[] {
  return db.all<ClaimRow>(`SELECT * FROM claims WHERE ${where}`, params).map(fromRow);
}

function selectStored(db: Db, where: string, params: readonly (string | number)[]): StoredClaim[] {
  const rows = db.all<ClaimRow>(`SELECT * FROM claims WHERE ${where}`, params);
  return rows.map((row) => ({ ...fromRow(row), key: row.path_key }));
}

function fromRow(row: ClaimRow): Claim {
  return {
    id: row.id,
    sessionId: row.session_id,
    path: row.path,
    mode: row.mode,
    source: row.source,
    reason: row.reason,
    acquiredAt: row.acquired_at,
    expiresAt: row.expires_at,
  };
}

// By path, a session means its own claim where it has one; the user means everybody's.
function findClaims(
  db: Db,
  reference: { readonly text: string; readonly path: RepositoryPath | null },
  by: string | null,
): Claim[] {
  const byId =
    reference.text.length >= 4
      ? selectClaims(db, 'id BETWEEN ?1 AND ?1 || char(1114111)', [reference.text])
      : [];
  if (byId.length === 1 || reference.path === null) return byId.slice(0, 1);
  const onPath = selectClaims(db, 'path_key = ?', [reference.path.key]);
  const own = onPath.filter((claim) => claim.sessionId === by);
  return own.length > 0 ? own : onPath;
}
