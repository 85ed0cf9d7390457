import { deferred } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { Claim, ClaimDecision, ClaimWait } from '../../core/claim';
import { compatible, findDeadlock, isSameWish } from '../../core/claim';
import type { ClaimTarget } from '../../core/claimTarget';
import { describeTarget, relate } from '../../core/claimTarget';
import { hostUnavailable } from '../../core/errors';
import type { Session } from '../../core/session';
import { newId } from '../ids';
import type { Notices } from '../notices';
import type { Sessions } from '../sessions';
import type { State } from '../state';
import type { Db } from '../store/store';
import type { Claims, ClaimWish } from './claims';
import { matchGlob } from './matchGlob';

/** What waiting for claims needs of the engine. */
export interface WaitParts {
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly notices: Notices;
}

/**
 * What became of waiting for a claim. `deadlock` names the sessions that would have waited for each other in a circle;
 * `timedOut` tells who holds it still.
 */
export type WaitOutcome =
  | { readonly kind: 'granted'; readonly claim: Claim; readonly overlaps: readonly Claim[] }
  | { readonly kind: 'timedOut'; readonly blockers: readonly Claim[] }
  | { readonly kind: 'deadlock'; readonly circle: readonly Session[]; readonly blockers: readonly Claim[] };

/** Lets sessions wait for claims that others hold: first come, first served, and never in a circle. */
export class Waits {
  private readonly leaving = deferred<never>();

  constructor(private readonly parts: WaitParts) {
    this.leaving.promise.catch(() => undefined);
  }

  /** Sends all who wait to the next coordinator, where they have the same place in the queue. */
  interrupt(): void {
    this.leaving.reject(hostUnavailable('it is leaving'));
  }

  /**
   * Claims something for a session; where others stand in the way it waits for them, in the queue.
   * Asking again while one waits keeps the place in the queue, so a caller that lost its connection loses nothing.
   * @param waitMs how long at most; when the caller is told `timedOut` it has left the queue.
   */
  async acquire(
    session: Session,
    target: ClaimTarget,
    wish: ClaimWish,
    waitMs: number,
  ): Promise<WaitOutcome> {
    const begun = await this.begin(session, target, wish, waitMs);
    if (begun.kind !== 'waiting') return begun;
    if (!(await this.isServed(begun.wait))) return this.giveUp(begun.wait);
    return this.collect(begun.wait);
  }

  /** Takes a session out of the queues for some targets; returns those that it waited for. */
  stop(session: Session, targets: readonly ClaimTarget[]): Promise<ClaimTarget[]> {
    return this.parts.state.commit((db) => {
      const isMeant = ({ request }: ClaimWait): boolean =>
        request.sessionId === session.id &&
        targets.some((target) => relate(target, request.target, matchGlob) === 'same');
      const stopped = this.parts.claims.table.removeWaits(db, isMeant);
      if (stopped.length > 0) this.parts.claims.serve(db);
      return stopped.map(({ request }) => request.target);
    });
  }

  /** Ends the waiting of those whose time is over, whoever asked has gone by then; within a transaction. */
  expire(db: Db): void {
    const before = this.parts.clock.now() - graceMs;
    const gone = this.parts.claims.table.removeWaits(db, ({ until }) => until <= before);
    if (gone.length > 0) this.parts.claims.serve(db);
  }

  private begin(
    session: Session,
    target: ClaimTarget,
    wish: ClaimWish,
    waitMs: number,
  ): Promise<WaitOutcome | { readonly kind: 'waiting'; readonly wait: ClaimWait }> {
    const { state, claims, clock } = this.parts;
    return state.commit((db) => {
      const decision = claims.acquire(db, target, wish, session.name);
      if (decision.kind === 'granted') return { kind: 'granted', claim: decision.claim, overlaps: decision.overlaps }; // prettier-ignore
      const circle = this.circleOf(session, decision);
      if (circle !== null) {
        this.tellCircle(db, session, target, circle);
        return { kind: 'deadlock', circle, blockers: decision.blockers };
      }
      const until = Math.ceil(clock.now() + waitMs);
      const before = claims.waiting().find((wait) => isSameWish(wait, { ...wish, target }, matchGlob));
      if (before !== undefined) {
        const wait = { ...before, request: { ...wish, target }, until };
        claims.table.changeWait(db, wait);
        return { kind: 'waiting', wait };
      }
      const wait = { id: newId(), request: { ...wish, target }, since: clock.now(), until };
      claims.table.addWait(db, wait);
      return { kind: 'waiting', wait };
    });
  }

  // Whoever is served has no entry any more.
  private async isServed(wait: ClaimWait): Promise<boolean> {
    const { state, clock } = this.parts;
    const served = deferred<boolean>();
    const look = (): void => {
      if (!this.isWaiting(wait.id)) served.resolve(true);
    };
    const listening = state.onCommitted(look);
    const timer = setTimeout(() => served.resolve(!this.isWaiting(wait.id)), wait.until - clock.now());
    try {
      look();
      return await Promise.race([served.promise, this.leaving.promise]);
    } finally {
      clearTimeout(timer);
      listening.dispose();
    }
  }

  private isWaiting(id: string): boolean {
    return this.parts.claims.waiting().some((wait) => wait.id === id);
  }

  private giveUp(wait: ClaimWait): Promise<WaitOutcome> {
    const { state, claims } = this.parts;
    return state.commit((db) => {
      claims.table.removeWaits(db, ({ id }) => id === wait.id);
      claims.serve(db);
      return { kind: 'timedOut', blockers: this.blockersOf(wait) };
    });
  }

  // Who waited is told by its call, so not at its next turn too.
  private collect({ id, request }: ClaimWait): Promise<WaitOutcome> {
    const { state, notices } = this.parts;
    return state.commit((db) => {
      notices.forget(db, request.sessionId, `granted:${id}`);
      const held = this.parts.claims.on(request.target);
      const claim = held.find(({ sessionId, kind, symbol }) => sessionId === request.sessionId && kind === request.target.kind && symbol === request.target.symbol); // prettier-ignore
      if (claim === undefined) return { kind: 'timedOut', blockers: held };
      return { kind: 'granted', claim, overlaps: held.filter(({ sessionId }) => sessionId !== request.sessionId) }; // prettier-ignore
    });
  }

  private blockersOf({ request }: ClaimWait): Claim[] {
    return this.parts.claims
      .on(request.target)
      .filter(
        (claim) =>
          claim.sessionId !== request.sessionId &&
          !compatible(request.mode, claim.mode, relate(request.target, claim, matchGlob)),
      );
  }

  private circleOf(
    session: Session,
    { blockers, ahead }: ClaimDecision & { readonly kind: 'denied' },
  ): Session[] | null {
    const waits = this.parts.claims.waiting();
    const waitsFor = (id: string): string[] =>
      waits.filter(({ request }) => request.sessionId === id).flatMap((wait) => [
        ...this.blockersOf(wait).map(({ sessionId }) => sessionId),
        ...aheadOf(waits, wait).map(({ request }) => request.sessionId),
      ]); // prettier-ignore
    const first = [...blockers.map(({ sessionId }) => sessionId), ...ahead.map(({ request }) => request.sessionId)]; // prettier-ignore
    const circle = findDeadlock(session.id, first, waitsFor);
    return circle?.flatMap((id) => this.parts.sessions.byId(id) ?? []) ?? null;
  }

  private tellCircle(db: Db, session: Session, target: ClaimTarget, circle: readonly Session[]): void {
    for (const peer of circle) {
      if (peer.id === session.id) continue;
      const text = `parallel-cc: session "${session.name}" needs ${describeTarget(target)} and you wait for what it holds: neither of you would ever go on. Release what you do not need now, or agree with it (parallel-cc message ${session.name} …).`;
      this.parts.notices.leave(db, peer.id, {
        kind: 'claim',
        key: `deadlock:${session.id}:${target.key}`,
        text,
      });
    }
  }
}

/** So long after its time an entry stays whose caller is about to take it back itself, in milliseconds. */
const graceMs = 2000;

function aheadOf(waits: readonly ClaimWait[], wait: ClaimWait): ClaimWait[] {
  const earlier = waits.slice(
    0,
    waits.findIndex(({ id }) => id === wait.id),
  );
  return earlier.filter(
    ({ request }) =>
      request.sessionId !== wait.request.sessionId &&
      !compatible(wait.request.mode, request.mode, relate(wait.request.target, request.target, matchGlob)),
  );
}
