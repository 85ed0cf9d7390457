import { mapLimit } from '../../base/async';
import type { Engine } from '../../engine/engine';
import { reportWorktree } from '../../engine/worktrees/removal/report';
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
    async cleanUp({ dryRun, merged }) {
      const endedSessions = dryRun ? [] : await engine.maintenance.run();
      const worktrees = await engine.release.cleanUpWorktrees({ dryRun, merged: merged === true });
      if (!dryRun) await engine.timeline.expire((id) => engine.sessions.byId(id)?.endedAt === null);
      if (!dryRun) await engine.followWorktrees();
      return { dryRun, endedSessions, worktrees };
    },
  };
}
