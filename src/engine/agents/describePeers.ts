import type { Claim, ClaimDecision, ClaimWait } from '../../core/claim';
import { describeTarget } from '../../core/claimTarget';
import type { Session } from '../../core/session';

/** How many peers are named; the rest are counted. */
const namedPeers = 4;

/** About 150 tokens of words, names and paths, in UTF-16 units. */
const longestPlace = 480;
/** How many peers are named, and how many claims of each: less and less, until it is short enough. */
const details = [
  { peers: namedPeers, claims: 2 },
  { peers: namedPeers, claims: 1 },
  { peers: namedPeers, claims: 0 },
  { peers: 2, claims: 0 },
  { peers: 0, claims: 0 },
] as const;

/**
 * Tells an agent at its start where it works and who its peers are, in at most about 150 tokens unless the names of its
 * own place take more.
 * @param claimsOf the claims of a peer.
 */
export function describePlace(
  session: Session,
  peers: readonly Session[],
  claimsOf: (id: string) => readonly Claim[],
): string {
  const branch = session.branch === null ? 'a detached HEAD' : `branch ${session.branch}`;
  const target = session.targetBranch === null ? '' : `, meant for ${session.targetBranch}`;
  const own = `parallel-cc: you are session "${session.name}", working in ${session.worktreePath} on ${branch}${target}. Edit files only there.`;
  if (peers.length === 0) return `${own} No other agent is at work in this repository.`;
  let text = own;
  for (const detail of details) {
    text = `${own} Other agents at work: ${listPeers(session, peers, claimsOf, detail)}. Files you edit are claimed for you; you are told when a peer edits the same ones.`;
    if (text.length <= longestPlace) break;
  }
  return text;
}

function listPeers(
  session: Session,
  peers: readonly Session[],
  claimsOf: (id: string) => readonly Claim[],
  detail: (typeof details)[number],
): string {
  const named = peers.slice(0, detail.peers).map((peer) => describePeer(session, peer, claimsOf(peer.id), detail.claims)); // prettier-ignore
  const rest = peers.length - named.length;
  if (named.length === 0) return String(rest);
  return `${named.join('; ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function describePeer(session: Session, peer: Session, claims: readonly Claim[], most: number): string {
  const files = claims.slice(0, most).map((claim) => shortenPath(describeTarget(claim)));
  const more = claims.length > most ? ` +${claims.length - most}` : '';
  const where = peer.worktreePath === session.worktreePath ? ' in YOUR folder' : '';
  return files.length === 0
    ? `"${peer.name}"${where}`
    : `"${peer.name}"${where} on ${files.join(', ')}${more}`;
}

function shortenPath(path: string): string {
  return path.length <= 40 ? path : `…${path.slice(-39)}`;
}

/** What stands in the way of a claim: who holds it, and otherwise who waits for it already. */
export type Standing = Pick<ClaimDecision & { readonly kind: 'denied' }, 'blockers' | 'ahead'>;

/** Tells a refused agent what is held, by whom, since when, for what, and what it can do instead. */
export function describeDenial(
  target: string,
  { blockers, ahead }: Standing,
  holderOf: (id: string) => Session | undefined,
  now: number,
): string {
  if (blockers.length === 0) return describeQueue(target, ahead, holderOf);
  const held = blockers.slice(0, namedPeers).map((claim) => describeHolder(target, claim, holderOf(claim.sessionId), now)); // prettier-ignore
  if (blockers.length > namedPeers) held.push(`${blockers.length - namedPeers} more`);
  const [first] = blockers;
  const asked = (first && holderOf(first.sessionId)?.name) ?? 'SESSION';
  return (
    `parallel-cc: ${target} is held by ${held.join(' and ')} and was not given to you. ` +
    `Work on something else for now: the claim ends when its session ends or releases it. Or wait in the queue (parallel-cc claim --wait 300 "${target}"). ` +
    `Or ask the holder (parallel-cc message "${asked}" "…"), who can hand it over (parallel-cc unclaim "${target}" --to YOUR_SESSION). ` +
    `If you cannot go on without it, say so to the user, who can release it (parallel-cc unclaim "${target}").`
  );
}

/** Says who holds something, in what way, since when and for what. @param target what the listener knows it by. */
export function describeHolder(
  target: string,
  claim: Claim,
  holder: Session | undefined,
  now: number,
): string {
  const task = claim.reason ?? holder?.prompt ?? null;
  const why = task === null ? '' : `, to: "${task.slice(0, 100)}"`;
  const part = describeTarget(claim) === target ? '' : ` on ${describeTarget(claim)}`;
  return `session "${holder?.name ?? claim.sessionId}" (${claim.mode}${part}, for ${describeDuration(now - claim.acquiredAt)}${why})`;
}

function describeQueue(
  target: string,
  ahead: readonly ClaimWait[],
  holderOf: (id: string) => Session | undefined,
): string {
  const names = ahead.map(
    ({ request }) => `session "${holderOf(request.sessionId)?.name ?? request.sessionId}"`,
  );
  const came = names.length === 1 ? 'came first and waits for it' : 'came first and wait for it';
  return `parallel-cc: ${target} was not given to you: ${names.join(' and ')} ${came}. Wait too (parallel-cc claim --wait 300 "${target}"), or work on something else.`;
}

/** Words how long something has lasted, for example `3 min`. */
function describeDuration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
