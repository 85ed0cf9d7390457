import type { ClaimTarget, MatchGlob, TargetRelation } from './claimTarget';
import { relate } from './claimTarget';

/** How much a claim keeps others out: see `compatible`. */
export type ClaimMode = 'exclusive' | 'shared' | 'intent';

/** Where a claim came from: the agent's first write, its explicit wish, or the user. */
export type ClaimSource = 'automatic' | 'agent' | 'user';

/** A session's announcement that it works on something. Times are milliseconds since the Unix epoch. */
export interface Claim extends ClaimTarget {
  readonly id: string;
  readonly sessionId: string;
  readonly mode: ClaimMode;
  readonly source: ClaimSource;
  readonly reason: string | null;
  readonly acquiredAt: number;
  readonly expiresAt: number;
  /**
   * The fencing token: it grows with every claim that is granted, whoever gets it, so that who shows a lower one than the
   * present holder's is late.
   */
  readonly fence: number;
}

/** What a session asks for. */
export interface ClaimRequest {
  readonly sessionId: string;
  readonly target: ClaimTarget;
  readonly mode: ClaimMode;
  /** Whether an own claim that is stronger is made weaker; otherwise it stays as strong as it is. */
  readonly weaken: boolean;
  readonly source: ClaimSource;
  readonly reason: string | null;
  readonly ttlMs: number;
}

/** A session that waits for a claim, since others stand in its way. */
export interface ClaimWait {
  readonly id: string;
  readonly request: ClaimRequest;
  readonly since: number;
  /** When it gives up. */
  readonly until: number;
}

/** A claim that is to be granted. It has its number once it is written. */
export type GrantedClaim = Omit<Claim, 'fence'> & { readonly fence: number | null };

/**
 * The answer to a request. `overlaps` are the compatible claims of other sessions, which both sides should hear of;
 * `blockers` are the ones that stand in the way, `ahead` those who wait and came first.
 */
export type ClaimDecision<C = Claim> =
  | {
      readonly kind: 'granted';
      readonly claim: C;
      readonly changed: boolean;
      readonly overlaps: readonly Claim[];
    }
  | { readonly kind: 'denied'; readonly blockers: readonly Claim[]; readonly ahead: readonly ClaimWait[] };

/**
 * Says whether claims of two different sessions can stand side by side: only exclusive ones cannot. The intent to work
 * somewhere in a file, a folder or a glob keeps nobody out of a part of it, as in the locking of databases (Gray et al.,
 * "Granularity of Locks in a Shared Data Base", 1975).
 */
export function compatible(one: ClaimMode, other: ClaimMode, relation: TargetRelation = 'same'): boolean {
  if (relation === 'apart' || (one !== 'exclusive' && other !== 'exclusive')) return true;
  if (relation === 'around') return one === 'intent';
  if (relation === 'within') return other === 'intent';
  return relation === 'across' && (one === 'intent' || other === 'intent');
}

/** Says whether a claim still counts at a time. */
export function isActive(claim: Pick<Claim, 'expiresAt'>, now: number): boolean {
  return now < claim.expiresAt;
}

/** The claims on one target, by their sessions, of which each has one at most; and how another target lies to it. */
export interface RelatedClaims {
  readonly relation: TargetRelation;
  readonly claims: ReadonlyMap<string, Claim>;
}

/** What a request is decided by. */
export interface ClaimStanding {
  /** The claims that have to do with what is asked for, and how they lie to it. */
  readonly held: readonly RelatedClaims[];
  /** Who waits, in the order in which they came. */
  readonly waiting: readonly ClaimWait[];
  readonly now: number;
  readonly match: MatchGlob;
}

/**
 * Decides a request against what is held and who waits.
 * A session never stands in its own way: its own claim is renewed, and made stronger where the request is stronger. Who
 * came first is served first: what would keep a session out that waits already is denied, but not to one that holds as
 * much and asks again.
 * @param newId the id of the claim, should it be a new one.
 */
export function decideClaim(
  { held, waiting, now, match }: ClaimStanding,
  request: ClaimRequest,
  newId: string,
): ClaimDecision<GrantedClaim> {
  const own = ownAmong(held, request.sessionId, now);
  const mode = own === undefined || request.weaken ? request.mode : stronger(own.mode, request.mode);
  const { overlaps, blockers } = othersAmong(held, request.sessionId, mode, now);
  const isMore = own === undefined || strength[mode] > strength[own.mode];
  const ahead = isMore ? beforeOwn(waiting, request, match).filter((wait) => isAhead(wait, request, mode, now, match)) : []; // prettier-ignore
  if (blockers.length > 0 || ahead.length > 0) return { kind: 'denied', blockers, ahead };
  const claim = own === undefined ? create(request, now, newId) : change(own, request, mode, now);
  return { kind: 'granted', claim, changed: own?.mode !== mode, overlaps };
}

function ownAmong(held: readonly RelatedClaims[], sessionId: string, now: number): Claim | undefined {
  const own = held.find(({ relation }) => relation === 'same')?.claims.get(sessionId);
  return own !== undefined && isActive(own, now) ? own : undefined;
}

function othersAmong(
  held: readonly RelatedClaims[],
  sessionId: string,
  mode: ClaimMode,
  now: number,
): { readonly overlaps: readonly Claim[]; readonly blockers: readonly Claim[] } {
  const overlaps: Claim[] = [];
  const blockers: Claim[] = [];
  for (const { relation, claims } of held)
    for (const claim of claims.values()) {
      if (claim.sessionId === sessionId || !isActive(claim, now)) continue;
      overlaps.push(claim);
      if (!compatible(mode, claim.mode, relation)) blockers.push(claim);
    }
  return { overlaps, blockers };
}

// A session that waits already has its place.
function beforeOwn(
  waiting: readonly ClaimWait[],
  request: ClaimRequest,
  match: MatchGlob,
): readonly ClaimWait[] {
  const place = waiting.findIndex((wait) => isSameWish(wait, request, match));
  return place < 0 ? waiting : waiting.slice(0, place);
}

/** Says whether a session waits for what it asks for. */
export function isSameWish(wait: ClaimWait, { sessionId, target }: ClaimRequest, match: MatchGlob): boolean {
  return wait.request.sessionId === sessionId && relate(wait.request.target, target, match) === 'same';
}

function isAhead(
  wait: ClaimWait,
  request: ClaimRequest,
  mode: ClaimMode,
  now: number,
  match: MatchGlob,
): boolean {
  if (wait.request.sessionId === request.sessionId || wait.until <= now) return false;
  return !compatible(mode, wait.request.mode, relate(request.target, wait.request.target, match));
}

/** Extends a claim, never shortening it. */
export function renew<C extends Pick<Claim, 'expiresAt'>>(claim: C, now: number, ttlMs: number): C {
  return { ...claim, expiresAt: Math.max(claim.expiresAt, now + ttlMs) };
}

/**
 * Finds the sessions that would wait for each other in a circle, were one more to wait: from the new one on, each waits
 * for the next, and the last for the new one. Null when there is no circle.
 * @param waitsFor the sessions that a waiting one waits for now.
 */
export function findDeadlock(
  session: string,
  waitingFor: readonly string[],
  waitsFor: (session: string) => readonly string[],
): readonly string[] | null {
  const seen = new Set<string>();
  const walk = (at: string, path: readonly string[]): readonly string[] | null => {
    if (at === session) return path;
    if (seen.has(at)) return null;
    seen.add(at);
    for (const next of waitsFor(at)) {
      const found = walk(next, [...path, at]);
      if (found !== null) return found;
    }
    return null;
  };
  for (const first of waitingFor) {
    const found = walk(first, [session]);
    if (found !== null) return found;
  }
  return null;
}

const strength: Readonly<Record<ClaimMode, number>> = { intent: 0, shared: 1, exclusive: 2 };

function stronger(one: ClaimMode, other: ClaimMode): ClaimMode {
  return strength[one] >= strength[other] ? one : other;
}

function create(request: ClaimRequest, now: number, id: string): GrantedClaim {
  const { sessionId, target, mode, source, reason, ttlMs } = request;
  const { kind, path, key, symbol } = target;
  return { id, sessionId, kind, path, key, symbol, mode, source, reason, acquiredAt: now, expiresAt: now + ttlMs, fence: null }; // prettier-ignore
}

function change(own: Claim, request: ClaimRequest, mode: ClaimMode, now: number): GrantedClaim {
  const claim = renew({ ...own, mode }, now, request.ttlMs);
  return request.source === 'automatic'
    ? claim
    : { ...claim, source: request.source, reason: request.reason ?? own.reason };
}
