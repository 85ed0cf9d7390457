import type { Engine } from '../../engine/engine';
import { processSight } from '../../engine/processes/folderUse';
import { measureSnapshots } from '../../engine/snapshots/measureSnapshots';
import type { Handlers } from './handlers';

/** Answers how the coordinator itself is doing. */
export function healthHandlers(engine: Engine): Pick<Handlers, 'getHealth'> {
  return {
    async getHealth() {
      const snapshots = await measureSnapshots(engine.git);
      const { snapshotDays: days, snapshotsPerSession: perSession } = engine.settings.current;
      return {
        store: engine.storeHealth(),
        snapshots: { ...snapshots, days, perSession },
        processSight: processSight(),
      };
    },
  };
}
