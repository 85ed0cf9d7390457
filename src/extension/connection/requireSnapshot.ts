import type { CoordinatorError } from '../../core/errors';
import { conflictNotFound, hostUnavailable, notARepository, sessionNotFound } from '../../core/errors';
import type { ConflictView, SessionView, Snapshot } from '../../protocol/snapshot';
import type { DashboardState } from '../../protocol/webview';
import type { HostConnection } from './hostConnection';

/** Hands out the newest snapshot; throws an error that says why there is none. */
export function requireSnapshot(connection: HostConnection): Snapshot {
  const { state } = connection;
  if (state.kind === 'live') return state.snapshot;
  throw whyNone(state);
}

/** Asks for every session that has something left; the dashboard is shown only the most recently ended ones. */
export async function everySession(connection: HostConnection): Promise<readonly SessionView[]> {
  requireSnapshot(connection);
  return (await connection.call('getSnapshot', { fresh: false, allEnded: true })).sessions;
}

/** Finds a session in a snapshot by its id. */
export function requireSession(snapshot: Snapshot, sessionId: string): SessionView {
  const found = snapshot.sessions.find(({ id }) => id === sessionId);
  if (found === undefined) throw sessionNotFound(sessionId);
  return found;
}

/** Finds a predicted conflict in a snapshot by its id. */
export function requireConflict(snapshot: Snapshot, conflictId: string): ConflictView {
  const found = snapshot.conflicts.find(({ id }) => id === conflictId);
  if (found === undefined) throw conflictNotFound(conflictId);
  return found;
}

function whyNone(state: Exclude<DashboardState, { kind: 'live' }>): CoordinatorError {
  switch (state.kind) {
    case 'loading':
      return hostUnavailable('it is just starting');
    case 'noFolder':
      return hostUnavailable('no folder is open in this window');
    case 'untrusted':
      return hostUnavailable('this folder is not trusted, so nothing is started in it');
    case 'noRepository':
      return notARepository('the open folder');
    case 'offline':
      return hostUnavailable('this window has no connection to it');
  }
}
