import type { Claim } from '../../core/claim';
import { CoordinatorError } from '../../core/errors';
import type { Session } from '../../core/session';
import { describeDenial } from '../../engine/agents/describePeers';
import type { Engine } from '../../engine/engine';
import type { RepositoryPath } from '../../engine/repositoryPaths';
import type { Db } from '../../engine/store/store';
import type { ClaimResult, MethodResults } from '../../protocol/methods';
import type { ClaimView } from '../../protocol/snapshot';
import type { Handlers } from './handlers';

/** Answers the methods on claims. */
export function claimHandlers(engine: Engine): Pick<Handlers, 'acquireClaims' | 'releaseClaims'> {
  const nameOf = (sessionId: string): string => engine.sessions.byId(sessionId)?.name ?? sessionId;
  const view = (claim: Claim): ClaimView => ({ ...claim, holder: nameOf(claim.sessionId) });
  return {
    async acquireClaims({ session: reference, paths, cwd, mode, reason, ttlMinutes }) {
      const session = engine.sessions.find(reference);
      requireLive(session);
      const files = paths.map((path) => engine.resolvePath(cwd, path));
      const ttlMs = (ttlMinutes ?? engine.settings.current.claimMinutes) * 60_000;
      const wish = { sessionId: session.id, mode, source: 'agent', reason, ttlMs } as const;
      const decisions = await engine.state.commit((db) =>
        files.map((file) => ({ file, decision: engine.claims.acquire(db, file, wish, session.name) })),
      );
      const holderOf = (id: string): Session | undefined => engine.sessions.byId(id);
      const results = decisions.map(({ file, decision }): ClaimResult => {
        if (decision.kind === 'granted') {
          const others = decision.overlaps.map(view);
          const beside = others.length === 0 ? '' : `, beside ${others.map((other) => `"${other.holder}" (${other.mode})`).join(', ')}`; // prettier-ignore
          const message = `"${session.name}" holds ${file.path} (${decision.claim.mode})${beside}.`;
          const claim = { ...decision.claim, holder: session.name };
          return { path: file.path, outcome: 'granted', claim, others, message };
        }
        const message = describeDenial(file.path, decision.blockers, holderOf, engine.clock.now());
        return {
          path: file.path,
          outcome: 'denied',
          claim: null,
          others: decision.blockers.map(view),
          message,
        };
      });
      return { results };
    },
    async releaseClaims({ session, claims, cwd }, call) {
      const by = session === null ? null : engine.sessions.find(session).id;
      const references = claims.map((text) => ({ text, path: pathNamed(engine, cwd, text) }));
      const answerWith = (released: readonly Claim[]): MethodResults['releaseClaims'] => ({ released: released.map(view) }); // prettier-ignore
      const note = (db: Db, released: readonly Claim[]): void => call.noteAnswer(db, answerWith(released));
      return answerWith(await engine.claims.release(references, by, nameOf, note));
    },
  };
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

// What names no file may still be the id of a claim.
function pathNamed(engine: Engine, cwd: string, text: string): RepositoryPath | null {
  try {
    return engine.resolvePath(cwd, text);
  } catch (error) {
    if (error instanceof CoordinatorError) return null;
    throw error;
  }
}
