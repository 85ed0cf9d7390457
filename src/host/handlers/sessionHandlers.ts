import type { Engine } from '../../engine/engine';
import type { Handlers } from './handlers';

/** Answers the methods on sessions, and what their agents' hooks tell. */
export function sessionHandlers(
  engine: Engine,
): Pick<
  Handlers,
  | 'registerSession'
  | 'resumeSession'
  | 'heartbeat'
  | 'setProcess'
  | 'releaseSession'
  | 'agentEvent'
  | 'checkCommit'
> {
  return {
    async registerSession(params) {
      const registered = await engine.registration.register(params);
      await engine.followWorktrees();
      const setup = engine.setups.progress(registered.session.worktreePath);
      return { ...registered, setup, waitForSetup: engine.settings.current.waitForSetup };
    },
    async resumeSession({ session, pid, agent = null }) {
      const resumed = await engine.resume.resume(engine.sessions.find(session), { pid, agent });
      await engine.followWorktrees();
      const setup = engine.setups.progress(resumed.session.worktreePath);
      return { ...resumed, setup, waitForSetup: engine.settings.current.waitForSetup };
    },
    async heartbeat({ session }) {
      const { id } = engine.sessions.find(session);
      const ttlMs = engine.settings.current.claimMinutes * 60_000;
      return engine.state.commit((db) => {
        engine.claims.renewAll(db, id, ttlMs);
        const now = engine.clock.now();
        return { session: engine.sessions.change(db, id, (live) => ({ ...live, lastHeartbeat: Math.max(live.lastHeartbeat, now) })) }; // prettier-ignore
      });
    },
    async setProcess({ session, pid }) {
      return { session: await engine.registration.setProcess(engine.sessions.find(session), pid) };
    },
    async releaseSession({ session, worktree }, call) {
      const found = engine.sessions.find(call.earlierTarget ?? session);
      const released = await engine.release.release(found, worktree, (db) => call.noteTarget(db, found.id));
      await engine.followWorktrees();
      return released;
    },
    async checkCommit({ cwd, session, planned }) {
      const { commitGate } = engine;
      const refusal = planned.kind === 'commit' ? await commitGate.refuseCommit(cwd, session, planned.files) : await commitGate.refusePush(cwd, session, planned.refs); // prettier-ignore
      return { refusal };
    },
    async agentEvent(event, call) {
      const before = engine.sessions.live().length;
      const reply = await engine.agentEvents.handle(event, call.requestId);
      if (engine.sessions.live().length !== before) await engine.followWorktrees();
      return reply;
    },
  };
}
