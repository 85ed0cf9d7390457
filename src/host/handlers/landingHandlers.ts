import { checksChanged, targetUnknown } from '../../core/errors';
import type { Engine } from '../../engine/engine';
import type { PlanWish } from '../../engine/landing/landingPlans';
import type { ChecksPlan } from '../../engine/verify/checks';
import type { MethodParams } from '../../protocol/methods';
import type { Handlers } from './handlers';

/** Answers the methods on landing sessions and on the checks that they must pass. */
export function landingHandlers(
  engine: Engine,
): Pick<
  Handlers,
  'planLanding' | 'landSessions' | 'listLandings' | 'cancelLandings' | 'getChecks' | 'decideChecks'
> {
  const { checks, plans, queue } = engine.landings;
  return {
    planLanding: (params) => plans.plan(wishOf(engine, params)),
    async landSessions({ verify, ...params }, call) {
      const { method, landings, notReady } = await plans.plan(wishOf(engine, params));
      const wishes = landings.map(({ sessionId, session, target }) => ({
        sessionId,
        session,
        target,
        method,
        verify,
      }));
      const added = await queue.add(wishes, (db, entries) =>
        call.noteAnswer(db, { landings: entries, notReady }),
      );
      return { landings: added, notReady };
    },
    listLandings: ({ ids }) => Promise.resolve({ landings: queue.find(ids) }),
    cancelLandings: async ({ ids }) => ({ landings: await queue.cancel(ids) }),
    getChecks: ({ branch }) => checksOf(engine, branch),
    async decideChecks({ branch, fingerprint, decision }) {
      if ((await checksOf(engine, branch)).fingerprint !== fingerprint) throw checksChanged();
      await checks.decide(fingerprint, decision);
      return checksOf(engine, branch);
    },
  };
}

function wishOf(engine: Engine, { sessions, ...wish }: MethodParams<'planLanding'>): PlanWish {
  const found = sessions?.map((reference) => engine.sessions.find(reference));
  return { ...wish, sessions: found === undefined ? null : [...new Map(found.map((session) => [session.id, session])).values()] }; // prettier-ignore
}

function checksOf(engine: Engine, branch: string | null): Promise<ChecksPlan> {
  const name = branch ?? engine.worktrees.known.find(({ isMain }) => isMain)?.branch;
  if (name === undefined || name === null) throw targetUnknown('HEAD');
  return engine.landings.checks.plan(`refs/heads/${name}`);
}
