import type { RunLimits } from './runLimits';

/**
 * How far a run is. `queued`: it waits for its turn; `starting`: its sandbox is made and filled; `running`: its agent works;
 * `paused`: the sandbox stands still; `collecting`: its results are brought home. The others are ends.
 */
export type RunState =
  | 'queued'
  | 'starting'
  | 'running'
  | 'paused'
  | 'collecting'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'timedOut';

/** Why an agent was ended before it ended by itself. */
export type StopReason = 'cancelled' | 'timedOut';

/** Commits of a run: `head` is what its agent committed, `work` the same with all that it left uncommitted. */
export interface RunCommits {
  readonly head: string;
  readonly work: string;
}

/** What became of a run's results at home. */
export interface RunResults {
  /**
   * `applied`: they are on the session's branch and in its worktree; `none`: there were none; `kept`: what is at home
   * conflicts with them, so both are kept and the results are on a branch of their own.
   */
  readonly outcome: 'applied' | 'none' | 'kept';
  /** How many commits the agent made. */
  readonly commits: number;
  /** How many files differ from where the run began, uncommitted ones included. */
  readonly files: number;
  /** The branch that has them when they were kept apart. */
  readonly branch: string | null;
  /** One sentence for people. */
  readonly summary: string;
}

/**
 * How an agent gets at the model. `relay`: through us, who add the key, so that it never enters the sandbox; `key`: the API key
 * is given to it; `oauth`: it gets Claude Code's own credentials; `none`: its own affair.
 */
export type RunAuth = 'relay' | 'key' | 'oauth' | 'none';

/** An agent that works on its own in a sandbox. Times are milliseconds since the Unix epoch. */
export interface Run {
  /** The session that the run is the agent of; a session has one run at most. */
  readonly sessionId: string;
  readonly state: RunState;
  /** Why it is in its state, or what is being done; a sentence or null. */
  readonly reason: string | null;
  readonly service: 'local' | 'cloud' | 'compatible';
  readonly template: string;
  /** Null until there is a sandbox. */
  readonly sandboxId: string | null;
  /** What is run, as an argument vector; the prompt is its input. */
  readonly command: readonly string[];
  readonly createdAt: number;
  /** When its agent began; null before. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** The agent's exit code; null while it runs, and when it was ended. */
  readonly exitCode: number | null;
  /** Why it is to end, or was ended; null when nothing ends it. */
  readonly stopping: StopReason | null;
  /** The commit that the sandbox began with. */
  readonly baseCommit: string;
  /** What of its work is at home. */
  readonly home: RunCommits;
  readonly results: RunResults | null;
  /** How its agent gets at the model; see `RunAuth`. */
  readonly auth: RunAuth;
  /** Whether its sandbox may connect to the Internet; the model is reached in any case. */
  readonly internet: boolean;
  /** Whether it is sent to the sandbox although there are secrets in it. */
  readonly allowSecrets: boolean;
  readonly limits: RunLimits;
  /** What its agent said that the model cost, in US dollars. */
  readonly modelDollars: number;
  /** What its user has been warned of, a sentence by key; see `judgeRun`. */
  readonly warnings: Readonly<Record<string, string>>;
}

const ends: ReadonlySet<RunState> = new Set(['succeeded', 'failed', 'cancelled', 'timedOut']);

/** Says whether a run is over. */
export function hasRunEnded({ state }: Pick<Run, 'state'>): boolean {
  return ends.has(state);
}

/** What happens to a run. */
export type RunSignal =
  | { readonly kind: 'begun'; readonly doing: string }
  | { readonly kind: 'sandboxMade'; readonly sandboxId: string }
  | { readonly kind: 'agentStarted' }
  | { readonly kind: 'paused'; readonly reason: string }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'stopAsked'; readonly why: StopReason; readonly reason: string }
  /** @param exitCode null when it was ended or died. */
  | { readonly kind: 'agentEnded'; readonly exitCode: number | null; readonly reason: string | null }
  | { readonly kind: 'warned'; readonly warnings: Readonly<Record<string, string>> }
  | { readonly kind: 'modelCost'; readonly dollars: number }
  | { readonly kind: 'workCameHome'; readonly home: RunCommits }
  /** What becomes of the results is settled; only the sandbox is still to go. */
  | { readonly kind: 'concluded'; readonly results: RunResults }
  | { readonly kind: 'collected'; readonly results: RunResults }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The results of a run that was given up were brought home all the same. */
  | { readonly kind: 'salvaged'; readonly results: RunResults };

/** Applies a signal to a run; one that is over stays as it is, but for results that come late. */
export function applyRunSignal(run: Run, signal: RunSignal, now: number): Run {
  if (hasRunEnded(run) && signal.kind !== 'salvaged' && signal.kind !== 'workCameHome') return run;
  switch (signal.kind) {
    case 'begun':
      return { ...run, state: 'starting', reason: signal.doing };
    case 'sandboxMade':
      return { ...run, sandboxId: signal.sandboxId };
    case 'agentStarted':
      return { ...run, state: 'running', reason: null, startedAt: run.startedAt ?? now };
    case 'paused':
      return { ...run, state: 'paused', reason: signal.reason };
    case 'resumed':
      return { ...run, state: run.startedAt === null ? 'starting' : 'running', reason: null };
    case 'stopAsked':
      return { ...run, stopping: run.stopping ?? signal.why, reason: signal.reason };
    case 'agentEnded':
      return { ...run, state: 'collecting', exitCode: signal.exitCode, reason: signal.reason };
    case 'warned':
      return { ...run, warnings: { ...run.warnings, ...signal.warnings } };
    case 'modelCost':
      return { ...run, modelDollars: signal.dollars };
    case 'workCameHome':
      return { ...run, home: signal.home };
    case 'concluded':
    case 'salvaged':
      return { ...run, results: signal.results };
    case 'collected':
      return { ...run, state: endOf(run), results: signal.results, endedAt: now };
    case 'failed':
      return { ...run, state: 'failed', reason: signal.reason, endedAt: now };
  }
}

// Whoever was to be ended and ended well by itself has done its work all the same.
function endOf({ stopping, exitCode }: Run): RunState {
  if (exitCode === 0) return 'succeeded';
  return stopping ?? 'failed';
}
