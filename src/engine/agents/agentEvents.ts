import type { AgentEvent, AgentReply } from '../../core/agentEvent';
import type { Session, SessionSignal } from '../../core/session';
import type { Claims } from '../claims';
import { newId } from '../ids';
import type { Notices } from '../notices';
import type { Registration } from '../registration';
import type { Release } from '../release';
import type { Sessions } from '../sessions';
import type { SettingsFile } from '../settings';
import type { Timeline } from '../snapshots/timeline';
import type { State } from '../state';
import { describePlace } from './describePeers';
import type { WriteGate } from './writeGate';

/** What following agents needs of the engine. */
export interface AgentEventParts {
  readonly state: State;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly notices: Notices;
  readonly settings: SettingsFile;
  readonly registration: Registration;
  readonly release: Release;
  readonly gate: WriteGate;
  readonly timeline: Timeline;
  /** Tells the radar that files of a worktree were written. */
  readonly hintWritten: (worktree: string, paths: readonly string[]) => void;
}

const nothing: AgentReply = { decision: 'none', reason: null, context: '' };

/** Follows what agents do, as their hooks tell it, and answers them. */
export class AgentEvents {
  constructor(private readonly parts: AgentEventParts) {}

  /** Takes one event; an agent that is not known yet becomes a session in the worktree it works in. */
  async handle(event: AgentEvent): Promise<AgentReply> {
    const known = this.find(event);
    if (event.event.kind === 'sessionEnded')
      return known === undefined ? nothing : this.ended(known, event.event.reason);
    const session = known ?? (await this.register(event));
    if (session.agentSessionId !== event.agentSessionId) await this.link(session, event.agentSessionId);
    switch (event.event.kind) {
      case 'sessionStarted':
        return this.started(session);
      case 'promptSubmitted':
        this.parts.timeline.note(session, 'between');
        return this.signal(session, { kind: 'prompted', prompt: event.event.prompt });
      case 'writeIntended':
        return this.writeIntended(session, event.event.paths);
      case 'toolUsed':
        this.parts.hintWritten(session.worktreePath, event.event.paths);
        this.parts.timeline.noteProgress(session);
        return this.signal(session, { kind: 'active' });
      case 'notified':
        return this.notified(session, event.event);
      case 'turnEnded':
        this.parts.timeline.note(session, 'turn');
        return this.signal(session, { kind: 'turnEnded', lastMessage: event.event.lastMessage }, false);
    }
  }

  private find(event: AgentEvent): Session | undefined {
    const started = event.sessionId === null ? undefined : this.parts.sessions.byId(event.sessionId);
    return started?.endedAt === null ? started : this.parts.sessions.byAgentSession(event.agentSessionId);
  }

  private async register(event: AgentEvent): Promise<Session> {
    const { agent, agentSessionId, pid, cwd } = event;
    const place = { cwd, worktree: 'here', base: null, name: null, prompt: null } as const;
    return (
      await this.parts.registration.register({ requestId: newId(), agent, agentSessionId, pid, ...place })
    ).session;
  }

  private async link(session: Session, agentSessionId: string): Promise<void> {
    await this.parts.state.commit((db) =>
      this.parts.sessions.change(db, session.id, (live) => ({ ...live, agentSessionId })),
    );
  }

  private async started(session: Session): Promise<AgentReply> {
    const peers = this.parts.sessions.live().filter((peer) => peer.id !== session.id);
    const place = describePlace(session, peers, (id) => this.parts.claims.ofSession(id));
    const reply = await this.signal(session, { kind: 'started' });
    this.parts.timeline.note(session, 'start');
    return { ...reply, context: [place, reply.context].filter((text) => text !== '').join('\n') };
  }

  private async writeIntended(session: Session, paths: readonly string[]): Promise<AgentReply> {
    const refusal = await this.parts.gate.intend(session, paths);
    const reply = await this.signal(session, { kind: 'active' });
    return refusal === null ? reply : { ...reply, decision: 'deny', reason: refusal };
  }

  // "Waiting for your input" comes a minute after each turn's end and says nothing that its end did not say.
  private async notified(
    session: Session,
    event: { readonly type: string | null; readonly message: string },
  ): Promise<AgentReply> {
    const isReminder = event.type === 'idle_prompt' || /waiting for your input/i.test(event.message);
    const isNews = event.type === 'auth_success';
    if (isReminder || isNews) return nothing;
    return this.signal(session, { kind: 'asked', question: event.message }, false);
  }

  /** Every event is a heartbeat; what waits for the session is handed over where the agent can hear it. */
  private async signal(session: Session, signal: SessionSignal, listens = true): Promise<AgentReply> {
    const { state, sessions, claims, notices, settings } = this.parts;
    const told = await state.commit((db) => {
      sessions.applySignal(db, session.id, signal);
      claims.renewAll(db, session.id, settings.current.claimMinutes * 60_000);
      return listens ? notices.take(db, session.id) : [];
    });
    return { ...nothing, context: told.join('\n') };
  }

  // After /clear the same agent goes on under a new session id of its own.
  private async ended(session: Session, reason: string): Promise<AgentReply> {
    if (reason === 'clear') {
      await this.signal(session, { kind: 'started' }, false);
      return nothing;
    }
    // The agent is still in its worktree while this hook runs; whoever started it disposes of the worktree.
    await this.parts.release.release(session, 'keep');
    return nothing;
  }
}
