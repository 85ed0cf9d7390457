import type { Claim, ClaimDecision } from '../../core/claim';
import type { ClaimTarget } from '../../core/claimTarget';
import { describeTarget } from '../../core/claimTarget';
import { CoordinatorError } from '../../core/errors';
import type { Session } from '../../core/session';
import type { Standing } from '../../engine/agents/describePeers';
import { describeDenial } from '../../engine/agents/describePeers';
import type { ClaimReference, ClaimWish } from '../../engine/claims/claims';
import type { WaitOutcome } from '../../engine/claims/waits';
import type { Engine } from '../../engine/engine';
import type { Db } from '../../engine/store/store';
import type { MethodResults } from '../../protocol/methods';
import type { ClaimResult } from '../../protocol/results';
import type { ClaimView } from '../../protocol/snapshot';
import type { Handlers } from './handlers';

/** Answers the methods on claims. */
export function claimHandlers(
  engine: Engine,
): Pick<Handlers, 'acquireClaims' | 'stopWaiting' | 'releaseClaims' | 'handOverClaims' | 'takeNumber'> {
  const results = new ClaimResults(engine);
  const view = (claim: Claim): ClaimView => results.view(claim);
  return {
    async acquireClaims({
      session: reference,
      paths,
      cwd,
      mode,
      reason,
      ttlMinutes,
      waitSeconds = 0,
      weaken = false,
    }) {
      // prettier-ignore
      const session = engine.sessions.find(reference);
      requireLive(session);
      const targets = paths.map(engine.targetReader(cwd));
      const ttlMs = (ttlMinutes ?? engine.settings.current.claimMinutes) * 60_000;
      const wish = { sessionId: session.id, mode, weaken, source: 'agent', reason, ttlMs } as const;
      if (waitSeconds > 0) return { results: await acquireInTurn(engine, results, session, targets, wish, waitSeconds * 1000) }; // prettier-ignore
      const decisions = await engine.state.commit((db) =>
        targets.map((target) => engine.claims.acquire(db, target, wish, session.name)),
      );
      return { results: targets.map((target, index) => results.ofDecision(session, target, decisions[index] as ClaimDecision)) }; // prettier-ignore
    },
    async stopWaiting({ session, paths, cwd }) {
      const targets = paths.map(engine.targetReader(cwd));
      const stopped = await engine.waits.stop(engine.sessions.find(session), targets);
      return { stopped: stopped.map(describeTarget) };
    },
    async releaseClaims({ session, claims, cwd }, call) {
      const by = session === null ? null : engine.sessions.find(session).id;
      const answerWith = (released: readonly Claim[]): MethodResults['releaseClaims'] => ({ released: released.map(view) }); // prettier-ignore
      const note = (db: Db, released: readonly Claim[]): void => call.noteAnswer(db, answerWith(released));
      return answerWith(await engine.claims.release(referencesTo(engine, cwd, claims), by, note));
    },
    async handOverClaims({ session, claims, cwd, to }, call) {
      const by = session === null ? null : engine.sessions.find(session);
      const receiver = engine.sessions.find(to);
      requireLive(receiver);
      const answerWith = (handed: readonly Claim[]): MethodResults['handOverClaims'] => ({ claims: handed.map(view) }); // prettier-ignore
      const note = (db: Db, handed: readonly Claim[]): void => call.noteAnswer(db, answerWith(handed));
      const ttlMs = engine.settings.current.claimMinutes * 60_000;
      return answerWith(await engine.claims.handOver(referencesTo(engine, cwd, claims), by?.id ?? null, receiver, ttlMs, note)); // prettier-ignore
    },
    async takeNumber({ name, from, session: reference }, call) {
      const session = reference === null ? null : engine.sessions.find(reference);
      return { number: await engine.sequences.take(name, from, session, (db, number) => call.noteAnswer(db, { number })) }; // prettier-ignore
    },
  };
}

// Whoever waits for several things takes them in the same order as everybody, so that few ever wait in a circle. Without
// one of them it waits for none of the others.
async function acquireInTurn(
  engine: Engine,
  results: ClaimResults,
  session: Session,
  targets: readonly ClaimTarget[],
  wish: ClaimWish,
  waitMs: number,
): Promise<ClaimResult[]> {
  const endsAt = performance.now() + waitMs;
  const byName = [...targets].sort((one, other) => (describeTarget(one) < describeTarget(other) ? -1 : 1));
  const found = new Map<ClaimTarget, ClaimResult>();
  let isInVain = false;
  for (const target of byName) {
    const leftMs = isInVain ? 0 : Math.max(0, endsAt - performance.now());
    const outcome = await engine.waits.acquire(session, target, wish, leftMs);
    isInVain ||= outcome.kind !== 'granted';
    found.set(target, results.ofWait(session, target, outcome));
  }
  return targets.flatMap((target) => found.get(target) ?? []);
}

/** How many claims of others are named in a sentence; the rest are counted. */
const namedOthers = 4;
/** How many claims of others an answer lists: a folder may have to do with thousands. */
const listedOthers = 32;

/** Words what became of a wish, for people and models. */
class ClaimResults {
  constructor(private readonly engine: Engine) {}

  view(claim: Claim): ClaimView {
    return { ...claim, holder: this.engine.sessions.nameOf(claim.sessionId), label: describeTarget(claim) };
  }

  ofDecision(session: Session, target: ClaimTarget, decision: ClaimDecision): ClaimResult {
    if (decision.kind === 'granted') return this.granted(session, target, decision.claim, decision.overlaps);
    return this.denied(target, decision.blockers, this.denial(target, decision), null);
  }

  ofWait(session: Session, target: ClaimTarget, outcome: WaitOutcome): ClaimResult {
    if (outcome.kind === 'granted') return this.granted(session, target, outcome.claim, outcome.overlaps);
    if (outcome.kind === 'timedOut') {
      const held = outcome.blockers.length > 0 ? this.denial(target, { ...outcome, ahead: [] }) : `parallel-cc: others that came first still wait for ${describeTarget(target)}.`; // prettier-ignore
      return this.denied(target, outcome.blockers, `${held} You waited for it in vain.`, null);
    }
    const names = outcome.circle.map(({ name }) => name);
    const others = names.filter((name) => name !== session.name).map((name) => `"${name}"`).join(' and '); // prettier-ignore
    const message = `parallel-cc: waiting for ${describeTarget(target)} would never end: ${others} waits for what you hold. Release what you do not need now, or agree with them by a message.`;
    return this.denied(target, outcome.blockers, message, names);
  }

  private granted(
    session: Session,
    target: ClaimTarget,
    claim: Claim,
    overlaps: readonly Claim[],
  ): ClaimResult {
    // prettier-ignore
    const others = this.list(overlaps);
    const names = others.slice(0, namedOthers).map((other) => `"${other.holder}" (${other.mode}${other.label === describeTarget(target) ? '' : ` on ${other.label}`})`); // prettier-ignore
    const more = overlaps.length > namedOthers ? ` and ${overlaps.length - namedOthers} more` : '';
    const beside = names.length === 0 ? '' : `, beside ${names.join(', ')}${more}`;
    const path = describeTarget(target);
    const message = `"${session.name}" holds ${path} (${claim.mode})${beside}.`;
    return { path, outcome: 'granted', claim: this.view(claim), others, deadlock: null, message };
  }

  private denied(
    target: ClaimTarget,
    blockers: readonly Claim[],
    message: string,
    deadlock: readonly string[] | null,
  ): ClaimResult {
    const others = this.list(blockers);
    return { path: describeTarget(target), outcome: 'denied', claim: null, others, deadlock, message };
  }

  private list(claims: readonly Claim[]): ClaimView[] {
    return firstOfEach(claims, listedOthers).map((claim) => this.view(claim));
  }

  private denial(target: ClaimTarget, standing: Standing): string {
    const { sessions, clock } = this.engine;
    return describeDenial(describeTarget(target), standing, (id) => sessions.byId(id), clock.now());
  }
}

// Every holder is to be heard of, as long as there is room.
function firstOfEach(claims: readonly Claim[], limit: number): readonly Claim[] {
  if (claims.length <= limit) return claims;
  const firsts = new Map<string, Claim>();
  for (const claim of claims) {
    if (!firsts.has(claim.sessionId)) firsts.set(claim.sessionId, claim);
    if (firsts.size === limit) break;
  }
  return [...new Set([...firsts.values(), ...claims.slice(0, limit)])].slice(0, limit);
}

function requireLive(session: Session): void {
  if (session.endedAt === null) return;
  throw new CoordinatorError(
    'sessionNotFound',
    `Session "${session.name}" has ended, so it can claim nothing.`,
    {
      hint: 'Register a new one with: parallel-cc register.',
    },
  );
}

// What names nothing that can be claimed may still be the id of a claim.
function referencesTo(engine: Engine, cwd: string, texts: readonly string[]): ClaimReference[] {
  const read = engine.targetReader(cwd);
  return texts.map((text) => {
    try {
      return { text, target: read(text) };
    } catch (error) {
      if (error instanceof CoordinatorError) return { text, target: null };
      throw error;
    }
  });
}
