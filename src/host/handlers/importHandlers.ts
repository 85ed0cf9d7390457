import type { Engine } from '../../engine/engine';
import type { Handlers } from './handlers';

/** Answers what was kept by the tool that this one replaces. */
export function importHandlers(engine: Engine): Pick<Handlers, 'importOld' | 'listImported'> {
  return {
    importOld: ({ path, dryRun }) => engine.import.run(path, dryRun),
    listImported: ({ kind, limit }) => Promise.resolve({ records: engine.import.list(kind, limit) }),
  };
}
