import type { ConflictView, SessionView, Snapshot } from '../protocol/snapshot';
import { groupBy } from './groupBy';

/** Two sides that did not conflict before. */
export interface NewPair {
  readonly first: ConflictView;
  /** In how many files they conflict. */
  readonly files: number;
}

/** Lists the sessions that need the user now and did not, or asked something else, before. */
export function newlyWaiting(before: Snapshot, after: Snapshot): SessionView[] {
  const asked = new Map(before.sessions.map((session) => [session.id, questionOf(session)]));
  return after.sessions.filter((session) => {
    const question = questionOf(session);
    return question !== null && question !== asked.get(session.id);
  });
}

/** Lists the pairs with a session in them that conflict now and did not before. */
export function newPairs(before: Snapshot, after: Snapshot): NewPair[] {
  const known = new Set(before.conflicts.map(pairKey));
  const fresh = after.conflicts.filter((conflict) => hasSession(conflict) && !known.has(pairKey(conflict)));
  return [...groupBy(fresh, pairKey).values()].map((files) => ({ first: files[0], files: files.length }));
}

function questionOf({ state, stateReason }: SessionView): string | null {
  return state === 'needsYou' ? (stateReason ?? '') : null;
}

function hasSession({ ours, theirs }: ConflictView): boolean {
  return ours.sessionId !== null || theirs.sessionId !== null;
}

function pairKey({ ours, theirs }: ConflictView): string {
  return JSON.stringify([ours, theirs].map((side) => side.worktreePath ?? side.label).sort());
}
