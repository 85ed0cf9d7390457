import type { Liveness, ProcessIdentity } from './process';

/**
 * What a session is doing. `working`: the agent runs; `needsYou`: it waits for an answer or a permission;
 * `idle`: its turn has ended; `stale`: its process is gone or silent; `done`: it has ended.
 */
export type SessionState = 'working' | 'needsYou' | 'idle' | 'stale' | 'done';

/** One agent at work in one worktree. Times are milliseconds since the Unix epoch. */
export interface Session {
  readonly id: string;
  /** Unique among the sessions that have not ended; names the worktree and the branch too. */
  readonly name: string;
  /** The kind of agent: `claude-code`, `scripted`, …; what its hooks say it is once they have said something. */
  readonly agent: string;
  /** The agent's own id of its session, where it has one. */
  readonly agentSessionId: string | null;
  /** Absolute path with links resolved. */
  readonly worktreePath: string;
  /** Whether the worktree was there before the session, so that it is not ours to remove. */
  readonly adopted: boolean;
  /** The branch checked out at the start; null when HEAD was detached. */
  readonly branch: string | null;
  /** The commit the session started from. */
  readonly baseCommit: string;
  /** The branch that the work is meant for; null when there is none. */
  readonly targetBranch: string | null;
  readonly process: ProcessIdentity | null;
  readonly state: SessionState;
  /** Why the session is in its state: the question it asks, the permission it needs. */
  readonly stateReason: string | null;
  readonly stateSince: number;
  /** The last prompt, shortened. */
  readonly prompt: string | null;
  readonly createdAt: number;
  readonly lastHeartbeat: number;
  readonly endedAt: number | null;
}

/** What happens in a session, as far as its state goes. */
export type SessionSignal =
  | { readonly kind: 'started' }
  | { readonly kind: 'prompted'; readonly prompt: string }
  | { readonly kind: 'active' }
  | { readonly kind: 'asked'; readonly question: string }
  | { readonly kind: 'turnEnded'; readonly lastMessage: string | null };

const promptLimit = 500;

/** Applies a signal to a session: the next state, its reason, its prompt, and the heartbeat that every signal is. */
export function applySignal(session: Session, signal: SessionSignal, now: number): Session {
  const next = stateAfter(signal);
  const changed = next.state !== session.state || next.stateReason !== session.stateReason;
  return {
    ...session,
    ...next,
    stateSince: changed ? now : session.stateSince,
    prompt: signal.kind === 'prompted' ? shorten(signal.prompt) : session.prompt,
    lastHeartbeat: Math.max(session.lastHeartbeat, now),
  };
}

/** How long a session may be silent before it counts as stale or is ended, in milliseconds. */
export interface StalenessRule {
  readonly staleAfterMs: number;
  /** A session whose process is certainly gone is ended this long after its last heartbeat. */
  readonly reapAfterMs: number;
}

/**
 * Decides whether a session goes on, is shown as stale, or is ended.
 * Only a dead process lets a session be ended: silence alone never does, since a long build is silent too.
 */
export function judgeStaleness(
  session: Session,
  liveness: Liveness,
  now: number,
  rule: StalenessRule,
): 'live' | 'stale' | 'reap' {
  const silentMs = now - session.lastHeartbeat;
  if (liveness === 'alive') return 'live';
  if (liveness === 'dead') return silentMs >= rule.reapAfterMs ? 'reap' : 'stale';
  return silentMs >= rule.staleAfterMs ? 'stale' : 'live';
}

function stateAfter(signal: SessionSignal): Pick<Session, 'state' | 'stateReason'> {
  switch (signal.kind) {
    case 'started':
      return { state: 'idle', stateReason: null };
    case 'prompted':
    case 'active':
      return { state: 'working', stateReason: null };
    case 'asked':
      return { state: 'needsYou', stateReason: shorten(signal.question) };
    case 'turnEnded':
      return questionIn(signal.lastMessage);
  }
}

// An agent that ends its turn with a question waits for an answer, although no event says so.
function questionIn(message: string | null): Pick<Session, 'state' | 'stateReason'> {
  const lastLine = message?.trim().split('\n').at(-1)?.trim() ?? '';
  return lastLine.endsWith('?')
    ? { state: 'needsYou', stateReason: shorten(lastLine) }
    : { state: 'idle', stateReason: null };
}

function shorten(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= promptLimit ? trimmed : `${trimmed.slice(0, promptLimit - 1)}…`;
}
