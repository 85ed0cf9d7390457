import { ConnectError } from '../../connect/connectError';
import type { ProcessStart } from './launch';
import { launch } from './launch';
import { RunningProcess } from './runningProcess';

/** The processes that clients have started and that have not ended. */
export class Processes {
  private readonly running = new Map<number, RunningProcess>();

  constructor(private readonly env: Readonly<Record<string, string>>) {}

  list(): readonly RunningProcess[] {
    return [...this.running.values()];
  }

  async start(start: ProcessStart, tag: string | undefined): Promise<RunningProcess> {
    const child = await launch(start, this.env);
    const started = new RunningProcess(child, start, tag, () => this.running.delete(started.pid));
    this.running.set(started.pid, started);
    return started;
  }

  find(pid: number | undefined, tag: string | undefined): RunningProcess {
    const found = this.list().find((one) => one.pid === pid || (tag !== undefined && one.tag === tag));
    if (found === undefined)
      throw new ConnectError('not_found', `process with ${pid === undefined ? 'tag' : 'pid'} ${String(pid ?? tag)} not found`); // prettier-ignore
    return found;
  }

  /** Ends them all, and tells their clients why. */
  endAll(reason: string): void {
    for (const one of this.list()) {
      one.remark(`\n${reason}\n`);
      one.signal('SIGKILL');
    }
  }
}
