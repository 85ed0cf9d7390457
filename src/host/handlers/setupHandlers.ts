import { commandsChanged } from '../../core/errors';
import type { Engine } from '../../engine/engine';
import { fingerprintOf } from '../../engine/worktrees/setup/trust';
import type { Handlers } from './handlers';

/** Answers the methods on the set-up of worktrees. */
export function setupHandlers(
  engine: Engine,
): Pick<
  Handlers,
  'getSetupPlan' | 'decideSetupTrust' | 'forgetSetupTrust' | 'getSetup' | 'retrySetup' | 'cancelSetup'
> {
  const { setups } = engine;
  const pathOf = (session: string): string => engine.sessions.find(session).worktreePath;
  return {
    async getSetupPlan() {
      const { commandsFrom, ...recipe } = await setups.recipe();
      const whole = { commandsFrom, ...recipe };
      return {
        file: commandsFrom?.file ?? null,
        trust: setups.trust.of(whole),
        fingerprint: fingerprintOf(whole),
        ...recipe,
      };
    },
    async decideSetupTrust({ fingerprint, decision }) {
      if (fingerprintOf(await setups.recipe()) !== fingerprint) throw commandsChanged();
      await setups.trust.decide(fingerprint, decision);
      return { begun: await setups.followDecision(fingerprint) };
    },
    async forgetSetupTrust() {
      await setups.trust.forget();
      return {};
    },
    getSetup: ({ session }) => Promise.resolve({ setup: setups.progress(pathOf(session)) }),
    retrySetup: async ({ session }) => ({ setup: await setups.retry(pathOf(session)) }),
    cancelSetup: async ({ session }) => ({ setup: await setups.cancel(pathOf(session)) }),
  };
}
