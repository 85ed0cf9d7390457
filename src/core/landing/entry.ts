/** How a branch is brought into its target: by a merge commit, as one commit, or as copies of its commits. */
export type LandMethod = 'merge' | 'squash' | 'rebase';

/**
 * How far a session is on its way into its target. `queued`: its turn has not come; `checking`: the project's checks
 * run on the merged tree; `moving`: the target is being moved. Each ends as `landed`, as `returned` to its session with
 * the reason, or as `waiting` for the user.
 */
export type LandingState = 'queued' | 'checking' | 'moving' | LandingEnd;

/** How landing a session ended. */
export type LandingEnd = 'landed' | 'returned' | 'waiting';

/** A session in the landing queue. Times are milliseconds since the Unix epoch, commits are ids. */
export interface LandingEntry {
  readonly id: string;
  readonly sessionId: string;
  /** The session's name. */
  readonly session: string;
  /** The branch that it lands in. */
  readonly target: string;
  readonly method: LandMethod;
  /** Whether the project's checks must pass first. */
  readonly verify: boolean;
  readonly state: LandingState;
  /** Why it was returned or waits, or what is to be known of its landing: sentences. */
  readonly reason: string | null;
  /** The commit of the session that lands. */
  readonly source: string | null;
  /** Where the target was before it, and with it; null until that is known. */
  readonly before: string | null;
  readonly after: string | null;
  readonly queuedAt: number;
  readonly endedAt: number | null;
}

/** Says whether nothing more happens to an entry. */
export function hasEnded({ state }: Pick<LandingEntry, 'state'>): boolean {
  return state === 'landed' || state === 'returned' || state === 'waiting';
}

/** Says in a sentence how far an entry is. */
export function describeEntry(
  entry: Pick<LandingEntry, 'session' | 'target' | 'state' | 'after' | 'reason'>,
): string {
  const { session, target, state, after, reason } = entry;
  const why = reason === null ? '' : ` ${reason}`;
  switch (state) {
    case 'queued':
      return `"${session}" waits for its turn to land in ${target}.`;
    case 'checking':
      return `"${session}" is being checked together with ${target}.`;
    case 'moving':
      return `"${session}" is landing in ${target}.`;
    case 'landed':
      return `"${session}" landed in ${target}${after === null ? '' : ` as ${after.slice(0, 10)}`}.${why}`;
    case 'returned':
      return `"${session}" did not land and goes back to its session.${why}`;
    case 'waiting':
      return `"${session}" did not land and waits for you.${why}`;
  }
}
