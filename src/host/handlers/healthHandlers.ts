import type { Engine } from '../../engine/engine';
import { measureSnapshots } from '../../engine/snapshots/keptCommits';
import { processSight } from '../../engine/processes/folderUse';
import type { Handlers } from './handlers';

/** Answers how the coordinator itself is doing. */
export function healthHandlers(engine: Engine): Pick<Handlers, 'getHealth'> {
  return {
    async getHealth() {
      const snapshots = await measureSnapshots(engine.git);
      const { snapshotDays: days, snapshotsPerSession: perSession, snapshotMegabytes: megabytes } = engine.settings.current; // prettier-ignore
      return { store: engine.storeHealth(), snapshots: { ...snapshots, days, perSession, megabytes }, processSight: processSight() }; // prettier-ignore
    },
  };
}
