import * as z from 'zod/mini';
import { accessVariables } from '../core/claudeRun';
import type { Run } from '../core/run';

/** A session by its id, a unique beginning of its id, or its name. */
const session = z.string().check(z.minLength(1), z.maxLength(256));

/** The parameters of the methods on runs: agents that work on their own in sandboxes. */
export const runMethodParams = {
  /** Begins a run, as a session in a worktree of its own. */
  startRun: z.strictObject({
    /** As in `registerSession`. */
    requestId: z.string().check(z.minLength(8), z.maxLength(64)),
    name: z.nullable(z.string().check(z.minLength(1), z.maxLength(48))),
    /** Absolute path of a folder in the repository. */
    cwd: z.string().check(z.minLength(1), z.maxLength(4096)),
    /** The ref it starts from; null: as the settings say. */
    base: z.nullable(z.string()),
    /** Is given to the agent as its input, byte for byte. */
    prompt: z.string().check(z.minLength(1), z.maxLength(8_000_000)),
    /** The kind of agent. */
    agent: z.string().check(z.minLength(1), z.maxLength(64)),
    /** What is run, as an argument vector. */
    command: z.array(z.string().check(z.maxLength(10_000))).check(z.minLength(1), z.maxLength(1000)),
    template: z.string().check(z.minLength(1), z.maxLength(128)),
    /** How model and service are reached, as far as the client knows; kept in memory only. */
    access: z.partialRecord(z.enum(accessVariables), z.string().check(z.maxLength(10_000))),
    /** How it gets at the model; null: the safest way that there is. */
    auth: z.nullable(z.enum(['relay', 'key', 'oauth', 'none'])),
    /** Whether its sandbox may connect to the Internet. */
    internet: z.boolean(),
    /** Whether it is sent although there are secrets in it. */
    allowSecrets: z.boolean(),
    limits: z.strictObject({
      minutes: z.nullable(z.number().check(z.positive(), z.maximum(10_080))),
      dollars: z.nullable(z.number().check(z.positive(), z.maximum(1_000_000))),
    }),
  }),
  listRuns: z.strictObject({}),
  getRun: z.strictObject({ session }),
  /** Ends the agent of a run; what it has done is brought home all the same. */
  stopRun: z.strictObject({ session }),
  /** Has the sandbox of a run stand still, with all that is in it. */
  pauseRun: z.strictObject({ session }),
  resumeRun: z.strictObject({ session }),
  /** Brings home what the agent has done by now; of a run that was given up what is still in its sandbox. */
  collectRun: z.strictObject({ session }),
} as const;

/** A run with what is known of its session. */
export interface RunView extends Run {
  /** The session's name. */
  readonly session: string;
  readonly agent: string;
  /** The prompt, shortened. */
  readonly prompt: string | null;
  readonly worktreePath: string;
  readonly branch: string | null;
  /** All that the agent printed, as far as it has come. */
  readonly logPath: string;
  /** The last lines that it has printed, while it works. */
  readonly lastLines: readonly string[];
}

/** What the methods on runs answer. */
export interface RunMethodResults {
  startRun: { readonly run: RunView };
  listRuns: { readonly runs: readonly RunView[] };
  getRun: { readonly run: RunView };
  stopRun: { readonly run: RunView };
  pauseRun: { readonly run: RunView };
  resumeRun: { readonly run: RunView };
  collectRun: { readonly run: RunView };
}
