import type { Clock } from '../../base/clock';
import type { Claim, ClaimDecision, ClaimRequest, ClaimWait, GrantedClaim } from '../../core/claim';
import { decideClaim, isActive, isSameWish, renew } from '../../core/claim';
import type { ClaimTarget } from '../../core/claimTarget';
import { describeTarget, fileTarget } from '../../core/claimTarget';
import { claimNotFound, claimNotYours, handOverRefused } from '../../core/errors';
import { newId } from '../ids';
import type { Notices } from '../notices';
import { logOperation } from '../operations';
import type { State } from '../state';
import type { Db } from '../store/store';
import type { UndoData } from '../undo/undoData';
import { ClaimTable } from './claimTable';
import { matchGlob } from './matchGlob';

/** What a session wants to claim, before it is known what it names. */
export type ClaimWish = Omit<ClaimRequest, 'target'>;

/** How claims are named: by id, by a beginning of it of at least 4 characters, or by what they are on. */
export interface ClaimReference {
  readonly text: string;
  readonly target: ClaimTarget | null;
}

/** The claims of one repository that hold now; ended ones live on in the operation log only. */
export class Claims {
  /** Where they are kept, and who waits for them. */
  readonly table: ClaimTable;

  constructor(
    private readonly state: State,
    private readonly clock: Clock,
    private readonly notices: Notices,
  ) {
    this.table = new ClaimTable(state);
  }

  /** All claims, by what they are on. */
  all(): Claim[] {
    return byTarget(this.table.all());
  }

  /** The claims of one session, by what they are on. */
  ofSession(sessionId: string): Claim[] {
    return byTarget(this.table.ofSession(sessionId));
  }

  /** The claims that have to do with a target, whoever holds them. */
  on(target: ClaimTarget): Claim[] {
    return this.table.related(target).flatMap(({ claims }) => [...claims.values()]);
  }

  /** Who waits for a claim, in the order in which they came. */
  waiting(): readonly ClaimWait[] {
    return this.table.waits();
  }

  /** The claims of other sessions that keep a session out of a file as a whole now. */
  keepingOut(file: { readonly path: string; readonly key: string }, sessionId: string | null): Claim[] {
    const now = this.clock.now();
    return this.on(fileTarget(file)).filter((claim) => claim.kind !== 'symbol' && claim.sessionId !== sessionId && claim.mode === 'exclusive' && isActive(claim, now)); // prettier-ignore
  }

  /** Decides a wish and, where it is granted, writes it; within a transaction, so that no two can both win. */
  acquire(db: Db, target: ClaimTarget, wish: ClaimWish, holderName: string): ClaimDecision {
    const now = this.clock.now();
    this.expireOwn(db, target, wish.sessionId, holderName);
    const held = this.table.related(target);
    const request = { ...wish, target };
    const waiting = this.table.waits();
    const decision = decideClaim({ held, waiting, now, match: matchGlob }, request, newId());
    if (decision.kind === 'denied') {
      const summary = `"${holderName}" was refused ${wish.mode} on ${describeTarget(target)}.`;
      this.log(db, 'claimDenied', wish.sessionId, summary);
      return decision;
    }
    const claim = this.grant(db, decision, holderName);
    const own = waiting.find((wait) => isSameWish(wait, request, matchGlob));
    if (own !== undefined) this.table.removeWaits(db, ({ id }) => id === own.id);
    if ((wish.weaken && decision.changed) || own !== undefined) this.serve(db);
    return { ...decision, claim };
  }

  /** Renews a session's claims that have used up a third of their time; within a transaction. */
  renewAll(db: Db, sessionId: string, ttlMs: number): void {
    const now = this.clock.now();
    for (const claim of this.table.ofSession(sessionId)) if (claim.expiresAt < now + (ttlMs * 2) / 3) this.renew(db, claim, ttlMs); // prettier-ignore
  }

  /** Renews one claim, within a transaction. */
  renew(db: Db, claim: Claim, ttlMs: number): void {
    const { expiresAt } = renew(claim, this.clock.now(), ttlMs);
    this.table.renew(db, claim, expiresAt);
  }

  /**
   * Releases claims.
   * @param by the session that releases, which may release its own only; null for the user, who may release any.
   * @param alsoWrite is run in the same transaction.
   * @throws CoordinatorError `claimNotFound`, `claimNotYours`; then nothing is released.
   */
  release(
    references: readonly ClaimReference[],
    by: string | null,
    alsoWrite: (db: Db, released: readonly Claim[]) => void,
  ): Promise<Claim[]> {
    return this.state.commit((db) => {
      const found = this.ownOf(db, references, by);
      const who = by === null ? 'The user' : `"${nameOf(db, by)}"`;
      for (const claim of found)
        this.remove(db, claim, 'claimReleased', `${who} released the claim of "${nameOf(db, claim.sessionId)}" on ${describeTarget(claim)}.`); // prettier-ignore
      this.serve(db);
      alsoWrite(db, found);
      return found;
    });
  }

  /**
   * Hands claims over to another session: all of them, or none. Each gets a new fencing token.
   * @param by as for `release`: a holder gives its own away, the user takes any.
   * @throws CoordinatorError `claimNotFound`, `claimNotYours`, `handOverRefused` when a third session stands in the way.
   */
  handOver(
    references: readonly ClaimReference[],
    by: string | null,
    to: { readonly id: string; readonly name: string },
    ttlMs: number,
    alsoWrite: (db: Db, handed: readonly Claim[]) => void,
  ): Promise<Claim[]> {
    return this.state.commit((db) => {
      const found = this.ownOf(db, references, by).filter(({ sessionId }) => sessionId !== to.id);
      for (const { id } of found) this.table.remove(db, id);
      const handed = found.map((claim) => this.handOne(db, claim, to, ttlMs));
      for (const [index, claim] of found.entries()) {
        const undo = { type: 'claims', before: [claim], after: handed.slice(index, index + 1) } as const;
        const summary = `"${to.name}" got the claim of "${nameOf(db, claim.sessionId)}" on ${describeTarget(claim)}.`;
        this.log(db, 'claimHandedOver', to.id, summary, undo);
      }
      this.serve(db);
      alsoWrite(db, handed);
      return handed;
    });
  }

  /** Releases all that a session holds and waits for when it ends, within a transaction; returns how many it held. */
  releaseAll(db: Db, sessionId: string): number {
    const claims = this.table.ofSession(sessionId);
    for (const { id } of claims) this.table.remove(db, id);
    this.table.removeWaits(db, ({ request }) => request.sessionId === sessionId);
    this.serve(db);
    return claims.length;
  }

  /** Ends a claim whose time is over, within a transaction. */
  expire(db: Db, claim: Claim, holderName: string): void {
    this.remove(db, claim, 'claimExpired', `The claim of "${holderName}" on ${describeTarget(claim)} expired.`); // prettier-ignore
    this.serve(db);
  }

  /** The claims whose time is over, or will be at a later time. */
  overdue(at = this.clock.now()): Claim[] {
    return [...this.table.all()].filter(({ expiresAt }) => expiresAt <= at);
  }

  /** Grants what has become free to those who wait for it, in the order in which they came; within a transaction. */
  serve(db: Db): void {
    const stillWaiting: ClaimWait[] = [];
    for (const wait of this.table.waits()) {
      const { request } = wait;
      const held = this.table.related(request.target);
      const standing = { held, waiting: stillWaiting, now: this.clock.now(), match: matchGlob };
      const decision = decideClaim(standing, request, newId());
      if (decision.kind === 'denied') {
        stillWaiting.push(wait);
        continue;
      }
      this.table.removeWaits(db, ({ id }) => id === wait.id);
      this.grant(db, decision, nameOf(db, request.sessionId));
      const text = `parallel-cc: you hold ${describeTarget(request.target)} (${request.mode}) now, which you waited for.`;
      this.notices.leave(db, request.sessionId, { kind: 'claim', key: `granted:${wait.id}`, text });
    }
  }

  /**
   * Puts claims back as they were, within a transaction: those of `after` that are not in `before` go, those of
   * `before` come back with time to run.
   * @returns the claims that could not come back, since another session's is in the way now.
   */
  putBack(
    db: Db,
    change: { readonly before: readonly Claim[]; readonly after: readonly Claim[] },
    ttlMs: number,
  ): Claim[] {
    const kept = new Set(change.before.map(({ id }) => id));
    for (const { id } of change.after) if (!kept.has(id)) this.table.remove(db, id);
    const inTheWay = change.before.filter((claim) => !this.takeBack(db, claim, ttlMs));
    this.serve(db);
    return inTheWay;
  }

  // Who waits now came after the holder.
  private takeBack(db: Db, claim: Claim, ttlMs: number): boolean {
    const held = this.table.related(claim);
    const { sessionId, mode, source, reason } = claim;
    const request = { sessionId, target: claim, mode, weaken: true, source, reason, ttlMs };
    const decision = decideClaim({ held, waiting: [], now: this.clock.now(), match: matchGlob }, request, claim.id); // prettier-ignore
    if (decision.kind === 'denied') return false;
    this.table.write(db, { ...decision.claim, acquiredAt: claim.acquiredAt });
    return true;
  }

  private handOne(
    db: Db,
    claim: Claim,
    to: { readonly id: string; readonly name: string },
    ttlMs: number,
  ): Claim {
    // prettier-ignore
    const { mode, source, reason } = claim;
    const request = { sessionId: to.id, target: claim, mode, weaken: false, source, reason, ttlMs };
    const held = this.table.related(claim);
    const decision = decideClaim({ held, waiting: [], now: this.clock.now(), match: matchGlob }, request, newId()); // prettier-ignore
    if (decision.kind === 'granted') return this.table.write(db, decision.claim);
    const others = decision.blockers.map(({ sessionId }) => `"${nameOf(db, sessionId)}"`);
    throw handOverRefused(describeTarget(claim), to.name, others.join(' and '));
  }

  private grant(
    db: Db,
    decision: ClaimDecision<GrantedClaim> & { readonly kind: 'granted' },
    holderName: string,
  ): Claim {
    const before = this.table.byId(decision.claim.id);
    const claim = this.table.write(db, decision.claim);
    if (decision.changed) {
      const undo = { type: 'claims', before: before === undefined ? [] : [before], after: [claim] } as const;
      const summary = `"${holderName}" claimed ${describeTarget(claim)} (${claim.mode}).`;
      this.log(db, 'claimAcquired', claim.sessionId, summary, undo);
    }
    return claim;
  }

  // A claim that is over makes room for the new one: a session has one claim on a target.
  private expireOwn(db: Db, target: ClaimTarget, sessionId: string, holderName: string): void {
    const now = this.clock.now();
    for (const { claims } of this.table.related(target)) {
      const claim = claims.get(sessionId);
      if (claim !== undefined && !isActive(claim, now)) this.remove(db, claim, 'claimExpired', `The claim of "${holderName}" on ${describeTarget(claim)} expired.`); // prettier-ignore
    }
  }

  private remove(db: Db, claim: Claim, kind: 'claimReleased' | 'claimExpired', summary: string): void {
    this.table.remove(db, claim.id);
    this.log(db, kind, claim.sessionId, summary, { type: 'claims', before: [claim], after: [] });
  }

  private log(
    db: Db,
    kind: 'claimAcquired' | 'claimDenied' | 'claimReleased' | 'claimExpired' | 'claimHandedOver',
    sessionId: string,
    summary: string,
    undo?: UndoData,
  ): void {
    logOperation(db, { time: this.clock.now(), kind, sessionId, summary, ...(undo && { undo }) });
  }

  private ownOf(db: Db, references: readonly ClaimReference[], by: string | null): Claim[] {
    const found = references.flatMap((reference) => {
      const claims = this.findClaims(reference, by);
      const [first] = claims;
      if (first === undefined) throw claimNotFound(reference.text);
      // Where one is its own, all are.
      if (by !== null && first.sessionId !== by) throw claimNotYours(describeTarget(first), nameOf(db, first.sessionId)); // prettier-ignore
      return claims;
    });
    return [...new Map(found.map((claim) => [claim.id, claim])).values()];
  }

  // By what it is on, a session means its own claim where it has one; the user means everybody's. A file means its
  // symbols too.
  private findClaims({ text, target }: ClaimReference, by: string | null): Claim[] {
    const byId = isIdLike(text) ? this.table.byIdStart(text) : [];
    if (byId.length === 1 || target === null) return byId.slice(0, 1);
    const there = this.table.related(target).filter(({ relation }) => relation === 'same' || (target.kind === 'file' && relation === 'around')); // prettier-ignore
    const own = there.flatMap(({ claims }) => claims.get(by ?? '') ?? []);
    return own.length > 0 ? own : there.flatMap(({ claims }) => [...claims.values()]);
  }
}

function isIdLike(text: string): boolean {
  return /^[a-z\d]{4,12}$/.test(text);
}

function byTarget(claims: Iterable<Claim>): Claim[] {
  const order = (claim: Claim): string => `${claim.key}\0${claim.symbol ?? ''}`;
  return [...claims].map((claim) => ({ claim, key: order(claim) })).sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : one.claim.acquiredAt - other.claim.acquiredAt)).map(({ claim }) => claim); // prettier-ignore
}

function nameOf(db: Db, sessionId: string): string {
  const row = db.get<{ readonly name: string }>('SELECT name FROM sessions WHERE id = ?', [sessionId]);
  return row?.name ?? sessionId;
}
