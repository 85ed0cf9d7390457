import { conflictNotFound } from '../../core/errors';
import { basePoint, changedFiles, fileAt } from '../../engine/worktrees/changes';
import type { Engine } from '../../engine/engine';
import { changeSettings } from '../../engine/changeSettings';
import { listOperations } from '../../engine/operations';
import { locateConflicts } from '../conflictViews';
import type { Projection } from '../projection';
import type { Handlers } from './handlers';
import { findUnmanaged } from '../unmanaged/findUnmanaged';

/** Answers the methods on the repository as a whole. */
export function repositoryHandlers(
  engine: Engine,
  projection: Projection,
): Pick<
  Handlers,
  | 'getSnapshot'
  | 'getConflictTexts'
  | 'getChangedFiles'
  | 'getFileAtBase'
  | 'updateSettings'
  | 'listOperations'
  | 'listUnmanaged'
> {
  return {
    async getSnapshot({ fresh, allEnded = false }) {
      if (fresh) {
        await engine.followWorktrees();
        if (engine.settings.current.radar) await engine.radar.look();
      }
      return projection.build({ allEnded });
    },
    async listUnmanaged() {
      return { agents: await findUnmanaged(engine) };
    },
    async getConflictTexts({ conflict }) {
      const located = locateConflicts(engine).find(({ id }) => id === conflict);
      if (located === undefined) throw conflictNotFound(conflict);
      return engine.radar.texts(located.pair, located.file);
    },
    async getChangedFiles({ session }) {
      const found = engine.sessions.find(session);
      const base = await basePoint(engine.git, found);
      const files = await changedFiles(engine.git.at(found.worktreePath), base);
      return { base, worktreePath: found.worktreePath, files };
    },
    async getFileAtBase({ session, path }) {
      const base = await basePoint(engine.git, engine.sessions.find(session));
      return { text: await fileAt(engine.git, base, path) };
    },
    async updateSettings({ settings }) {
      const changed = await changeSettings(engine, settings);
      await engine.followWorktrees();
      projection.schedule();
      return { settings: changed };
    },
    listOperations: ({ limit }) => Promise.resolve({ operations: listOperations(engine.state, limit) }),
  };
}
