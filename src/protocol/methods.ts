import * as z from 'zod/mini';
import type { FileConflict, MergePreview } from '../core/conflict';
import type { MergeEvent } from '../core/mergeEvent';
import type { ClaimDecision } from '../core/claim';
import type { Landing } from '../core/landing';
import type { KeptKind } from '../core/oldRecord';
import { keptKinds } from '../core/oldRecord';
import type { Operation } from '../core/operation';
import type { Session } from '../core/session';
import type { SessionSnapshot } from '../core/sessionSnapshot';
import type { Slot } from '../core/setup/environment';
import type { SetupProgress } from '../core/setup/progress';
import type { SetupCommand } from '../core/setup/recipe';
import type { CoordinatorSettings } from '../core/settings';
import type { AgentReply } from './agentEvent';
import { agentEventSchema } from './agentEvent';
import type { ImportReport, ImportedRecord } from '../core/importReport';
import type { ClaimView, HostInfo, RepositoryInfo, Snapshot, WorktreeView } from './snapshot';

const text = z.string().check(z.maxLength(10_000));
const path = z.string().check(z.minLength(1), z.maxLength(4096));
const pid = z.number().check(z.int(), z.positive(), z.maximum(2_147_483_647));
const mode = z.enum(['exclusive', 'shared', 'intent']);
/** A session by its id, a unique beginning of its id, its name, or the agent's own session id. */
const sessionRef = z.string().check(z.minLength(1), z.maxLength(256));

/** A branch, or for a preview any ref. */
const branch = z.string().check(z.minLength(1), z.maxLength(1024));

/** A snapshot within its session: `3`, `3.1` or `last`. */
const snapshotLabel = z.string().check(z.minLength(1), z.maxLength(32));

/** The parameters of every method, as validators. */
export const methodParams = {
  /** Must be the first request of a connection. */
  hello: z.object({
    protocolVersion: z.string(),
    /** Version of the client's program. */
    version: z.optional(z.string().check(z.maxLength(64))),
    token: z.string(),
    client: z.enum(['cli', 'hook', 'mcp', 'extension', 'test']),
    pid,
  }),
  registerSession: z.object({
    /** Makes a repeated call return the first one's session instead of a second session. */
    requestId: z.string().check(z.minLength(8), z.maxLength(64)),
    name: z.nullable(z.string().check(z.minLength(1), z.maxLength(48))),
    agent: z.string().check(z.minLength(1), z.maxLength(64)),
    agentSessionId: z.nullable(z.string()),
    pid: z.nullable(pid),
    prompt: z.nullable(text),
    /** Absolute path of a folder in the repository. */
    cwd: path,
    /** `auto`: the main worktree if no session is in it, otherwise a new one; `new`: a new one; `here`: that of `cwd`. */
    worktree: z.enum(['auto', 'new', 'here']),
    /** The ref a new worktree starts from; null: as the settings say. */
    base: z.nullable(z.string()),
  }),
  heartbeat: z.object({ session: sessionRef }),
  /** Lets a session go on whose agent is gone, ended or not; its worktree is made anew if it is gone too. */
  resumeSession: z.object({ session: sessionRef, pid }),
  /** Tells the host which process is the agent, once it runs. */
  setProcess: z.object({ session: sessionRef, pid }),
  releaseSession: z.object({
    session: sessionRef,
    /** `auto`: remove it if nothing would be lost; `keep`; `remove`: keep a snapshot first if something would be lost. */
    worktree: z.enum(['auto', 'keep', 'remove']),
  }),
  acquireClaims: z.object({
    session: sessionRef,
    /** Absolute, or relative to `cwd`. */
    paths: z.array(path).check(z.minLength(1), z.maxLength(1000)),
    cwd: path,
    mode,
    reason: z.nullable(text),
    ttlMinutes: z.nullable(z.number().check(z.positive(), z.maximum(10_080))),
  }),
  releaseClaims: z.object({
    /** Who releases: a session (its own claims only), or null for the user (any). */
    session: z.nullable(sessionRef),
    /** Claim ids (or unique beginnings), or paths as in `acquireClaims`. */
    claims: z.array(path).check(z.minLength(1), z.maxLength(1000)),
    cwd: path,
  }),
  agentEvent: agentEventSchema,
  sendMessage: z.object({
    /** A session, or null for all that have not ended. */
    to: z.nullable(sessionRef),
    /** The sending session, or null for the user. */
    from: z.nullable(sessionRef),
    text: z.string().check(z.minLength(1), z.maxLength(4000)),
  }),
  /** Hands over what waits for a session to be told, for agents that no hook tells. */
  takeNotices: z.object({ session: sessionRef }),
  /** Has a session told when a branch gets into its target; null: the one it is meant for. */
  subscribeMerge: z.object({ session: sessionRef, branch, target: z.nullable(branch) }),
  cancelMergeSubscription: z.object({ session: sessionRef, branch, target: z.nullable(branch) }),
  getMergeStatus: z.object({ branch, target: z.nullable(branch) }),
  listMerges: z.object({
    /** Null for all branches. */
    branch: z.nullable(branch),
    limit: z.number().check(z.int(), z.positive(), z.maximum(1000)),
  }),
  /** What would happen if two sides merged now: a session's worktree with all that is in it, or any ref. */
  previewMerge: z.object({ ours: branch, theirs: branch }),
  /** Moves the commits of a session's branch onto a branch; with `checkOnly` it only says what would happen. */
  rebaseSession: z.object({ session: sessionRef, onto: branch, checkOnly: z.boolean() }),
  getSnapshot: z.object({
    /** Whether to wait until the radar has seen everything that is on disk now. */
    fresh: z.boolean(),
  }),
  /** Starts `snapshotChanged` notifications; while nobody's dashboard is visible the radar looks less often. */
  subscribe: z.object({ visible: z.boolean() }),
  unsubscribe: z.object({}),
  /** The texts of a predicted conflict, as they are now. */
  getConflictTexts: z.object({ conflict: z.string() }),
  /** What a session changed since its branch left its target, uncommitted work included. */
  getChangedFiles: z.object({ session: sessionRef }),
  /** A file as it was where the session's branch left its target. */
  getFileAtBase: z.object({ session: sessionRef, path }),
  /** Every worktree with its size and what is in it; that takes a look at all of their files. */
  inspectWorktrees: z.object({}),
  /** Without `force` a worktree with work that is saved nowhere else is refused; with `dryRun` nothing is done. */
  removeWorktree: z.object({ path, force: z.boolean(), dryRun: z.optional(z.boolean()) }),
  /** Removes what holds nothing; with `merged` also worktrees whose branch was squashed or rebased into its target. */
  cleanUp: z.object({ dryRun: z.boolean(), merged: z.optional(z.boolean()) }),
  /** How new worktrees are made ready, and whether the user trusts the commands. */
  getSetupPlan: z.object({}),
  /** Decides on commands as they were shown; those that have changed since stay undecided. */
  decideSetupTrust: z.object({
    fingerprint: z.string().check(z.minLength(1), z.maxLength(128)),
    decision: z.enum(['trusted', 'refused']),
  }),
  forgetSetupTrust: z.object({}),
  getSetup: z.object({ session: sessionRef }),
  retrySetup: z.object({ session: sessionRef }),
  cancelSetup: z.object({ session: sessionRef }),
  updateSettings: z.object({ settings: z.record(z.string(), z.unknown()) }),
  /** How the coordinator itself is doing. */
  getHealth: z.object({}),
  listOperations: z.object({ limit: z.number().check(z.int(), z.positive(), z.maximum(1000)) }),
  /** The time-line of a session, oldest first. */
  listSnapshots: z.object({ session: sessionRef }),
  /** Keeps what is in a session's worktree now. */
  takeSnapshot: z.object({ session: sessionRef }),
  /** A file as it was at a snapshot of a session, and before it. */
  getSnapshotFile: z.object({ session: sessionRef, label: snapshotLabel, path }),
  /** Brings back what was in a session's worktree. */
  restoreSnapshot: z.object({
    session: sessionRef,
    /** Names the snapshot; null: the newest. */
    label: z.nullable(snapshotLabel),
    /** Files and folders from the top of the worktree; all when empty. */
    paths: z.array(path).check(z.maxLength(10_000)),
    /** `worktree`: into the session's own; `new`: into a new one. */
    into: z.enum(['worktree', 'new']),
    dryRun: z.boolean(),
    /** Whether it is done although the session's agent is at work. */
    force: z.boolean(),
  }),
  /** Brings over what an earlier parallel-cc kept of this repository. */
  importOld: z.object({
    /** Absolute path of its database. */
    path,
    dryRun: z.boolean(),
  }),
  listImported: z.object({
    /** Null for all kinds. */
    kind: z.nullable(z.enum(Object.keys(keptKinds) as KeptKind[])),
    limit: z.number().check(z.int(), z.positive(), z.maximum(1000)),
  }),
  /** Takes back an operation; null: the newest that can be taken back. */
  undoOperation: z.object({
    operation: z.nullable(z.number().check(z.int(), z.positive())),
    dryRun: z.boolean(),
    /** Whether files are put back that were changed since. */
    force: z.boolean(),
  }),
  /** Asks the host to leave, so that the caller can take over; extension hosts refuse unless `force`. */
  handOver: z.object({ force: z.boolean() }),
} as const;

/** The name of a method. */
export type MethodName = keyof typeof methodParams;

/** The parameters that a method takes. */
export type MethodParams<M extends MethodName> = z.infer<(typeof methodParams)[M]>;

/** What every method answers. */
export interface MethodResults {
  hello: { readonly protocolVersion: string; readonly host: HostInfo; readonly repository: RepositoryInfo };
  registerSession: RegisterResult;
  heartbeat: { readonly session: Session };
  resumeSession: ResumeResult;
  setProcess: { readonly session: Session };
  releaseSession: ReleaseResult;
  acquireClaims: { readonly results: readonly ClaimResult[] };
  releaseClaims: { readonly released: readonly ClaimView[] };
  agentEvent: AgentReply;
  sendMessage: { readonly recipients: readonly string[] };
  takeNotices: { readonly texts: readonly string[]; readonly more: boolean };
  subscribeMerge: MergeStanding;
  cancelMergeSubscription: { readonly cancelled: boolean };
  getMergeStatus: MergeStanding;
  listMerges: { readonly events: readonly MergeEvent[] };
  previewMerge: { readonly preview: MergePreview };
  rebaseSession: RebaseResult;
  getSnapshot: Snapshot;
  subscribe: Snapshot;
  unsubscribe: Record<string, never>;
  getConflictTexts: ConflictTexts;
  getChangedFiles: ChangedFiles;
  getFileAtBase: { readonly text: string | null };
  inspectWorktrees: { readonly worktrees: readonly WorktreeReport[] };
  removeWorktree: WorktreeOutcome;
  cleanUp: CleanUpResult;
  getSetupPlan: SetupPlan;
  decideSetupTrust: {
    /** The worktrees whose set-up began. */
    readonly begun: readonly string[];
  };
  forgetSetupTrust: Record<string, never>;
  getSetup: SetupResult;
  retrySetup: SetupResult;
  cancelSetup: SetupResult;
  updateSettings: { readonly settings: CoordinatorSettings };
  getHealth: Health;
  listOperations: { readonly operations: readonly Operation[] };
  listSnapshots: { readonly session: Session; readonly snapshots: readonly SnapshotView[] };
  takeSnapshot: { readonly snapshot: SnapshotView };
  getSnapshotFile: { readonly before: string | null; readonly after: string | null };
  restoreSnapshot: RestoreResult;
  importOld: ImportReport;
  listImported: { readonly records: readonly ImportedRecord[] };
  undoOperation: UndoResult;
  handOver: { readonly leaving: boolean };
}

/** How a branch stands to its target. */
export interface MergeStanding {
  readonly branch: string;
  readonly target: string;
  readonly landing: Landing;
  /** The merge, where it was seen; null otherwise. */
  readonly event: MergeEvent | null;
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
  /** The label of the snapshot of what was there before, where something was replaced. */
  readonly before: string | null;
  /** Undoing this brings back what was there; null when nothing was changed. */
  readonly operation: number | null;
}

/** What an undo did, or would do. */
export interface UndoResult {
  readonly dryRun: boolean;
  readonly operation: Operation;
  readonly effects: readonly { readonly summary: string; readonly changes: readonly FileChange[] }[];
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
  /** The number and the first port of its worktree. */
  readonly slot: Slot;
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

/** The answer to the claim of one path. */
export interface ClaimResult {
  readonly path: string;
  readonly outcome: ClaimDecision['kind'];
  /** The claim, when granted. */
  readonly claim: ClaimView | null;
  /** Other sessions' claims: those in the way when denied, those beside it when granted. */
  readonly others: readonly ClaimView[];
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

/** What the host tells subscribers. */
export interface HostNotifications {
  snapshotChanged: Snapshot;
  /** The host leaves; clients look for the next one. */
  hostLeaving: Record<string, never>;
}
