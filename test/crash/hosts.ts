import type { ChildProcess } from 'node:child_process';
import { readOwner } from '../../src/ipc/ownerFile';
import { spawnGroup } from '../support/processGroups';
import type { Fault } from './crashingFiles';
import type { Random } from '../support/random';

/** What hosts are run with. */
export interface HostsOptions {
  readonly program: string;
  readonly repository: string;
  readonly stateDir: string;
  readonly ownerLog: string;
  readonly env: NodeJS.ProcessEnv;
  readonly random: Random;
}

/** The hosts of the rounds: one that owns, and one that stands by; each may be struck by a fault of its own. */
export class Hosts {
  private readonly running = new Set<ChildProcess>();
  /** Hosts that ended by themselves: no fault is to bring them to that. */
  readonly failures: string[] = [];

  constructor(private readonly options: HostsOptions) {}

  /** The pid of the process that owns the repository now, ours or one that a client started; null when none does. */
  get ownerPid(): number | null {
    const owner = readOwner(this.options.stateDir);
    return owner?.state === 'active' ? owner.process.pid : null;
  }

  /** The epoch of the present owner, or of the last. */
  get epoch(): number {
    return readOwner(this.options.stateDir)?.epoch ?? 0;
  }

  /** Has so many hosts run, the owner among them. */
  fill(count: number): void {
    while (this.running.size < count) this.spawn();
  }

  /** Signals the owner; one that is gone already is fine. */
  signalOwner(signal: NodeJS.Signals): void {
    const pid = this.ownerPid;
    if (pid !== null) signalProcess(pid, signal);
  }

  /** Signals all hosts at once. */
  signalAll(signal: NodeJS.Signals): void {
    this.signalOwner(signal);
    for (const { pid } of this.running) if (pid !== undefined) signalProcess(pid, signal);
  }

  /** Kills all hosts, and whatever owner comes after them. */
  async end(): Promise<void> {
    for (const child of this.running) child.kill('SIGKILL');
    for (let pid = this.ownerPid; pid !== null && isRunning(pid); pid = this.ownerPid) {
      signalProcess(pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private spawn(): void {
    const { program, repository, ownerLog, env } = this.options;
    const fault = JSON.stringify(this.proposeFault());
    const child = spawnGroup(process.execPath, [program, repository, ownerLog, fault], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.running.add(child);
    child.once('exit', (code) => {
      this.running.delete(child);
      if (code !== 0 && code !== null) this.failures.push(`a host ended with code ${code}`);
    });
  }

  private proposeFault(): Fault | null {
    const { random } = this.options;
    if (random.next() < 0.4) return null;
    const signal = random.next() < 0.85 ? 'SIGKILL' : 'SIGSTOP';
    return {
      operation: random.whole(1, 60),
      phase: random.pick(['before', 'half', 'after'] as const),
      signal,
    };
  }
}

/** Signals a process; one that is gone already is fine. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
