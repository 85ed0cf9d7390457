import type { Clock } from '../base/clock';
import { sessionAmbiguous, sessionNotFound } from '../core/errors';
import type { ProcessIdentity } from '../core/process';
import type { Session, SessionSignal } from '../core/session';
import { applySignal } from '../core/session';
import { logOperation } from './operations';
import type { SessionRow } from './sessionRows';
import { insertSession, sessionFromRow, updateSession } from './sessionRows';
import type { State } from './state';
import type { Db } from './store/store';

/** How many ended sessions are kept for people to look at, beside those that have a worktree or snapshots, or may come back. */
const keptEndedSessions = 100;

/** The sessions of one repository. */
export class Sessions {
  private readonly names = new Map<string, string>();

  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {}

  /** Sessions that have not ended, oldest first. */
  live(): Session[] {
    return this.select('ended_at IS NULL ORDER BY created_at, id');
  }

  /** The most recently ended sessions, newest first; all that are known when there is no limit. */
  ended(limit: number | null): Session[] {
    return this.select('ended_at IS NOT NULL ORDER BY ended_at DESC, id LIMIT ?', [limit ?? -1]);
  }

  /** The session with this id, ended or not. */
  byId(id: string): Session | undefined {
    return this.select('id = ?', [id])[0];
  }

  /** The name of a session, which it keeps for good; of one that nobody knows its id. */
  nameOf(id: string): string {
    const name = this.names.get(id) ?? this.byId(id)?.name;
    if (name !== undefined) this.names.set(id, name);
    return name ?? id;
  }

  /** The session that a registration with this request id made. */
  byRequest(requestId: string): Session | undefined {
    return this.select('request_id = ?', [requestId])[0];
  }

  /** The live session of this agent's own session id. */
  byAgentSession(agentSessionId: string): Session | undefined {
    return this.select('agent_session_id = ? AND ended_at IS NULL', [agentSessionId])[0];
  }

  /** The live session of this very process. */
  byProcess(process: ProcessIdentity): Session | undefined {
    return this.select(
      'pid = ? AND process_start IS ? AND boot_id IS ? AND ended_at IS NULL ORDER BY created_at DESC',
      [process.pid, process.startTime, process.bootId],
    )[0];
  }

  /**
   * Finds a session by its id, its name, its agent's own id, or a beginning of its id of at least 4 characters.
   * A live one comes before an ended one.
   * @throws CoordinatorError `sessionNotFound`, `sessionAmbiguous`.
   */
  find(reference: string): Session {
    // Nearly every reference is one of these, which indexes find.
    const near = this.select('id = ?1 OR (name = ?1 AND ended_at IS NULL)', [reference]);
    const live = near.filter(({ endedAt }) => endedAt === null);
    const found = live.find(({ id }) => id === reference) ?? live[0] ?? near[0];
    if (found !== undefined) return found;
    const exact = this.select(
      '(name = ?1 OR agent_session_id = ?1) ORDER BY ended_at IS NOT NULL, ended_at DESC LIMIT 1',
      [reference],
    )[0];
    if (exact !== undefined) return exact;
    if (reference.length < 4) throw sessionNotFound(reference);
    const close = this.select('substr(id, 1, length(?1)) = ?1 LIMIT 10', [reference]);
    if (close.length > 1) throw sessionAmbiguous(reference, close.map((session) => session.name)); // prettier-ignore
    if (close[0] === undefined) throw sessionNotFound(reference);
    return close[0];
  }

  /** Adds a session, and does what else belongs into the same transaction. */
  async add(session: Session, requestId: string | null, also?: (db: Db) => void): Promise<void> {
    await this.state.commit((db) => {
      also?.(db);
      insertSession(db, session, requestId);
      logOperation(db, {
        time: session.createdAt,
        kind: 'sessionRegistered',
        sessionId: session.id,
        summary: `Session "${session.name}" (${session.agent}) started in ${session.worktreePath}.`,
      });
      db.run(
        `DELETE FROM sessions WHERE ended_at IS NOT NULL AND id NOT IN (SELECT session_id FROM claims)
           AND id NOT IN (SELECT session_id FROM worktrees) AND id NOT IN (SELECT session_id FROM snapshots)
           AND id NOT IN (SELECT session_id FROM operations
             WHERE session_id IS NOT NULL AND undo IS NOT NULL AND undone_by IS NULL)
           AND id NOT IN (SELECT id FROM sessions WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT ?)`,
        [keptEndedSessions],
      );
    });
  }

  /** Applies a signal within a transaction and returns the session as it is then; an ended one stays as it is. */
  applySignal(db: Db, id: string, signal: SessionSignal): Session {
    return this.change(db, id, (session) => applySignal(session, signal, this.clock.now()));
  }

  /** Changes a live session within a transaction. */
  change(db: Db, id: string, change: (session: Session) => Session): Session {
    const row = db.get<SessionRow>('SELECT * FROM sessions WHERE id = ?', [id]);
    if (row === undefined) throw sessionNotFound(id);
    const session = sessionFromRow(row);
    if (session.endedAt !== null) return session;
    const changed = change(session);
    updateSession(db, changed);
    return changed;
  }

  /** Makes an ended session a live one again, within a transaction; its agent is not running. */
  reopen(db: Db, id: string): void {
    const row = db.get<SessionRow>('SELECT * FROM sessions WHERE id = ?', [id]);
    if (row === undefined) throw sessionNotFound(id);
    const now = this.clock.now();
    const state = { state: 'idle', stateReason: 'Its agent is not running.', stateSince: now } as const;
    updateSession(db, { ...sessionFromRow(row), ...state, process: null, endedAt: null, lastHeartbeat: now });
  }

  private select(where: string, params: readonly (string | number | null)[] = []): Session[] {
    return this.state.read((db) =>
      db.all<SessionRow>(`SELECT * FROM sessions WHERE ${where}`, params).map(sessionFromRow),
    );
  }
}
