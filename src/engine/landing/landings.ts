import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { Notices } from '../notices';
import type { ChecksParts } from '../verify/checks';
import { Checks } from '../verify/checks';
import { GitGround } from './gitGround';
import { landingEnds } from './landingEnds';
import { LandingPlans } from './landingPlans';
import type { LandingPlansParts } from './landingPlans';
import { LandingQueue } from './landingQueue';

/** What landing needs of the engine. */
export interface LandingsParts extends ChecksParts, LandingPlansParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notices: Notices;
}

/** All that brings finished sessions into their targets. */
export interface Landings {
  readonly checks: Checks;
  readonly plans: LandingPlans;
  readonly queue: LandingQueue;
}

/** Puts it together; nothing lands until the queue is started. */
export function landingsOf(parts: LandingsParts): Landings {
  const checks = new Checks(parts);
  const ground = new GitGround({ ...parts, checks });
  const batch = (): number => parts.settings.current.landBatch;
  return {
    checks,
    plans: new LandingPlans(parts),
    queue: new LandingQueue({ ...parts, ground, batch, onEnded: landingEnds(parts) }),
  };
}
