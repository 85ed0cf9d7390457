// What the bench asks of the probe inside the extension host: one JSON line a call, one JSON line an answer.

/** Times and memory are in milliseconds and MB. */
export interface ProbeCalls {
  /** Waits until the host's event loop has nothing to do but the clock. */
  quieten: { readonly params: null; readonly result: null };
  /** Activates an extension, by its id; the result is how long that took. */
  activate: { readonly params: string; readonly result: number };
  /** Runs a command of the editor, by its id. */
  command: { readonly params: string; readonly result: null };
  /** Begins to watch how long the event loop is held. */
  watchLoop: { readonly params: null; readonly result: null };
  /** Ends watching. */
  longestHold: { readonly params: null; readonly result: Hold };
  memory: { readonly params: null; readonly result: Memory };
  /** Ends the host. */
  end: { readonly params: null; readonly result: null };
}

/**
 * The longest times in one turn of the event loop, in ms: how late a timer was, how much of that the loop was held, which
 * leaves out the waiting for a core, and how long its thread computed; the last two tell less where that is not known.
 */
export interface Hold {
  readonly lateMs: number;
  readonly heldMs: number;
  readonly busyMs: number;
}

/**
 * How much memory a process has, in MB: all of it, and what JavaScript holds within and beside its heap; and what the
 * processes have that our programs run in, where a page that several use counts in parts.
 */
export interface Memory {
  readonly rss: number;
  readonly beside: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** One call as it is sent. */
export type ProbeCall = {
  readonly [C in keyof ProbeCalls]: { readonly call: C; readonly params: ProbeCalls[C]['params'] };
}[keyof ProbeCalls];

/** What the probe answers: the result, or why there is none. */
export type ProbeReply = { readonly result: unknown } | { readonly error: string };

/** The environment variable that names the bench's port on this machine. */
export const portVariable = 'PARALLEL_CC_BENCH_PORT';
