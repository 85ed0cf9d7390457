import type { Session, SessionState } from '../core/session';
import type { Db } from './store/store';

/** A row of the table `sessions`. */
export interface SessionRow {
  readonly id: string;
  readonly name: string;
  readonly agent: string;
  readonly agent_session_id: string | null;
  readonly worktree_path: string;
  readonly adopted: number;
  readonly branch: string | null;
  readonly base_commit: string;
  readonly target_branch: string | null;
  readonly pid: number | null;
  readonly process_start: string | null;
  readonly boot_id: string | null;
  readonly state: string;
  readonly state_reason: string | null;
  readonly state_since: number;
  readonly prompt: string | null;
  readonly created_at: number;
  readonly last_heartbeat: number;
  readonly ended_at: number | null;
}

/** Reads a session from its row. */
export function sessionFromRow(row: SessionRow): Session {
  return {
    id: row.id,
    name: row.name,
    agent: row.agent,
    agentSessionId: row.agent_session_id,
    worktreePath: row.worktree_path,
    adopted: row.adopted === 1,
    branch: row.branch,
    baseCommit: row.base_commit,
    targetBranch: row.target_branch,
    process: row.pid === null ? null : { pid: row.pid, startTime: row.process_start, bootId: row.boot_id },
    state: row.state as SessionState,
    stateReason: row.state_reason,
    stateSince: row.state_since,
    prompt: row.prompt,
    createdAt: row.created_at,
    lastHeartbeat: row.last_heartbeat,
    endedAt: row.ended_at,
  };
}

/** Writes a new session. `requestId` is that of the call that asked for it. */
export function insertSession(db: Db, session: Session, requestId: string | null): void {
  const columns: Readonly<Record<string, string | number | null>> = {
    id: session.id,
    request_id: requestId,
    name: session.name,
    worktree_path: session.worktreePath,
    adopted: session.adopted ? 1 : 0,
    branch: session.branch,
    base_commit: session.baseCommit,
    target_branch: session.targetBranch,
    created_at: session.createdAt,
    ...changingColumns(session),
  };
  const names = Object.keys(columns);
  db.run(
    `INSERT INTO sessions (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    Object.values(columns),
  );
}

/** Writes what of a session changes while it lives. */
export function updateSession(db: Db, session: Session): void {
  const columns = changingColumns(session);
  const assignments = Object.keys(columns).map((name) => `${name} = ?`);
  db.run(`UPDATE sessions SET ${assignments.join(', ')} WHERE id = ?`, [
    ...Object.values(columns),
    session.id,
  ]);
}

function changingColumns(session: Session): Readonly<Record<string, string | number | null>> {
  return {
    agent: session.agent,
    agent_session_id: session.agentSessionId,
    pid: session.process?.pid ?? null,
    process_start: session.process?.startTime ?? null,
    boot_id: session.process?.bootId ?? null,
    state: session.state,
    state_reason: session.stateReason,
    state_since: session.stateSince,
    prompt: session.prompt,
    last_heartbeat: session.lastHeartbeat,
    ended_at: session.endedAt,
  };
}
