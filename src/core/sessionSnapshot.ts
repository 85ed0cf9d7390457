/**
 * Why a snapshot was taken: `start`: the session began; `turn`: the agent's turn ended; `between`: something changed
 * within or between turns; `beforeRestore`, `beforeRemoval` and `beforeResults`: something was about to be overwritten, removed, or merged
 * with the results of a run; `manual`: somebody asked for it.
 */
export type SnapshotKind =
  'start' | 'turn' | 'between' | 'beforeRestore' | 'beforeRemoval' | 'beforeResults' | 'manual';

/** Why a snapshot was taken, in words. */
export const snapshotReasons: Readonly<Record<SnapshotKind, string>> = {
  start: 'session start',
  turn: 'turn ended',
  between: 'changed since',
  beforeRestore: 'before a restore',
  beforeRemoval: 'before its removal',
  beforeResults: 'before results of its run',
  manual: 'asked for',
};

/** All that was in a session's worktree at one time, kept as a commit under a ref of ours. */
export interface SessionSnapshot {
  readonly id: number;
  readonly sessionId: string;
  readonly sessionName: string;
  readonly worktreePath: string;
  /** How many of the agent's turns had ended. */
  readonly turn: number;
  /** Counts what was kept after that turn's own snapshot, from 1; 0 is the turn's own. */
  readonly step: number;
  readonly kind: SnapshotKind;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  /** What the agent had been asked last. */
  readonly prompt: string | null;
  readonly ref: string;
  readonly commit: string;
  readonly tree: string;
  /** The commit that was checked out, and its branch if one was. */
  readonly head: string;
  readonly branch: string | null;
  /** What is not in it, a sentence each. */
  readonly leftOut: readonly string[];
}

/** How people name a snapshot within its session: `3` after the third turn, `3.1` for the first change behind it. */
export function snapshotLabel({ turn, step }: Pick<SessionSnapshot, 'turn' | 'step'>): string {
  return step === 0 ? String(turn) : `${turn}.${step}`;
}

/** Finds the snapshot that a label names; `last` and no label at all name the newest. */
export function findSnapshot(
  snapshots: readonly SessionSnapshot[],
  label: string | null,
): SessionSnapshot | undefined {
  if (label === null || label === 'last') return snapshots.at(-1);
  return snapshots.find((snapshot) => snapshotLabel(snapshot) === label);
}

/** Splits `SESSION@LABEL`; without `@` the label is null. */
export function parseSnapshotReference(text: string): {
  readonly session: string;
  readonly label: string | null;
} {
  const at = text.lastIndexOf('@');
  if (at <= 0) return { session: text, label: null };
  return { session: text.slice(0, at), label: text.slice(at + 1) };
}

/** The number that a session's next snapshot gets. A turn's end opens a new turn, everything else is a step of the last. */
export function nextPosition(
  last: Pick<SessionSnapshot, 'turn' | 'step'> | undefined,
  kind: SnapshotKind,
): { readonly turn: number; readonly step: number } {
  if (last === undefined) return { turn: kind === 'turn' ? 1 : 0, step: 0 };
  return kind === 'turn' ? { turn: last.turn + 1, step: 0 } : { turn: last.turn, step: last.step + 1 };
}

/** How long snapshots are kept. */
export interface RetentionPolicy {
  /** Those of ended sessions, and of worktrees that were removed, are dropped after this many days. */
  readonly days: number;
  /** The most that one session keeps; in-between ones go first, the oldest before the newer. */
  readonly perSession: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Chooses the snapshots whose time is over. The newest of every session stays as long as the session lives.
 * @param isLive whether a session has not ended.
 */
export function chooseExpired(
  snapshots: readonly SessionSnapshot[],
  policy: RetentionPolicy,
  now: number,
  isLive: (sessionId: string) => boolean,
): SessionSnapshot[] {
  const sessions = [...new Set(snapshots.map(({ sessionId }) => sessionId))];
  return sessions.flatMap((sessionId) => {
    const own = snapshots.filter((snapshot) => snapshot.sessionId === sessionId);
    const newest = own.at(-1);
    const isOld = ({ time }: SessionSnapshot): boolean => now - time > policy.days * dayMs;
    const old = own.filter((snapshot) => isOld(snapshot) && (snapshot !== newest || !isLive(sessionId)));
    const young = own.filter((snapshot) => !old.includes(snapshot));
    return [...old, ...surplus(young, policy.perSession)];
  });
}

function surplus(own: readonly SessionSnapshot[], most: number): SessionSnapshot[] {
  const excess = own.length - most;
  if (excess <= 0) return [];
  const candidates = own.slice(0, -1);
  const steps = candidates.filter(({ kind }) => kind === 'between');
  const others = candidates.filter(({ kind }) => kind !== 'between');
  return [...steps, ...others].slice(0, excess);
}
