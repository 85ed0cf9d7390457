import { readFileSync } from 'node:fs';
import type { Hold } from './probeCalls';

const stepMs = 2;

/**
 * Watches from within how long the event loop of this process is held, by the lateness of a timer. While its thread waits
 * for a core nobody holds it: on a machine with fewer cores than an editor and a browser keep busy, that would be most of
 * what the timer shows.
 */
export class LoopWatch {
  private readonly longest = { lateMs: 0, heldMs: 0, busyMs: 0 };
  private last = moment();
  private readonly timer = setInterval(() => this.tick(), stepMs);

  /** Ends the watch. */
  stop(): Hold {
    this.tick();
    clearInterval(this.timer);
    return this.longest;
  }

  private tick(): void {
    const { longest, last } = this;
    const now = moment();
    const lateMs = now.timeMs - last.timeMs - stepMs;
    longest.lateMs = Math.max(longest.lateMs, lateMs);
    longest.heldMs = Math.max(longest.heldMs, lateMs - (now.waitedMs - last.waitedMs));
    longest.busyMs = Math.max(longest.busyMs, now.busyMs - last.busyMs);
    this.last = moment();
  }
}

interface Moment {
  readonly timeMs: number;
  /** How long this thread has computed, and has waited for a core, so far. */
  readonly busyMs: number;
  readonly waitedMs: number;
}

function moment(): Moment {
  const [busyNs = 0, waitedNs = 0] = schedule().split(' ').map(Number);
  return { timeMs: performance.now(), busyMs: busyNs / 1e6, waitedMs: waitedNs / 1e6 };
}

// Only Linux tells; elsewhere no wait is known.
function schedule(): string {
  try {
    return readFileSync('/proc/thread-self/schedstat', 'latin1');
  } catch {
    return '0 0';
  }
}
