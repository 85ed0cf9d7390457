import type { Run } from '../../core/run';
import type { Engine } from '../../engine/engine';
import type { RunView } from '../../protocol/runMethods';
import { viewRun } from '../runViews';
import type { Handlers } from './handlers';

/** Answers the methods on runs in sandboxes. */
export function runHandlers(
  engine: Engine,
): Pick<Handlers, 'startRun' | 'listRuns' | 'getRun' | 'stopRun' | 'pauseRun' | 'resumeRun' | 'collectRun'> {
  const { runs } = engine;
  const answer = async (run: Promise<Run>): Promise<{ readonly run: RunView }> => ({ run: viewRun(engine, await run) }); // prettier-ignore
  return {
    async startRun(params) {
      const { run } = await runs.start(params);
      await engine.followWorktrees();
      return { run: viewRun(engine, run) };
    },
    listRuns: () => Promise.resolve({ runs: runs.all().map((run) => viewRun(engine, run)) }),
    getRun: ({ session }) => Promise.resolve({ run: viewRun(engine, runs.find(session).run) }),
    stopRun: ({ session }) => answer(runs.stop(session, 'cancelled', 'It was ended by the user.')),
    pauseRun: ({ session }) => answer(runs.pause(session)),
    resumeRun: ({ session }) => answer(runs.resume(session)),
    collectRun: ({ session }) => answer(runs.collect(session)),
  };
}
