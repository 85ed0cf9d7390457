import { snapshotNotFound } from '../../core/errors';
import type { Operation } from '../../core/operation';
import type { Session } from '../../core/session';
import type { SessionSnapshot } from '../../core/sessionSnapshot';
import { snapshotLabel } from '../../core/sessionSnapshot';
import type { Engine } from '../../engine/engine';
import { diffCommits } from '../../engine/git/diffTree';
import type { TreeDifference } from '../../engine/snapshots/treeDiff';
import type { Undone } from '../../engine/undo/undo';
import { fileAt } from '../../engine/worktrees/changes';
import type { FileChange, SnapshotView, UndoResult } from '../../protocol/results';
import type { Handlers } from './handlers';

/** Answers the methods on time-lines, and takes operations back. */
export function timelineHandlers(
  engine: Engine,
): Pick<
  Handlers,
  'listSnapshots' | 'takeSnapshot' | 'getSnapshotFile' | 'restoreSnapshot' | 'undoOperation'
> {
  return {
    async listSnapshots({ session }) {
      const found = engine.sessions.find(session);
      // One that is being taken belongs to the answer.
      await engine.timeline.idle();
      return { session: found, snapshots: await viewSnapshots(engine, found) };
    },
    async takeSnapshot({ session }) {
      const found = engine.sessions.find(session);
      const { id } = await engine.timeline.take(found, 'manual');
      const snapshot = (await viewSnapshots(engine, found)).find((view) => view.id === id);
      if (snapshot === undefined) throw snapshotNotFound(found.name, 'last');
      return { snapshot };
    },
    async getSnapshotFile({ session, label, path }) {
      const found = engine.sessions.find(session);
      const snapshot = engine.timeline.find(found, label);
      const texts = [previousCommit(engine.timeline.of(found.id), snapshot), snapshot.commit];
      const [before = null, after = null] = await Promise.all(texts.map((commit) => fileAt(engine.git, commit, path))); // prettier-ignore
      return { before, after };
    },
    async restoreSnapshot({ session, label, paths, into, dryRun, force, plan = null }) {
      const found = engine.sessions.find(session);
      const target = engine.timeline.find(found, label);
      const options = { dryRun, force, plan };
      const restored =
        into === 'new'
          ? await engine.restoreIntoNew.run(target, paths, options)
          : await engine.restore.intoWorktree(found, target, paths, options);
      if (into === 'new' && !dryRun) await engine.followWorktrees();
      const { worktreePath, differences, submodules, before, operation, made } = restored;
      const newWorktree = made && { ...made, setup: engine.setups.progress(worktreePath) };
      const changes = differences.map(viewDifference);
      return { dryRun, label: snapshotLabel(target), worktreePath, changes, submodules, plan: restored.plan, before: before && snapshotLabel(before), newWorktree, operation }; // prettier-ignore
    },
    async undoOperation({ operation, dryRun, force, plan = null }, call) {
      // What "the newest" was the first time is what is meant when the call is repeated.
      const target = call.earlierTarget === null ? operation : Number(call.earlierTarget);
      const chosen = engine.undo.find(target);
      if (!dryRun && operation === null) await engine.state.commit((db) => call.noteTarget(db, String(chosen))); // prettier-ignore
      const undone = await engine.undo.run(chosen, { dryRun, force, plan }, (db, done) =>
        call.noteAnswer(db, viewUndone(done)),
      );
      if (!dryRun) await engine.followWorktrees();
      return viewUndone(undone);
    },
  };
}

function viewUndone({ operation, effects, plan, undoneBy }: Undone): UndoResult {
  const shown = effects.map(({ summary, files }) => ({ summary, changes: files.map(viewDifference) }));
  return { dryRun: undoneBy === null, operation: withoutUndo(operation), effects: shown, plan, undoneBy };
}

async function viewSnapshots(engine: Engine, session: Session): Promise<SnapshotView[]> {
  const own = engine.timeline.of(session.id);
  const pairs = own.map((snapshot) => ({ from: previousCommit(own, snapshot), to: snapshot.commit }));
  const changes = await diffCommits(engine.git, pairs);
  return own.map((snapshot, index) => ({
    ...snapshot,
    label: snapshotLabel(snapshot),
    changes: [...(changes[index] ?? [])].map(([path, change]) => ({ path, change })),
  }));
}

function previousCommit(own: readonly SessionSnapshot[], snapshot: SessionSnapshot): string {
  const index = own.findIndex(({ id }) => id === snapshot.id);
  return own[index - 1]?.commit ?? snapshot.head;
}

function withoutUndo({
  id,
  time,
  kind,
  sessionId,
  summary,
  partOf,
  undoable,
  undoneBy,
}: Operation): Operation {
  return { id, time, kind, sessionId, summary, partOf, undoable, undoneBy };
}

function viewDifference({ path, from, to }: TreeDifference): FileChange {
  return { path, change: from === null ? 'added' : to === null ? 'deleted' : 'changed' };
}
