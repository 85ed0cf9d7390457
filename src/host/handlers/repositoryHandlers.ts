import { conflictNotFound } from '../../core/errors';
import type { CoordinatorSettings } from '../../core/settings';
import { basePoint, changedFiles, fileAt } from '../../engine/worktrees/changes';
import type { Engine } from '../../engine/engine';
import { listOperations, logOperation } from '../../engine/operations';
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
      const before = engine.settings.current;
      const changed = await engine.settings.update(settings);
      await logSettings(engine, before, changed);
      await engine.followWorktrees();
      projection.schedule();
      return { settings: changed };
    },
    listOperations: ({ limit }) => Promise.resolve({ operations: listOperations(engine.state, limit) }),
  };
}

async function logSettings(
  engine: Engine,
  before: CoordinatorSettings,
  after: CoordinatorSettings,
): Promise<void> {
  const names = Object.keys(after) as (keyof CoordinatorSettings)[];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (changed.length === 0) return;
  const undo = {
    type: 'settings',
    before: Object.fromEntries(changed.map((name) => [name, before[name]])),
  } as const;
  const summary = `Settings were changed: ${changed.map((name) => `${name} is ${JSON.stringify(after[name])}`).join(', ')}.`;
  const entry = {
    time: engine.clock.now(),
    kind: 'settingsChanged',
    sessionId: null,
    summary,
    undo,
  } as const;
  await engine.state.commit((db) => logOperation(db, entry));
}
