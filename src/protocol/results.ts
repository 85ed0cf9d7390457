import type { FileConflict } from '../core/conflict';
import type { MergeEvent } from '../core/mergeEvent';
import type { ClaimDecision } from '../core/claim';
import type { Landing } from '../core/landing';
import type { LandingEntry } from '../core/landing/entry';
import type { NotReady } from '../core/landing/plan';
import type { Operation } from '../core/operation';
import type { Session } from '../core/session';
import type { SessionSnapshot } from '../core/sessionSnapshot';
import type { Slot } from '../core/setup/environment';
import type { SetupProgress } from '../core/setup/progress';
import type { SetupCommand } from '../core/setup/recipe';
import type { Check } from '../core/verify/checks';
import type { ClaimView, WorktreeView } from './snapshot';

/** How a branch stands to its target. */
export interface MergeStanding {
  readonly branch: string;
  readonly target: string;
  readonly landing: Landing;
  /** The merge, where it was seen; null otherwise. */
  readonly event: MergeEvent | null;
}

/** What came of asking one remote. */
export interface FetchOutcome {
  readonly remote: string;
  /** Why it was not asked, or did not answer: a sentence; null when it did. */
  readonly problem: string | null;
}

/** A session that waits to hear when a branch gets into its target. */
export interface MergeSubscriptionView {
  readonly sessionId: string;
  readonly session: string;
  readonly branch: string;
  readonly target: string;
  /** In milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

/** Which sessions were put into the landing queue, in the order in which they land, and which were not. */
export interface LandResult {
  readonly landings: readonly LandingEntry[];
  readonly notReady: readonly NotReady[];
}

/** The checks of a project. */
export interface ChecksResult {
  readonly checks: readonly Check[];
  /** `notNeeded`: there are none, or the user wrote them into the settings. */
  readonly trust: 'trusted' | 'refused' | 'undecided' | 'notNeeded';
  /** Names exactly these commands and scripts. */
  readonly fingerprint: string;
}

/** What a rebase did, or would do. */
export interface RebaseResult {
  /** `upToDate`: there was nothing to do; `conflicts`: it was taken back, or would be. */
  readonly outcome: 'rebased' | 'wouldRebase' | 'upToDate' | 'conflicts';
  readonly onto: string;
  /** Where the branch was and is. */
  readonly before: string;
  readonly after: string;
  readonly conflicts: readonly FileConflict[];
}

/** How the coordinator itself is doing. */
export interface Health {
  readonly store: StoreHealth;
  readonly snapshots: SnapshotHealth;
  /** What clean-up can know of the processes that are at work in a worktree, a sentence. */
  readonly processSight: string;
}

/** How the saving of the state goes. Sizes are in bytes, times in milliseconds since the Unix epoch. */
export interface StoreHealth {
  readonly epoch: number;
  /** The folder of the state. */
  readonly path: string;
  /** Number of the last saved change. */
  readonly sequence: number;
  readonly sizeBytes: number;
  readonly lastSavedAt: number | null;
  readonly lastSaveMs: number | null;
  /** Why the last save failed; null when it did not. */
  readonly lastError: string | null;
  /** Names of the images, oldest first, and of the damaged files that were set aside. */
  readonly keptImages: readonly string[];
  readonly setAside: readonly string[];
}

/** What is kept of sessions and removed worktrees, and for how long. */
export interface SnapshotHealth {
  readonly count: number;
  /** What they take on disk beyond branches, tags and remotes. */
  readonly bytes: number;
  readonly days: number;
  readonly perSession: number;
  readonly megabytes: number;
}

/** A file that something changes, by path from the top of its worktree. */
export interface FileChange {
  readonly path: string;
  readonly change: 'added' | 'deleted' | 'changed';
}

/** A snapshot of a session with what is new in it. */
export interface SnapshotView extends SessionSnapshot {
  readonly label: string;
  /** What differs from the snapshot before it; of the first, from the commit that was checked out. */
  readonly changes: readonly FileChange[];
}

/** What a restore did, or would do. */
export interface RestoreResult {
  readonly dryRun: boolean;
  /** The snapshot that was brought back. */
  readonly label: string;
  readonly worktreePath: string;
  readonly changes: readonly FileChange[];
  /** Submodules that are at another commit; they stay as they are. */
  readonly submodules: readonly string[];
  /** Names all that it does, so that after a preview just that is done or nothing. */
  readonly plan: string;
  /** The label of the snapshot of what was there before, where something was replaced. */
  readonly before: string | null;
  /** The new worktree that it is brought back in; null when it is the session's own. */
  readonly newWorktree: NewWorktreeView | null;
  /** Undoing this brings back what was there, or removes the new worktree; null when nothing was changed. */
  readonly operation: number | null;
}

/** A worktree that was made of a snapshot, or would be. */
export interface NewWorktreeView {
  readonly branch: string;
  /** The commit that is checked out: the one that the snapshot was taken on. */
  readonly baseCommit: string;
  /** What did not go as wished, a sentence each. */
  readonly warnings: readonly string[];
  /** How far its set-up is; null when there is nothing to set up. */
  readonly setup: SetupProgress | null;
}

/** What an undo did, or would do. */
export interface UndoResult {
  readonly dryRun: boolean;
  readonly operation: Operation;
  readonly effects: readonly { readonly summary: string; readonly changes: readonly FileChange[] }[];
  /** Names all that it does, so that after a preview just that is done or nothing. */
  readonly plan: string;
  /** The operation that it is in the log itself; null for a preview. */
  readonly undoneBy: number | null;
}

/** How new worktrees of the repository are made ready. */
export interface SetupPlan {
  /** The file whose commands are run; null when no file has any. */
  readonly file: string | null;
  readonly commands: readonly SetupCommand[];
  /** `notNeeded`: there are no commands, or the user wrote them into the settings. */
  readonly trust: 'trusted' | 'refused' | 'undecided' | 'notNeeded';
  /** Names exactly these commands of this file. */
  readonly fingerprint: string;
  /** Files with commands that are not run, because `file` comes before them. */
  readonly passedOver: readonly string[];
  readonly copy: readonly string[];
  readonly copyExcept: readonly string[];
  readonly links: readonly string[];
  readonly sparsePaths: readonly string[];
  /** What could not be used, a sentence each. */
  readonly warnings: readonly string[];
}

/** How far the set-up of a session's worktree is; null when there is nothing to set up. */
export interface SetupResult {
  readonly setup: SetupProgress | null;
}

/** The result of `registerSession`. */
export interface RegisterResult {
  readonly session: Session;
  /** False when the call repeated an earlier one or the process already had a session. */
  readonly created: boolean;
  /** The number and the first port of its worktree. */
  readonly slot: Slot | null;
  /** How far the set-up of its worktree is; null when there is nothing to set up. */
  readonly setup: SetupProgress | null;
  /** Whether its agent is to wait until the set-up has ended. */
  readonly waitForSetup: boolean;
  /** Files that were copied into the new worktree. */
  readonly copiedFiles: readonly string[];
  /** What did not go as wished, a sentence each. */
  readonly warnings: readonly string[];
}

/** The result of `resumeSession`. */
export interface ResumeResult {
  readonly session: Session;
  /** What its worktree was made anew from; null when it was there. */
  readonly rebuiltFrom: string | null;
  /** What of it is not as it was or as in a new worktree, a sentence each. */
  readonly warnings: readonly string[];
  /** The number and the first port of its worktree. */
  readonly slot: Slot;
  /** How far the set-up of its worktree is; null when there is nothing to set up. */
  readonly setup: SetupProgress | null;
  /** Whether its agent is to wait until the set-up of a worktree that was made anew has ended. */
  readonly waitForSetup: boolean;
}

/** What became of a worktree. */
export interface WorktreeOutcome {
  readonly path: string;
  readonly outcome: 'removed' | 'kept' | 'adopted';
  /** One sentence: why it was kept, or what was removed. */
  readonly reason: string;
  /** The ref that holds all its content, when it was removed. */
  readonly snapshotRef: string | null;
  /** Its size on disk, in bytes; null where it was not looked at. */
  readonly sizeBytes: number | null;
  /** Ignored folders that can be made again, as `node_modules` can, and are in no snapshot; sizes in bytes. */
  readonly notKept: readonly { readonly path: string; readonly bytes: number }[];
  /** The operation to undo, to bring it back; null when it was not removed. */
  readonly operation: number | null;
}

/** A worktree with what a look at all of it found. */
export interface WorktreeReport extends WorktreeView {
  /** Its size on disk, in bytes; null where its folder is gone. */
  readonly sizeBytes: number | null;
  /**
   * `main`; `inUse`: a session or a process is in it; `locked`; `missing`: its folder is gone; `work`: it has work that
   * is saved nowhere else, or that could not be told; `merged`: its work is in its target; `idle`: it has none;
   * `foreign`: it was not made by parallel-cc.
   */
  readonly state: 'main' | 'inUse' | 'locked' | 'missing' | 'work' | 'merged' | 'idle' | 'foreign';
  /** The same for people, with the particulars. */
  readonly says: string;
  /** How its commits got into `landedIn`; null where that was not asked. */
  readonly landing: Landing | null;
  readonly landedIn: string | null;
}

/** The result of `releaseSession`. */
export interface ReleaseResult {
  readonly session: Session;
  readonly releasedClaims: number;
  readonly worktree: WorktreeOutcome;
}

/** The answer to the claim of one target. */
export interface ClaimResult {
  /** What was asked for, as `ClaimView.label`. */
  readonly path: string;
  readonly outcome: ClaimDecision['kind'];
  /** The claim, when granted. */
  readonly claim: ClaimView | null;
  /**
   * Other sessions' claims: those in the way when denied, those beside it when granted. Of more than 32 the first of
   * each session, and so many of the rest as there is room for; the message tells how many there are.
   */
  readonly others: readonly ClaimView[];
  /** The sessions that would have waited for each other in a circle, which is why it was not waited. */
  readonly deadlock: readonly string[] | null;
  /** One sentence for people and models. */
  readonly message: string;
}

/** The texts of both sides and their base; null where a side has no such file or it is not text. */
export interface ConflictTexts {
  readonly path: string;
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** What a session changed. */
export interface ChangedFiles {
  /** The commit that the files are compared with. */
  readonly base: string;
  readonly worktreePath: string;
  /** Paths from the top of the worktree, with `/`. */
  readonly files: readonly string[];
}

/** What a clean-up did, or would do. */
export interface CleanUpResult {
  readonly dryRun: boolean;
  readonly endedSessions: readonly Session[];
  readonly worktrees: readonly WorktreeOutcome[];
  /** What is still there, or was until now, of worktrees that were removed earlier, a sentence each. */
  readonly leftovers: readonly string[];
}
