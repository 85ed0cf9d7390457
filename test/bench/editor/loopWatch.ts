import type { Hold } from './probeCalls';

const stepMs = 2;

/** Watches from within how long the event loop of this process is held, by the lateness of a timer. */
export class LoopWatch {
  private longestMs = 0;
  private busyMs = 0;
  private last = performance.now();
  private lastBusy = threadMs();
  private readonly timer = setInterval(() => this.tick(), stepMs);

  /** Ends the watch. */
  stop(): Hold {
    this.tick();
    clearInterval(this.timer);
    return { longestMs: this.longestMs, busyMs: threadMs() === null ? null : this.busyMs };
  }

  private tick(): void {
    const [now, busy] = [performance.now(), threadMs()];
    this.longestMs = Math.max(this.longestMs, now - this.last - stepMs);
    this.busyMs = Math.max(this.busyMs, (busy ?? 0) - (this.lastBusy ?? 0));
    [this.last, this.lastBusy] = [now, busy];
  }
}

// How long this thread has computed so far; the Node of the extension host may be newer than the types.
function threadMs(): number | null {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => { user: number; system: number } };
  if (threadCpuUsage === undefined) return null;
  const { user, system } = threadCpuUsage.call(process);
  return (user + system) / 1000;
}
