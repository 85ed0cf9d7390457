/** What keeps agents from writing what others hold. */
export type GuardName = 'edits' | 'shell';

/** What came of trying a guard: a write that is refused for certain was sent the whole way that an agent's would go. */
export interface GuardReceipt {
  readonly guard: GuardName;
  /** The program that an agent would run, as its command line. */
  readonly program: string;
  /** What it was told, in words. */
  readonly sent: string;
  /** What it answered, in words. */
  readonly got: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly tookMs: number;
  readonly works: boolean;
}

/** The agent's session id that a trial goes by; no agent has such a one. */
export const probeSession = 'parallel-cc-probe';

/** The file that a trial says it would write; it is never written. */
export const probeFile = '.parallel-cc-probe';

/** What the answer to a trial contains when the guard works. */
export const probeAnswer = 'parallel-cc: this was a trial, and it was refused as it should be';
