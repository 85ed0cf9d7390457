/** What a repository's coordinator can be told. Kept with the repository, so that every host behaves alike. */
export interface CoordinatorSettings {
  /** Where a new worktree goes. `{parent}`, `{repo}` and `{name}` are replaced. */
  readonly worktreePath: string;
  /** The branch of a new worktree. `{name}` is replaced. */
  readonly worktreeBranch: string;
  /** The ref that new worktrees start from; empty: the main worktree's HEAD. */
  readonly baseRef: string;
  /** Whether the remote is fetched before a worktree is created. */
  readonly fetchBeforeCreate: boolean;
  /** Globs of files that are claimed exclusively on first write. */
  readonly exclusiveGlobs: readonly string[];
  /** How long a claim lasts without a sign of life of its holder, in minutes. */
  readonly claimMinutes: number;
  /** How long a session may be silent before it is shown as stale, in minutes. */
  readonly staleMinutes: number;
  /** How long after its last sign of life a session is ended whose process is gone, in seconds. */
  readonly reapSeconds: number;
  /** Whether the radar runs. */
  readonly radar: boolean;
  /** Whether what a session does is kept as snapshots, one at the end of every turn at least. */
  readonly snapshots: boolean;
  /** How long snapshots of ended sessions and removed worktrees are kept, in days. */
  readonly snapshotDays: number;
  /** How many snapshots one session keeps. */
  readonly snapshotsPerSession: number;
}

/** What holds where nothing was set. */
export const defaultSettings: CoordinatorSettings = {
  worktreePath: '{parent}/{repo}-worktrees/{name}',
  worktreeBranch: 'parallel/{name}',
  baseRef: '',
  fetchBeforeCreate: false,
  exclusiveGlobs: [],
  claimMinutes: 30,
  staleMinutes: 10,
  reapSeconds: 60,
  radar: true,
  snapshots: true,
  snapshotDays: 30,
  snapshotsPerSession: 200,
};
