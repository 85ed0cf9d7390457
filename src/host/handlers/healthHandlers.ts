import type { Engine } from '../../engine/engine';
import { measureSnapshots } from '../../engine/snapshots/keptCommits';
import { processSight } from '../../engine/processes/folderUse';
import type { Guards } from '../guards/guards';
import type { Projection } from '../projection';
import type { Handlers } from './handlers';

/** Answers how the coordinator itself is doing, and whether its guards work. */
export function healthHandlers(
  engine: Engine,
  guards: Guards,
  projection: Projection,
): Pick<Handlers, 'getHealth' | 'checkGuards' | 'dismissRepairs'> {
  return {
    async getHealth() {
      const snapshots = await measureSnapshots(engine.git);
      const { snapshotDays: days, snapshotsPerSession: perSession, snapshotMegabytes: megabytes } = engine.settings.current; // prettier-ignore
      return { store: engine.storeHealth(), snapshots: { ...snapshots, days, perSession, megabytes }, processSight: processSight() }; // prettier-ignore
    },
    dismissRepairs: async ({ repairs }) => ({ dismissed: await engine.repairs.dismiss(repairs) }),
    async checkGuards() {
      const receipts = await guards.check();
      projection.schedule();
      return { receipts };
    },
  };
}
