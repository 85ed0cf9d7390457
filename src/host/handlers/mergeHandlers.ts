import type { MergeSide } from '../../core/conflict';
import { CoordinatorError } from '../../core/errors';
import type { Engine } from '../../engine/engine';
import { resolveCommit } from '../../engine/worktrees/refs';
import type { Handlers } from './handlers';

/** Answers what is and would be merged. */
export function mergeHandlers(
  engine: Engine,
): Pick<
  Handlers,
  | 'subscribeMerge'
  | 'cancelMergeSubscription'
  | 'getMergeStatus'
  | 'listMerges'
  | 'previewMerge'
  | 'rebaseSession'
  | 'lookForMerges'
  | 'listMergeSubscriptions'
> {
  const { mergeEvents, sessions } = engine;
  return {
    subscribeMerge: ({ session, branch, target }) =>
      mergeEvents.subscribe(sessions.find(session), branch, target),
    async cancelMergeSubscription({ session, branch, target }) {
      return { cancelled: await mergeEvents.cancel(sessions.find(session), branch, target) };
    },
    getMergeStatus: ({ branch, target }) => mergeEvents.status(branch, target),
    listMerges: ({ limit, branch }) => Promise.resolve({ events: mergeEvents.newest(limit, branch) }),
    async previewMerge({ ours, theirs }) {
      await engine.followWorktrees();
      const sides = [await sideOf(engine, ours), await sideOf(engine, theirs)] as const;
      return { preview: await engine.radar.preview(...sides) };
    },
    rebaseSession({ session, onto, checkOnly, force = false }) {
      return engine.rebase.run(sessions.find(session), { onto, checkOnly, force });
    },
    async lookForMerges({ fetch }, call) {
      const fetched = fetch ? await engine.remotes.fetchAll() : [];
      await mergeEvents.look();
      const events = await mergeEvents.takeUntold((db, found) => call.noteAnswer(db, { events: found, fetched })); // prettier-ignore
      return { events, fetched };
    },
    listMergeSubscriptions: () =>
      Promise.resolve({
        subscriptions: mergeEvents.subscriptions().map(({ sessionId, branch, target, createdAt }) => ({ sessionId, session: sessions.nameOf(sessionId), branch, target, createdAt })), // prettier-ignore
      }),
  };
}

// A session, or a branch that is checked out somewhere, stands for all that is in its worktree.
async function sideOf(engine: Engine, name: string): Promise<MergeSide> {
  const path =
    sessionNamed(engine, name) ?? engine.worktrees.known.find(({ branch }) => branch === name)?.path;
  if (path !== undefined && engine.settings.current.radar) return { kind: 'worktree', path };
  return { kind: 'branch', name: await resolveCommit(engine.git, name) };
}

function sessionNamed(engine: Engine, name: string): string | undefined {
  try {
    const found = engine.sessions.find(name);
    return found.endedAt === null ? found.worktreePath : undefined;
  } catch (error) {
    if (error instanceof CoordinatorError) return undefined;
    throw error;
  }
}
