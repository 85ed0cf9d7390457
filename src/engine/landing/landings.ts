import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { Notices } from '../notices';
import { Syntax } from '../syntax/syntax';
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
  /** Absolute path of the built program that parses. */
  readonly syntaxWorkerFile: string;
}

/** All that brings finished sessions into their targets. */
export interface Landings {
  readonly checks: Checks;
  readonly plans: LandingPlans;
  readonly queue: LandingQueue;
  /** Lets go of everything; what is on its way is gone on from by the next host. */
  close(): Promise<void>;
}

/** How long the start of that thread may take, in milliseconds: nobody waits at a prompt for it. */
const startMs = 20_000;
/** Its thread ends when nothing was merged for so long, in milliseconds. */
const idleMs = 300_000;

/** Puts it together; nothing lands until the queue is started. */
export function landingsOf(parts: LandingsParts): Landings {
  const checks = new Checks(parts);
  // A thread of its own: who waits for a merge is not to keep an agent's command waiting.
  const merger = new Syntax({ workerFile: parts.syntaxWorkerFile, logger: parts.logger, startMs, idleMs });
  const ground = new GitGround({ ...parts, checks, merger });
  const batch = (): number => parts.settings.current.landBatch;
  const queue = new LandingQueue({ ...parts, ground, batch, onEnded: landingEnds(parts) });
  const close = async (): Promise<void> => {
    await queue.close();
    await merger.dispose();
  };
  return { checks, plans: new LandingPlans(parts), queue, close };
}
