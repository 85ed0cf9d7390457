import { mapLimit } from '../../base/async';
import type { Engine } from '../../engine/engine';
import { reportWorktree } from '../../engine/worktrees/removal/report';
import type { CleanUpResult } from '../../protocol/results';
import type { Projection } from '../projection';
import type { Handlers } from './handlers';

/** Answers the methods on worktrees and their removal. */
export function worktreeHandlers(
  engine: Engine,
  projection: Projection,
): Pick<Handlers, 'inspectWorktrees' | 'removeWorktree' | 'cleanUp'> {
  return {
    async inspectWorktrees() {
      await engine.worktrees.refresh();
      const { worktrees } = projection.build();
      const reports = await mapLimit(worktrees, 2, async (view) => ({ ...view, ...(await reportWorktree(engine, view.path)) })); // prettier-ignore
      return { worktrees: reports };
    },
    async removeWorktree({ path, force, dryRun }) {
      const outcome = await engine.release.removeWorktreeAt(path, { force, dryRun: dryRun === true });
      await engine.followWorktrees();
      return outcome;
    },
    cleanUp: ({ dryRun, merged = false }) =>
      dryRun ? previewCleanUp(engine, merged) : cleanUp(engine, merged),
  };
}

async function cleanUp(engine: Engine, merged: boolean): Promise<CleanUpResult> {
  const endedSessions = await engine.maintenance.run();
  const leftovers = await engine.removals.finish();
  const worktrees = await engine.release.cleanUpWorktrees(merged);
  await engine.expiry.run((id) => engine.sessions.byId(id)?.endedAt === null);
  await engine.followWorktrees();
  return { dryRun: false, endedSessions, worktrees, leftovers };
}

async function previewCleanUp(engine: Engine, merged: boolean): Promise<CleanUpResult> {
  const endedSessions = await engine.maintenance.due();
  const worktrees = await engine.release.previewCleanUp(merged, endedSessions);
  return { dryRun: true, endedSessions, worktrees, leftovers: engine.removals.leftovers() };
}
