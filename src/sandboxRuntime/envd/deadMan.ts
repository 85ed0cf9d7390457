/** The longest that a clock that was set, or a machine that slept, goes unnoticed, in milliseconds. */
const longestWaitMs = 10_000;

/** How long after the deadline the runtime may still act itself, in milliseconds. */
const graceMs = 5_000;

/**
 * Ends the sandbox soon after its deadline when nobody else does: the runtime that would have may be gone. Whatever the
 * runtime does at the deadline comes first.
 */
export class DeadMan {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private deadline: number,
    private readonly end: () => void,
  ) {
    this.wait();
  }

  /** @param deadline in milliseconds since the Unix epoch. */
  postpone(deadline: number): void {
    this.deadline = deadline;
    clearTimeout(this.timer);
    this.wait();
  }

  private wait(): void {
    const left = this.deadline + graceMs - Date.now();
    if (left <= 0) this.end();
    else this.timer = setTimeout(() => this.wait(), Math.min(left, longestWaitMs));
  }
}
