import type { AgentAction, AgentEvent, AgentReply } from '../../core/agentEvent';
import { probeFile, probeSession } from '../../core/guard';
import type { Session, SessionSignal } from '../../core/session';
import type { Claims } from '../claims/claims';
import type { ResolvePath } from '../claims/targets';
import type { ProbedWrite } from '../guards/probedWrite';
import { newId } from '../ids';
import type { Notices } from '../notices';
import type { DuplicateWork } from '../peers/duplicateWork';
import type { Registration } from '../registration';
import type { RepositoryPath } from '../repositoryPaths';
import type { Release } from '../release';
import type { Sessions } from '../sessions';
import type { SettingsFile } from '../settings';
import type { Timeline } from '../snapshots/timeline';
import type { State } from '../state';
import type { Flight, Flights } from '../watch/flights';
import { fileName } from '../watch/flights';
import { describePlace } from './describePeers';
import type { CommandGate, IntendedCommand } from './commandGate';
import { tryResolve } from './commandPlaces';
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
  readonly commandGate: CommandGate;
  readonly flights: Flights;
  readonly resolvePath: ResolvePath;
  /** Has the shell's grammar loaded, so that the first command need not wait for it. */
  readonly expectCommands: () => void;
  readonly duplicateWork: DuplicateWork;
  readonly probedWrite: ProbedWrite;
  readonly timeline: Timeline;
  /** Tells the radar that files of a worktree were written. */
  readonly hintWritten: (worktree: string, paths: readonly string[]) => void;
}

const nothing: AgentReply = { decision: 'none', reason: null, context: '' };

/** Follows what agents do, as their hooks tell it, and answers them. */
export class AgentEvents {
  constructor(private readonly parts: AgentEventParts) {}

  /**
   * Takes one event; an agent that is not known yet becomes a session in the worktree it works in.
   * @param requestId the same when an event is sent again because its answer was lost.
   */
  async handle(event: AgentEvent, requestId: string | null): Promise<AgentReply> {
    if (event.agentSessionId === probeSession) return this.tried(event);
    const known = this.find(event);
    if (event.event.kind === 'sessionEnded')
      return known === undefined ? nothing : this.ended(known, event.event.reason);
    if (known === undefined && this.isVisitor(event)) return this.visited(event);
    const session = known ?? (await this.register(event));
    if (session.agentSessionId !== event.agentSessionId) await this.link(session, event);
    switch (event.event.kind) {
      case 'sessionStarted':
        // What was interrupted never told its end.
        this.parts.flights.endAll(session.id);
        return this.started(session, requestId);
      case 'promptSubmitted':
        this.parts.flights.endAll(session.id);
        this.parts.timeline.note(session, 'between');
        return this.prompted(session, event.event.prompt, requestId);
      case 'writeIntended':
        return this.writeIntended(session, event.cwd, event.event, requestId);
      case 'commandIntended':
        return this.commandIntended(session, event.cwd, event.event, requestId);
      case 'toolUsed':
        this.parts.flights.end(session.id, event.event.tool);
        this.parts.hintWritten(session.worktreePath, event.event.paths);
        this.parts.timeline.noteProgress(session);
        return this.signal(session, { kind: 'active' }, { requestId });
      case 'notified':
        return this.notified(session, event.event);
      case 'turnEnded':
        this.parts.flights.endAll(session.id);
        this.parts.timeline.note(session, 'turn');
        return this.signal(session, { kind: 'turnEnded', lastMessage: event.event.lastMessage });
    }
  }

  // Whoever tries a guard is no agent.
  private async tried({ event, cwd }: AgentEvent): Promise<AgentReply> {
    const isWrite =
      event.kind === 'writeIntended' ||
      (event.kind === 'commandIntended' && (await this.parts.commandGate.isToWrite(cwd, event, probeFile)));
    return isWrite ? this.parts.probedWrite.answer() : nothing;
  }

  // An agent at work elsewhere that is about to write here.
  private isVisitor({ event, cwd }: AgentEvent): boolean {
    const isIntention = event.kind === 'writeIntended' || event.kind === 'commandIntended';
    return isIntention && this.tryResolve(cwd) === null;
  }

  private async visited({ event, cwd }: AgentEvent): Promise<AgentReply> {
    const { commandGate } = this.parts;
    if (event.kind === 'commandIntended') return { ...nothing, ...(await commandGate.visit(cwd, event)) };
    return event.kind === 'writeIntended' ? { ...nothing, ...commandGate.visitFiles(event.paths) } : nothing;
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

  // Who registered it may not have known which agent it would be, and an id is of use to its own agent only.
  private async link(session: Session, { agent, agentSessionId }: AgentEvent): Promise<void> {
    await this.parts.state.commit((db) =>
      this.parts.sessions.change(db, session.id, (live) => ({ ...live, agent, agentSessionId })),
    );
  }

  private async started(session: Session, requestId: string | null): Promise<AgentReply> {
    const peers = this.parts.sessions.live().filter((peer) => peer.id !== session.id);
    const place = describePlace(session, peers, (id) => this.parts.claims.ofSession(id));
    const reply = await this.signal(session, { kind: 'started' }, { requestId, told: place.length });
    this.parts.timeline.note(session, 'start');
    this.parts.expectCommands();
    return { ...reply, context: [place, reply.context].filter((text) => text !== '').join('\n') };
  }

  private async prompted(session: Session, prompt: string, requestId: string | null): Promise<AgentReply> {
    await this.parts.state.commit((db) => this.parts.duplicateWork.prompted(db, session, prompt));
    return this.signal(session, { kind: 'prompted', prompt }, { requestId });
  }

  private async writeIntended(
    session: Session,
    cwd: string,
    { tool, paths, edits }: AgentAction & { readonly kind: 'writeIntended' },
    requestId: string | null,
  ): Promise<AgentReply> {
    const answer = await this.parts.gate.intend(session, paths, edits);
    const flight = { tool, isUnknown: false, text: '' };
    if (answer.decision !== 'deny') this.begin(session, cwd, { ...flight, files: this.namesOf(paths) });
    const reply = await this.signal(session, { kind: 'active' }, { requestId });
    return { ...reply, ...answer };
  }

  private async commandIntended(
    session: Session,
    cwd: string,
    command: IntendedCommand,
    requestId: string | null,
  ): Promise<AgentReply> {
    const { answer, files, isUnknown } = await this.parts.commandGate.intend(session, cwd, command);
    const flight = { tool: command.tool, files: this.namesOf(files), isUnknown, text: command.command };
    if (answer.decision !== 'deny') this.begin(session, cwd, flight);
    const reply = await this.signal(session, { kind: 'active' }, { requestId });
    return { ...reply, ...answer };
  }

  private begin(session: Session, cwd: string, flight: Omit<Flight, 'worktree'>): void {
    const worktree = this.tryResolve(cwd)?.worktree ?? session.worktreePath;
    this.parts.flights.begin(session.id, { ...flight, worktree });
  }

  private namesOf(paths: readonly string[]): ReadonlySet<string> {
    const places = paths.flatMap((path) => this.tryResolve(path) ?? []);
    return new Set(places.map((place) => fileName(place.worktree, place)));
  }

  private tryResolve(path: string): RepositoryPath | null {
    return tryResolve(this.parts.resolvePath, path);
  }

  // "Waiting for your input" comes a minute after each turn's end and says nothing that its end did not say.
  private async notified(
    session: Session,
    event: { readonly type: string | null; readonly message: string },
  ): Promise<AgentReply> {
    const isReminder = event.type === 'idle_prompt' || /waiting for your input/i.test(event.message);
    const isNews = event.type === 'auth_success';
    if (isReminder || isNews) return nothing;
    return this.signal(session, { kind: 'asked', question: event.message });
  }

  /**
   * Every event is a heartbeat; what waits for the session is handed over where the agent can hear it: to `listener`,
   * who is told so much beside it.
   */
  private async signal(
    session: Session,
    signal: SessionSignal,
    listener: { readonly requestId: string | null; readonly told?: number } | null = null,
  ): Promise<AgentReply> {
    const { state, sessions, claims, notices, settings } = this.parts;
    const told = await state.commit((db) => {
      sessions.applySignal(db, session.id, signal);
      claims.renewAll(db, session.id, settings.current.claimMinutes * 60_000);
      return listener === null ? [] : notices.take(db, session.id, listener.requestId, listener.told);
    });
    return { ...nothing, context: told.join('\n') };
  }

  // After /clear the same agent goes on under a new session id of its own.
  private async ended(session: Session, reason: string): Promise<AgentReply> {
    if (reason === 'clear') {
      await this.signal(session, { kind: 'started' });
      return nothing;
    }
    // The agent is still in its worktree while this hook runs; whoever started it disposes of the worktree.
    await this.parts.release.release(session, 'keep');
    return nothing;
  }
}
