/** How much a claim keeps others out: see `compatible`. */
export type ClaimMode = 'exclusive' | 'shared' | 'intent';

/** Where a claim came from: the agent's first write, its explicit wish, or the user. */
export type ClaimSource = 'automatic' | 'agent' | 'user';

/** A session's announcement that it works on a file. Times are milliseconds since the Unix epoch. */
export interface Claim {
  readonly id: string;
  readonly sessionId: string;
  /** Path of the file from the top of the repository, with `/`; the same for every worktree's copy. */
  readonly path: string;
  readonly mode: ClaimMode;
  readonly source: ClaimSource;
  readonly reason: string | null;
  readonly acquiredAt: number;
  readonly expiresAt: number;
}

/** What a session asks for. */
export interface ClaimRequest {
  readonly sessionId: string;
  readonly path: string;
  readonly mode: ClaimMode;
  readonly source: ClaimSource;
  readonly reason: string | null;
  readonly ttlMs: number;
}

/**
 * The answer to a request. `overlaps` are the compatible claims of other sessions, which both sides should hear of;
 * `blockers` are the ones that stand in the way.
 */
export type ClaimDecision =
  | {
      readonly kind: 'granted';
      readonly claim: Claim;
      readonly changed: boolean;
      readonly overlaps: readonly Claim[];
    }
  | { readonly kind: 'denied'; readonly blockers: readonly Claim[] };

/** Says whether claims of two different sessions on one file can stand side by side: only exclusive ones cannot. */
export function compatible(one: ClaimMode, other: ClaimMode): boolean {
  return one !== 'exclusive' && other !== 'exclusive';
}

/** Says whether a claim still counts at a time. */
export function isActive(claim: Claim, now: number): boolean {
  return now < claim.expiresAt;
}

/**
 * Decides a request against the claims that are held on the same path.
 * A session never stands in its own way: its own claim is renewed, and made stronger where the request is stronger.
 * @param newId the id of the claim, should it be a new one.
 */
export function decideClaim(
  held: readonly Claim[],
  request: ClaimRequest,
  now: number,
  newId: string,
): ClaimDecision {
  const active = held.filter((claim) => claim.path === request.path && isActive(claim, now));
  const others = active.filter((claim) => claim.sessionId !== request.sessionId);
  const own = active.find((claim) => claim.sessionId === request.sessionId);
  const mode = own === undefined ? request.mode : stronger(own.mode, request.mode);
  const blockers = others.filter((claim) => !compatible(claim.mode, mode));
  if (blockers.length > 0) return { kind: 'denied', blockers };
  const claim = own === undefined ? create(request, now, newId) : strengthen(own, request, mode, now);
  return { kind: 'granted', claim, changed: own === undefined || own.mode !== mode, overlaps: others };
}

/** Extends a claim, never shortening it. */
export function renew(claim: Claim, now: number, ttlMs: number): Claim {
  return { ...claim, expiresAt: Math.max(claim.expiresAt, now + ttlMs) };
}

const strength: Readonly<Record<ClaimMode, number>> = { intent: 0, shared: 1, exclusive: 2 };

function stronger(one: ClaimMode, other: ClaimMode): ClaimMode {
  return strength[one] >= strength[other] ? one : other;
}

function create(request: ClaimRequest, now: number, id: string): Claim {
  const { sessionId, path, mode, source, reason, ttlMs } = request;
  return { id, sessionId, path, mode, source, reason, acquiredAt: now, expiresAt: now + ttlMs };
}

function strengthen(own: Claim, request: ClaimRequest, mode: ClaimMode, now: number): Claim {
  const claim = renew({ ...own, mode }, now, request.ttlMs);
  return request.source === 'automatic'
    ? claim
    : { ...claim, source: request.source, reason: request.reason ?? own.reason };
}
