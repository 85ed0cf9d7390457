import { claudeCode } from '../core/agentResume';
import type { Claim } from '../core/claim';
import type { ConflictReading } from '../core/classify/reading';
import type { FileConflict } from '../core/conflict';
import type { GuardReceipt } from '../core/guard';
import type { LandingEntry } from '../core/landing/entry';
import type { MergeEvent } from '../core/mergeEvent';
import type { Operation } from '../core/operation';
import type { Session } from '../core/session';
import type { SnapshotKind } from '../core/sessionSnapshot';
import type { Slot } from '../core/setup/environment';
import type { SetupProgress } from '../core/setup/progress';
import type { CoordinatorSettings } from '../core/settings';
import type { RunView } from './runMethods';

/**
 * All that people and programs are shown of one repository, at one moment. It is also what `status --json` prints,
 * so its fields are a promise: they may be added to, not renamed. Times are milliseconds since the Unix epoch.
 */
export interface Snapshot {
  /** Grows with every change; a snapshot with a lower number is older. Starts again when `host.startedAt` changes. */
  readonly sequence: number;
  readonly repository: RepositoryInfo;
  readonly host: HostInfo;
  /** Sessions that have not ended, oldest first, then the most recently ended ones. */
  readonly sessions: readonly SessionView[];
  /** Every worktree that git knows, the main one first. */
  readonly worktrees: readonly WorktreeView[];
  /** Claims that hold now, by path. */
  readonly claims: readonly ClaimView[];
  /** Who waits for a claim, in the order in which they came. */
  readonly waits: readonly ClaimWaitView[];
  /** Predicted conflicts, by pair. */
  readonly conflicts: readonly ConflictView[];
  /** Writes of what others hold that were not put back, newest first, at most 20. */
  readonly breaches: readonly BreachView[];
  readonly radar: RadarView;
  /** The newest branches that got into their targets, newest first, at most 20. */
  readonly merges: readonly MergeEvent[];
  /** The newest sessions in the landing queue, those that ended too, newest first, at most 20. */
  readonly landings: readonly LandingEntry[];
  /** The newest operations, newest first, at most 50. */
  readonly operations: readonly Operation[];
  /** What came of the last trial of the guards; empty before the first one. */
  readonly guards: readonly GuardReceipt[];
  /** Things the user should know of: a guard that failed, a state that was repaired. */
  readonly warnings: readonly string[];
  /** Those of the warnings that are told until they are dismissed; an older host does not say. */
  readonly repairs?: readonly string[];
  readonly settings: CoordinatorSettings;
}

/** The repository that is coordinated. */
export interface RepositoryInfo {
  readonly name: string;
  /** Top of the main worktree. */
  readonly root: string;
  /** Git's common directory. */
  readonly commonDir: string;
}

/** The process that coordinates. */
export interface HostInfo {
  readonly kind: 'extension' | 'headless';
  readonly pid: number;
  /** Name of the machine or container it runs on. */
  readonly machine: string;
  /** Grows with every owner the repository has had. */
  readonly epoch: number;
  readonly version: string;
  readonly startedAt: number;
}

/** A session with what belongs to it. */
export interface SessionView extends Session {
  /** Whether its process was running when last looked: null when the system would not tell or it has no pid. */
  readonly alive: boolean | null;
  readonly worktreeName: string;
  /** Files that differ from the session's base, uncommitted ones included; null until the radar has looked. */
  readonly changedFiles: number | null;
  readonly claimCount: number;
  readonly conflictCount: number;
  /** Its newest snapshots, newest first, at most 10. */
  readonly snapshots: readonly SnapshotSummary[];
  /**
   * `guarded`: its writes are checked before they are made; `watched`: a write of what another holds is seen and can be
   * put back; `advisory`: neither. Null when it has ended.
   */
  readonly guard: 'guarded' | 'watched' | 'advisory' | null;
  /** The number and the first port of its worktree; null when it has none. */
  readonly slot: Slot | null;
  /** How far the set-up of its worktree is; null when there is nothing to set up. */
  readonly setup: SetupProgress | null;
  /** Its run, when it is an agent that works on its own in a sandbox. */
  readonly run: RunView | null;
}

/** Says whether a session can go on: its agent is certainly not running. */
export function isResumable({ alive, process }: SessionView): boolean {
  return alive === false || process === null;
}

/** Says whether `parallel-cc resume` goes on with it: it starts Claude Code only, and nothing that ran in a sandbox. */
export function isResumedHere(session: SessionView): boolean {
  return isResumable(session) && session.agent === claudeCode && session.run === null;
}

/** A snapshot of a session, in short. */
export interface SnapshotSummary {
  /** Names it within its session: `3`, `3.1`. */
  readonly label: string;
  readonly kind: SnapshotKind;
  readonly time: number;
  readonly prompt: string | null;
}

/** A worktree with what is known of it. */
export interface WorktreeView {
  readonly path: string;
  readonly name: string;
  readonly isMain: boolean;
  readonly branch: string | null;
  readonly head: string;
  /** Whether parallel-cc created it. */
  readonly ours: boolean;
  /** The live session in it, if any. */
  readonly sessionId: string | null;
  /** Why it was kept when its session ended, if it was. */
  readonly keptBecause: string | null;
  readonly locked: boolean;
  readonly prunable: boolean;
  /** Its number and first port; null when no session was ever in it. */
  readonly slot: Slot | null;
}

/** A claim with its holder's name. */
export interface ClaimView extends Claim {
  readonly holder: string;
  /** What it is on, as it is typed: `src/a.ts`, `src/`, `src/a.ts#name`, `port:3000`. */
  readonly label: string;
}

/** A session that waits for a claim. */
export interface ClaimWaitView {
  readonly id: string;
  readonly sessionId: string;
  /** The session's name. */
  readonly session: string;
  /** As `ClaimView.label`. */
  readonly label: string;
  readonly mode: Claim['mode'];
  readonly since: number;
  /** When it gives up. */
  readonly until: number;
}

/** One side of a predicted conflict as people know it. */
export interface ConflictSideView {
  /** The session's name, or that of the branch or worktree. */
  readonly label: string;
  readonly kind: 'session' | 'worktree' | 'branch';
  readonly sessionId: string | null;
  /** Top of the worktree; null for a branch. */
  readonly worktreePath: string | null;
}

/** A file that would conflict if the two sides merged now. */
export interface ConflictView
  extends Omit<FileConflict, 'reading'>, Readonly<Omit<ConflictReading, 'sentence'>> {
  /** Stays the same while the same two sides conflict in the same file. */
  readonly id: string;
  readonly ours: ConflictSideView;
  readonly theirs: ConflictSideView;
  /** What happened, in one sentence for people. */
  readonly summary: string;
}

/** A write of what another session holds. */
export interface BreachView {
  /** The operation whose undoing puts back what was there before. */
  readonly operation: number;
  /** When it was seen, and when it was written. */
  readonly time: number;
  readonly writtenAt: number;
  /** From the top of the worktree. */
  readonly path: string;
  /** What is held, as `ClaimView.label`. */
  readonly label: string;
  /** The worktree that was written in. */
  readonly worktreePath: string;
  readonly writerId: string;
  readonly writer: string;
  readonly holderId: string;
  readonly holder: string;
  /** One sentence for people. */
  readonly summary: string;
}

/** What the radar is doing. */
export interface RadarView {
  readonly state: 'off' | 'starting' | 'watching' | 'failed';
  /** When the last look ended; null before the first. */
  readonly lookedAt: number | null;
  readonly lastLookMs: number | null;
  /** How many pairs were looked at, and how many could not be previewed, with the reason. */
  readonly pairs: number;
  readonly unknown: readonly { readonly ours: string; readonly theirs: string; readonly why: string }[];
  readonly message: string | null;
}
