// Waits for set-ups of a coordinator in this process, and asks for what runs.
import type { SetupState } from '../../../src/core/setup/progress';
import type { SetupPlan } from '../../../src/protocol/results';
import type { SetupProgress } from '../../../src/core/setup/progress';
import type { TestCoordinator } from '../../support/coordinator';
import { eventually } from '../../support/processes';

/** Waits until the set-up of a session's worktree is in a state. */
export async function setupIn(
  host: TestCoordinator,
  session: string,
  ...states: readonly SetupState[]
): Promise<SetupProgress> {
  return eventually(async () => {
    const { setup } = await host.client.call('getSetup', { session });
    if (setup === null || !states.includes(setup.state))
      throw new Error(`The set-up of ${session} is ${setup?.state ?? 'none'}, not ${states.join(' or ')}.`);
    return setup;
  });
}

/** Trusts the commands as they are now. */
export async function trust(host: TestCoordinator): Promise<SetupPlan> {
  const plan = await host.client.call('getSetupPlan', {});
  await host.client.call('decideSetupTrust', { fingerprint: plan.fingerprint, decision: 'trusted' });
  return plan;
}
