import type { Claim, ClaimWait, GrantedClaim, RelatedClaims } from '../../core/claim';
import type { ClaimTarget } from '../../core/claimTarget';
import { relate } from '../../core/claimTarget';
import type { State } from '../state';
import type { Db } from '../store/store';
import type { ClaimRow, WaitRow } from './claimRows';
import { claimFromRow, insertClaimRow, insertWaitRow, waitFromRow } from './claimRows';
import { matchGlob } from './matchGlob';

/** All claims on one target, by their sessions: each has one at most. */
interface Claimed {
  readonly target: ClaimTarget;
  readonly claims: Map<string, Claim>;
}

/**
 * The claims and who waits for them, in the database and in memory: every write asks what else is claimed around its
 * target, which is found here without reading rows. What is undone in the database is undone here too.
 */
export class ClaimTable {
  private readonly claims = new Map<string, Claim>();
  private readonly bySession = new Map<string, Map<string, Claim>>();
  /** What is claimed, by the key of its file or its name; folders and globs, which may have to do with any file, apart. */
  private readonly byKey = new Map<string, Map<string, Claimed>>();
  private readonly wide = new Map<string, Claimed>();
  private queue: readonly ClaimWait[] = [];
  /** Those that keep others out of files. */
  private readonly keepingOut = new Map<string, Claim>();
  private changes = 0;

  constructor(state: State) {
    state.read((db) => {
      for (const row of db.all<ClaimRow>('SELECT * FROM claims ORDER BY number'))
        this.hold(claimFromRow(row));
      this.queue = db.all<WaitRow>('SELECT * FROM claim_waits ORDER BY number').map(waitFromRow);
    });
  }

  /** Grows whenever an exclusive claim comes, changes or goes. */
  get exclusiveVersion(): number {
    return this.changes;
  }

  /** The exclusive claims, in the order in which they became that. */
  exclusive(): Iterable<Claim> {
    return this.keepingOut.values();
  }

  /** All claims, in the order in which they were first granted. */
  all(): Iterable<Claim> {
    return this.claims.values();
  }

  byId(id: string): Claim | undefined {
    return this.claims.get(id);
  }

  /** The claims whose ids begin with a text; of a whole id that is one at the most. */
  byIdStart(start: string): Claim[] {
    const whole = this.claims.get(start);
    return whole !== undefined ? [whole] : [...this.all()].filter(({ id }) => id.startsWith(start));
  }

  ofSession(sessionId: string): Claim[] {
    return [...(this.bySession.get(sessionId)?.values() ?? [])];
  }

  /** The claims that have to do with a target, whoever holds them and whether their time is over. */
  related(target: ClaimTarget): RelatedClaims[] {
    const found: RelatedClaims[] = [];
    for (const claimed of this.candidates(target)) {
      const relation = relate(target, claimed.target, matchGlob);
      if (relation !== 'apart') found.push({ claims: claimed.claims, relation });
    }
    return found;
  }

  /** Writes a claim that was granted, a new one or a changed one, and returns it with its fencing token. */
  write(db: Db, claim: GrantedClaim): Claim {
    const { id, mode, source, reason, expiresAt, fence } = claim;
    if (fence === null) return this.keep(db, insertClaimRow(db, claim));
    db.run('UPDATE claims SET mode = ?, source = ?, reason = ?, expires_at = ? WHERE id = ?', [mode, source, reason, expiresAt, id]); // prettier-ignore
    return this.keep(db, { ...claim, fence });
  }

  /** Gives a claim more time. */
  renew(db: Db, claim: Claim, expiresAt: number): void {
    db.run('UPDATE claims SET expires_at = ? WHERE id = ?', [expiresAt, claim.id]);
    this.keep(db, { ...claim, expiresAt });
  }

  /** Removes a claim; one that is gone already is no mistake. */
  remove(db: Db, id: string): void {
    const claim = this.claims.get(id);
    if (claim === undefined) return;
    db.run('DELETE FROM claims WHERE id = ?', [id]);
    this.drop(claim);
    db.onUndo(() => this.hold(claim));
  }

  /** Who waits, in the order in which they came. */
  waits(): readonly ClaimWait[] {
    return this.queue;
  }

  /** Puts a session at the end of the queue. */
  addWait(db: Db, wait: ClaimWait): void {
    insertWaitRow(db, wait);
    this.setQueue(db, [...this.queue, wait]);
  }

  /** Changes what a session waits for and for how long; it keeps its place. */
  changeWait(db: Db, wait: ClaimWait): void {
    db.run('UPDATE claim_waits SET until = ?, mode = ? WHERE id = ?', [
      wait.until,
      wait.request.mode,
      wait.id,
    ]);
    this.setQueue(db, this.queue.map((one) => (one.id === wait.id ? wait : one))); // prettier-ignore
  }

  /** Takes those that a condition holds for out of the queue; returns them. */
  removeWaits(db: Db, isMeant: (wait: ClaimWait) => boolean): readonly ClaimWait[] {
    const gone = this.queue.filter(isMeant);
    for (const { id } of gone) db.run('DELETE FROM claim_waits WHERE id = ?', [id]);
    if (gone.length > 0) this.setQueue(db, this.queue.filter((one) => !gone.includes(one))); // prettier-ignore
    return gone;
  }

  private setQueue(db: Db, queue: readonly ClaimWait[]): void {
    const before = this.queue;
    this.queue = queue;
    db.onUndo(() => (this.queue = before));
  }

  private keep(db: Db, claim: Claim): Claim {
    const before = this.claims.get(claim.id);
    this.hold(claim);
    db.onUndo(() => (before === undefined ? this.drop(claim) : this.hold(before)));
    return claim;
  }

  private *candidates({ kind, key }: ClaimTarget): Iterable<Claimed> {
    if (kind !== 'resource') yield* this.wide.values();
    if (kind === 'folder' || kind === 'glob') for (const there of this.byKey.values()) yield* there.values();
    else yield* this.byKey.get(key)?.values() ?? [];
  }

  private hold(claim: Claim): void {
    this.claims.set(claim.id, claim);
    this.holdExclusive(claim);
    entry(this.bySession, claim.sessionId, () => new Map<string, Claim>()).set(claim.id, claim);
    const { kind, path, key, symbol } = claim;
    const newClaimed = (): Claimed => ({ target: { kind, path, key, symbol }, claims: new Map() });
    entry(this.groupOf(claim), nameOf(claim), newClaimed).claims.set(claim.sessionId, claim);
  }

  private holdExclusive(claim: Claim): void {
    if (claim.mode === 'exclusive') this.keepingOut.set(claim.id, claim);
    else if (!this.keepingOut.delete(claim.id)) return;
    this.changes++;
  }

  private drop(claim: Claim): void {
    this.claims.delete(claim.id);
    if (this.keepingOut.delete(claim.id)) this.changes++;
    removeFrom(this.bySession, claim.sessionId, claim.id);
    const group = this.groupOf(claim);
    const claimed = group.get(nameOf(claim));
    claimed?.claims.delete(claim.sessionId);
    if (claimed?.claims.size === 0) group.delete(nameOf(claim));
    if (group !== this.wide && group.size === 0) this.byKey.delete(claim.key);
  }

  private groupOf({ kind, key }: ClaimTarget): Map<string, Claimed> {
    return kind === 'folder' || kind === 'glob'
      ? this.wide
      : entry(this.byKey, key, () => new Map<string, Claimed>());
  }
}

function nameOf({ kind, key, symbol }: ClaimTarget): string {
  return `${kind}\0${key}\0${symbol ?? ''}`;
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function removeFrom(index: Map<string, Map<string, Claim>>, key: string, id: string): void {
  const claims = index.get(key);
  claims?.delete(id);
  if (claims?.size === 0) index.delete(key);
}
