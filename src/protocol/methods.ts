import * as z from 'zod/mini';
import type { ClaimDecision } from '../core/claim';
import type { Operation } from '../core/operation';
import type { Session } from '../core/session';
import type { CoordinatorSettings } from '../core/settings';
import type { AgentReply } from './agentEvent';
import { agentEventSchema } from './agentEvent';
import type { ClaimView, HostInfo, RepositoryInfo, Snapshot } from './snapshot';

const text = z.string().check(z.maxLength(10_000));
const path = z.string().check(z.minLength(1), z.maxLength(4096));
const pid = z.number().check(z.int(), z.positive(), z.maximum(2_147_483_647));
const mode = z.enum(['exclusive', 'shared', 'intent']);
/** A session by its id, a unique beginning of its id, its name, or the agent's own session id. */
const sessionRef = z.string().check(z.minLength(1), z.maxLength(256));

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
  removeWorktree: z.object({ path, force: z.boolean() }),
  cleanUp: z.object({ dryRun: z.boolean() }),
  updateSettings: z.object({ settings: z.record(z.string(), z.unknown()) }),
  listOperations: z.object({ limit: z.number().check(z.int(), z.positive(), z.maximum(1000)) }),
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
  setProcess: { readonly session: Session };
  releaseSession: ReleaseResult;
  acquireClaims: { readonly results: readonly ClaimResult[] };
  releaseClaims: { readonly released: readonly ClaimView[] };
  agentEvent: AgentReply;
  sendMessage: { readonly recipients: readonly string[] };
  getSnapshot: Snapshot;
  subscribe: Snapshot;
  unsubscribe: Record<string, never>;
  getConflictTexts: ConflictTexts;
  getChangedFiles: ChangedFiles;
  getFileAtBase: { readonly text: string | null };
  removeWorktree: WorktreeOutcome;
  cleanUp: CleanUpResult;
  updateSettings: { readonly settings: CoordinatorSettings };
  listOperations: { readonly operations: readonly Operation[] };
  handOver: { readonly leaving: boolean };
}

/** The result of `registerSession`. */
export interface RegisterResult {
  readonly session: Session;
  /** False when the call repeated an earlier one or the process already had a session. */
  readonly created: boolean;
  /** Files that were copied into the new worktree. */
  readonly copiedFiles: readonly string[];
  /** What did not go as wished, a sentence each. */
  readonly warnings: readonly string[];
}

/** What became of a worktree. */
export interface WorktreeOutcome {
  readonly path: string;
  readonly outcome: 'removed' | 'kept' | 'adopted';
  /** One sentence: why it was kept, or what was removed. */
  readonly reason: string;
  /** The ref that holds all its content, when it was removed with work in it. */
  readonly snapshotRef: string | null;
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
}

/** What the host tells subscribers. */
export interface HostNotifications {
  snapshotChanged: Snapshot;
  /** The host leaves; clients look for the next one. */
  hostLeaving: Record<string, never>;
}
