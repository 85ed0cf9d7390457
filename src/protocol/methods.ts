import * as z from 'zod/mini';
import type { MergePreview } from '../core/conflict';
import type { GuardReceipt } from '../core/guard';
import type { LandingEntry } from '../core/landing/entry';
import type { LandingPlan } from '../core/landing/plan';
import type { MergeEvent } from '../core/mergeEvent';
import type { KeptKind } from '../core/oldRecord';
import { keptKinds } from '../core/oldRecord';
import type { Operation } from '../core/operation';
import type { Session } from '../core/session';
import type { CoordinatorSettings } from '../core/settings';
import type { UnmanagedAgent } from '../core/unmanagedAgent';
import type { AgentReply } from './agentEvent';
import { agentEventSchema } from './agentEvent';
import { plannedCommitSchema } from './plannedCommit';
import type { RunMethodResults } from './runMethods';
import { runMethodParams } from './runMethods';
import type { ImportReport, ImportedRecord } from '../core/importReport';
import type { ClaimView, HostInfo, RepositoryInfo, Snapshot } from './snapshot';
import type {
  ChecksResult,
  LandResult,
  FetchOutcome,
  MergeSubscriptionView,
  MergeStanding,
  RebaseResult,
  Health,
  SnapshotView,
  RestoreResult,
  UndoResult,
  SetupPlan,
  SetupResult,
  RegisterResult,
  ResumeResult,
  WorktreeOutcome,
  WorktreeReport,
  ReleaseResult,
  ClaimResult,
  ConflictTexts,
  ChangedFiles,
  CleanUpResult,
} from './results';

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

/** What a preview named all that it showed: nothing is done if that would be something else by now. */
const agentName = z.string().check(z.minLength(1), z.maxLength(64));
const plan = z.optional(z.string().check(z.minLength(1), z.maxLength(64)));

/** The longest that a call waits for a claim, in seconds. */
const longestWaitSeconds = 3600;

const landingWish = {
  /** Null: all whose turn has ended and that have something to land. */
  sessions: z.nullable(z.array(sessionRef).check(z.minLength(1), z.maxLength(200))),
  /** Null: where each is meant to land. */
  target: z.nullable(branch),
  /** Null: as the settings say. */
  method: z.nullable(z.enum(['merge', 'squash', 'rebase'])),
  /** Whether they land in the order in which they are given. */
  inOrder: z.boolean(),
};

/** Ids of entries in the landing queue. */
const landingIds = z.array(z.string().check(z.minLength(1), z.maxLength(64))).check(z.maxLength(500));

/**
 * The parameters of every method, as validators. Almost all are strict: a host that passed over a parameter of a newer
 * client, such as that of a preview, would do more than it was asked. What never changes takes anything, and so does what
 * hooks ask: there a part of an answer is better than none.
 */
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
  registerSession: z.strictObject({
    /** Makes a repeated call return the first one's session instead of a second session. */
    requestId: z.string().check(z.minLength(8), z.maxLength(64)),
    name: z.nullable(z.string().check(z.minLength(1), z.maxLength(48))),
    agent: agentName,
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
  heartbeat: z.strictObject({ session: sessionRef }),
  /** Lets a session go on whose agent is gone, ended or not; its worktree is made anew if it is gone too. */
  resumeSession: z.strictObject({
    session: sessionRef,
    pid,
    /** The agent that is about to start: a session of another one is refused. Whichever it is when it is left out. */
    agent: z.optional(agentName),
  }),
  /** Tells the host which process is the agent, once it runs. */
  setProcess: z.strictObject({ session: sessionRef, pid }),
  releaseSession: z.strictObject({
    session: sessionRef,
    /** `auto`: remove it if nothing would be lost; `keep`; `remove`: keep a snapshot first if something would be lost. */
    worktree: z.enum(['auto', 'keep', 'remove']),
  }),
  acquireClaims: z.strictObject({
    session: sessionRef,
    /** What to claim: paths, absolute or relative to `cwd`, and other targets; see `readTarget` in the engine. */
    paths: z.array(path).check(z.minLength(1), z.maxLength(1000)),
    cwd: path,
    mode,
    reason: z.nullable(text),
    ttlMinutes: z.nullable(z.number().check(z.positive(), z.maximum(10_080))),
    /** How long to wait in the queue for what others hold, one target after the other; not at all when left out. */
    waitSeconds: z.optional(z.number().check(z.nonnegative(), z.maximum(longestWaitSeconds))),
    /** Whether an own claim that is stronger than `mode` is made weaker. */
    weaken: z.optional(z.boolean()),
  }),
  /** Leaves the queues for what a session waits for. */
  stopWaiting: z.strictObject({
    session: sessionRef,
    /** As in `acquireClaims`. */
    paths: z.array(path).check(z.minLength(1), z.maxLength(1000)),
    cwd: path,
  }),
  handOverClaims: z.strictObject({
    /** Who gives: a session (its own claims only), or null for the user (any). */
    session: z.nullable(sessionRef),
    /** As in `releaseClaims`. */
    claims: z.array(path).check(z.minLength(1), z.maxLength(1000)),
    cwd: path,
    to: sessionRef,
  }),
  takeNumber: z.strictObject({
    /** The sequence, for example `migrations`. */
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    /** The least number that will do. */
    from: z.number().check(z.int(), z.nonnegative(), z.maximum(1e15)),
    session: z.nullable(sessionRef),
  }),
  releaseClaims: z.strictObject({
    /** Who releases: a session (its own claims only), or null for the user (any). */
    session: z.nullable(sessionRef),
    /** Claim ids (or unique beginnings), or paths as in `acquireClaims`. */
    claims: z.array(path).check(z.minLength(1), z.maxLength(1000)),
    cwd: path,
  }),
  agentEvent: agentEventSchema,
  /** Asks whether a session may commit or push; its git hooks do. */
  checkCommit: z.object({
    /** Absolute path of a folder in the worktree. */
    cwd: path,
    /** The session that the agent was started for; null: the one at work in the worktree. */
    session: z.nullable(z.string().check(z.maxLength(256))),
    planned: plannedCommitSchema,
  }),
  sendMessage: z.strictObject({
    /** A session, several, or null for all that have not ended. */
    to: z.nullable(z.union([sessionRef, z.array(sessionRef).check(z.minLength(1), z.maxLength(100))])),
    /** The sending session, or null for the user. */
    from: z.nullable(sessionRef),
    text: z.string().check(z.minLength(1), z.maxLength(4000)),
  }),
  /** Hands over what waits for a session to be told, for agents that no hook tells. */
  takeNotices: z.strictObject({ session: sessionRef }),
  /** Has a session told when a branch gets into its target; null: the one it is meant for. */
  subscribeMerge: z.strictObject({ session: sessionRef, branch, target: z.nullable(branch) }),
  cancelMergeSubscription: z.strictObject({ session: sessionRef, branch, target: z.nullable(branch) }),
  getMergeStatus: z.strictObject({ branch, target: z.nullable(branch) }),
  listMerges: z.strictObject({
    /** Null for all branches. */
    branch: z.nullable(branch),
    limit: z.number().check(z.int(), z.positive(), z.maximum(1000)),
  }),
  /** What would happen if two sides merged now: a session's worktree with all that is in it, or any ref. */
  previewMerge: z.strictObject({ ours: branch, theirs: branch }),
  /** Moves the commits of a session's branch onto a branch; with `checkOnly` it only says what would happen. */
  rebaseSession: z.strictObject({
    session: sessionRef,
    onto: branch,
    checkOnly: z.boolean(),
    /** Whether it is done although the session's agent is at work. */
    force: z.optional(z.boolean()),
  }),
  /** Looks now which branches got into their targets, after asking the remotes where that is wanted, and tells of each once. */
  lookForMerges: z.strictObject({ fetch: z.boolean() }),
  listMergeSubscriptions: z.strictObject({}),
  /** What would land, in which order; nothing is done. */
  planLanding: z.strictObject(landingWish),
  /** Puts sessions into the landing queue; how they fare, `listLandings` and the snapshot tell. */
  landSessions: z.strictObject({ ...landingWish, verify: z.boolean() }),
  listLandings: z.strictObject({ ids: landingIds }),
  /** Takes sessions out of the landing queue, those too that are being checked. */
  cancelLandings: z.strictObject({ ids: landingIds }),
  /** The project's own checks, as they are in a branch; null: in the main worktree's. */
  getChecks: z.strictObject({ branch: z.nullable(branch) }),
  /** Decides on checks as they were shown; `undecided` forgets what was decided. */
  decideChecks: z.strictObject({
    branch: z.nullable(branch),
    fingerprint: z.string().check(z.minLength(1), z.maxLength(128)),
    decision: z.enum(['trusted', 'refused', 'undecided']),
  }),
  getSnapshot: z.strictObject({
    /** Whether to wait until the radar has seen everything that is on disk now. */
    fresh: z.boolean(),
    /** Whether every ended session is in it that has a worktree or snapshots still, not only the newest ones. */
    allEnded: z.optional(z.boolean()),
  }),
  /** Starts `snapshotChanged` notifications; while nobody's dashboard is visible the radar looks less often. */
  subscribe: z.strictObject({ visible: z.boolean() }),
  unsubscribe: z.strictObject({}),
  /** The texts of a predicted conflict, as they are now. */
  getConflictTexts: z.strictObject({ conflict: z.string() }),
  /** What a session changed since its branch left its target, uncommitted work included. */
  getChangedFiles: z.strictObject({ session: sessionRef }),
  /** A file as it was where the session's branch left its target. */
  getFileAtBase: z.strictObject({ session: sessionRef, path }),
  /** Every worktree with its size and what is in it; that takes a look at all of their files. */
  inspectWorktrees: z.strictObject({}),
  /** Without `force` a worktree with work that is saved nowhere else is refused; with `dryRun` nothing is done. */
  removeWorktree: z.strictObject({ path, force: z.boolean(), dryRun: z.optional(z.boolean()) }),
  /** Removes what holds nothing; with `merged` also worktrees whose branch was squashed or rebased into its target. */
  cleanUp: z.strictObject({ dryRun: z.boolean(), merged: z.optional(z.boolean()) }),
  /** How new worktrees are made ready, and whether the user trusts the commands. */
  getSetupPlan: z.strictObject({}),
  /** Decides on commands as they were shown; those that have changed since stay undecided. */
  decideSetupTrust: z.strictObject({
    fingerprint: z.string().check(z.minLength(1), z.maxLength(128)),
    decision: z.enum(['trusted', 'refused']),
  }),
  forgetSetupTrust: z.strictObject({}),
  getSetup: z.strictObject({ session: sessionRef }),
  retrySetup: z.strictObject({ session: sessionRef }),
  cancelSetup: z.strictObject({ session: sessionRef }),
  updateSettings: z.strictObject({ settings: z.record(z.string(), z.unknown()) }),
  /** How the coordinator itself is doing. */
  getHealth: z.strictObject({}),
  /** Dismisses warnings of what was repaired or lost; null: all that there are. */
  dismissRepairs: z.strictObject({
    repairs: z.nullable(z.array(z.string().check(z.maxLength(10_000))).check(z.maxLength(1000))),
  }),
  /** Finds agents and worktrees that are no sessions. */
  listUnmanaged: z.strictObject({}),
  /** Tries the guards now, the whole way that an agent's write goes. */
  checkGuards: z.strictObject({}),
  listOperations: z.strictObject({ limit: z.number().check(z.int(), z.positive(), z.maximum(1000)) }),
  /** The time-line of a session, oldest first. */
  listSnapshots: z.strictObject({ session: sessionRef }),
  /** Keeps what is in a session's worktree now. */
  takeSnapshot: z.strictObject({ session: sessionRef }),
  /** A file as it was at a snapshot of a session, and before it. */
  getSnapshotFile: z.strictObject({ session: sessionRef, label: snapshotLabel, path }),
  /** Brings back what was in a session's worktree. */
  restoreSnapshot: z.strictObject({
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
    plan,
  }),
  /** Brings over what an earlier parallel-cc kept of this repository. */
  importOld: z.strictObject({
    /** Absolute path of its database. */
    path,
    dryRun: z.boolean(),
  }),
  listImported: z.strictObject({
    /** Null for all kinds. */
    kind: z.nullable(z.enum(Object.keys(keptKinds) as KeptKind[])),
    limit: z.number().check(z.int(), z.positive(), z.maximum(1000)),
  }),
  ...runMethodParams,
  /** Takes back an operation; null: the newest that can be taken back. */
  undoOperation: z.strictObject({
    operation: z.nullable(z.number().check(z.int(), z.positive())),
    dryRun: z.boolean(),
    /** Whether files are put back that were changed since. */
    force: z.boolean(),
    plan,
  }),
  /** Asks the host to leave, so that the caller can take over; extension hosts refuse unless `force`. */
  handOver: z.object({ force: z.boolean() }),
} as const;

/** The name of a method. */
export type MethodName = keyof typeof methodParams;

/** The parameters that a method takes. */
export type MethodParams<M extends MethodName> = z.infer<(typeof methodParams)[M]>;

/** What every method answers. */
export interface MethodResults extends RunMethodResults {
  hello: { readonly protocolVersion: string; readonly host: HostInfo; readonly repository: RepositoryInfo };
  registerSession: RegisterResult;
  heartbeat: { readonly session: Session };
  resumeSession: ResumeResult;
  setProcess: { readonly session: Session };
  releaseSession: ReleaseResult;
  acquireClaims: { readonly results: readonly ClaimResult[] };
  stopWaiting: {
    /** What it waited for. */
    readonly stopped: readonly string[];
  };
  releaseClaims: { readonly released: readonly ClaimView[] };
  handOverClaims: { readonly claims: readonly ClaimView[] };
  takeNumber: { readonly number: number };
  agentEvent: AgentReply;
  checkCommit: {
    /** Why not, and what to do instead; null when it may. */
    readonly refusal: string | null;
  };
  sendMessage: { readonly recipients: readonly string[] };
  takeNotices: { readonly texts: readonly string[]; readonly more: boolean };
  subscribeMerge: MergeStanding;
  cancelMergeSubscription: { readonly cancelled: boolean };
  getMergeStatus: MergeStanding;
  listMerges: { readonly events: readonly MergeEvent[] };
  previewMerge: { readonly preview: MergePreview };
  rebaseSession: RebaseResult;
  lookForMerges: {
    /** Those that no such call has told of before, newest first. */
    readonly events: readonly MergeEvent[];
    readonly fetched: readonly FetchOutcome[];
  };
  listMergeSubscriptions: { readonly subscriptions: readonly MergeSubscriptionView[] };
  planLanding: LandingPlan;
  landSessions: LandResult;
  listLandings: { readonly landings: readonly LandingEntry[] };
  cancelLandings: { readonly landings: readonly LandingEntry[] };
  getChecks: ChecksResult;
  decideChecks: ChecksResult;
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
  /** Those that were told until now. */
  dismissRepairs: { readonly dismissed: readonly string[] };
  listUnmanaged: { readonly agents: readonly UnmanagedAgent[] };
  checkGuards: { readonly receipts: readonly GuardReceipt[] };
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

/** What the host tells subscribers. */
export interface HostNotifications {
  snapshotChanged: Snapshot;
  /** The host leaves; clients look for the next one. */
  hostLeaving: Record<string, never>;
}
