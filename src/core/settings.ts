import type { LandMethod } from './landing/entry';

/** What happens where an agent is about to write what another session holds: both are told, the user is asked, or it is refused. */
export type ClaimPolicy = 'warn' | 'ask' | 'deny';

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
  /** What happens where an agent is about to write what another session holds, by glob; the first that matches counts. */
  readonly claimPolicies: Readonly<Record<string, ClaimPolicy>>;
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
  /** How much all snapshots may take in the repository before the oldest go, in megabytes. */
  readonly snapshotMegabytes: number;
  /** Patterns, as in `.gitignore`, of ignored files that a new worktree gets a copy of. */
  readonly copyFiles: readonly string[];
  /** Folders that a new worktree shares with the main one through a link, such as `node_modules`. */
  readonly linkDirectories: readonly string[];
  /** Commands that make a new worktree ready; they are run instead of those that the repository has. */
  readonly setupCommands: readonly string[];
  /** Whether an agent that we start waits until the set-up of its worktree has ended. */
  readonly waitForSetup: boolean;
  /** The folders that a new worktree checks out; empty: as in the main worktree. */
  readonly sparsePaths: readonly string[];
  /** Whether a new worktree gets the submodules that the main worktree has. */
  readonly submodules: boolean;
  /** Whether a new worktree gets the contents of files that Git LFS keeps. */
  readonly lfs: boolean;
  /** The first port of the main worktree; null: one that other repositories are not likely to have too. */
  readonly portBase: number | null;
  /** How many ports each worktree has for itself. */
  readonly portsPerSession: number;
  /** How a session lands in its target unless told. */
  readonly landMethod: LandMethod;
  /** How many sessions are checked together before they land; where that fails, fewer. */
  readonly landBatch: number;
  /** Globs of branches that nothing lands in from here: their changes go through a pull request. */
  readonly protectedBranches: readonly string[];
  /** How sure a merge by syntax must be for a conflict in what lands to be resolved without asking; 1: none ever is. */
  readonly resolveAbove: number;
  /** Commands that must pass on what lands; they are run instead of those that the project has. */
  readonly verifyCommands: readonly string[];
  /** How long all checks of one tree may take, in minutes. */
  readonly verifyMinutes: number;
}

/** What holds where nothing was set. */
export const defaultSettings: CoordinatorSettings = {
  worktreePath: '{parent}/{repo}-worktrees/{name}',
  worktreeBranch: 'parallel/{name}',
  baseRef: '',
  fetchBeforeCreate: false,
  exclusiveGlobs: [],
  claimPolicies: {},
  claimMinutes: 30,
  staleMinutes: 10,
  reapSeconds: 60,
  radar: true,
  snapshots: true,
  snapshotDays: 30,
  snapshotsPerSession: 200,
  snapshotMegabytes: 4096,
  copyFiles: [],
  linkDirectories: [],
  setupCommands: [],
  waitForSetup: false,
  sparsePaths: [],
  submodules: true,
  lfs: true,
  portBase: null,
  portsPerSession: 10,
  landMethod: 'merge',
  landBatch: 1,
  protectedBranches: [],
  resolveAbove: 1,
  verifyCommands: [],
  verifyMinutes: 20,
};

/** Settings that an editor's settings cannot set: those may come with a repository, and what is run may not. */
export const notFromEditor: ReadonlySet<keyof CoordinatorSettings> = new Set([
  'setupCommands',
  'verifyCommands',
]);
