import type { BreachView, ConflictView, SessionView, Snapshot } from '../protocol/snapshot';
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

/** Lists the writes of what others hold that were not there before. */
export function newBreaches(before: Snapshot, after: Snapshot): BreachView[] {
  const known = new Set(before.breaches.map(({ operation }) => operation));
  return after.breaches.filter(({ operation }) => !known.has(operation));
}

/** Remembers which pairs have conflicted: one that stops and begins again is not new, as agents edit back and forth. */
export class PairMemory {
  private readonly known = new Set<string>();
  private last: Snapshot['conflicts'] | null = null;

  /** Lists the pairs with a session in them that conflict for the first time. */
  takeNew({ conflicts }: Snapshot): NewPair[] {
    if (conflicts === this.last) return [];
    this.last = conflicts;
    const fresh = conflicts.filter((conflict) => hasSession(conflict) && !this.known.has(pairKey(conflict)));
    for (const conflict of conflicts) this.known.add(pairKey(conflict));
    return [...groupBy(fresh, pairKey).values()].map((files) => ({ first: files[0], files: files.length }));
  }
}

function questionOf({ state, stateReason }: SessionView): string | null {
  return state === 'needsYou' ? (stateReason ?? '') : null;
}

function hasSession({ ours, theirs }: ConflictView): boolean {
  return ours.sessionId !== null || theirs.sessionId !== null;
}

function pairKey({ ours, theirs }: ConflictView): string {
  return JSON.stringify(
    [ours, theirs].map((side) => side.sessionId ?? side.worktreePath ?? side.label).sort(),
  );
}
