import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { deferred } from '../../base/async';
import type { Event } from '../../base/event';
import { Emitter } from '../../base/event';
import type { Logger } from '../../base/logger';
import type { FromWatch, HeldEverywhere, HeldWrite, ToWatch, WatchWorkerData } from './messages';

/** How the watch is started. */
export interface WatchOptions {
  readonly stateDir: string;
  /** Names its folder: the watch of the owner before may still be about to stop. */
  readonly epoch: number;
  /** The program of its thread. */
  readonly workerFile: string;
  readonly logger: Logger;
}

/** After this many crashes the watch stays down. */
const mostRestarts = 3;
const resourceLimits = { maxYoungGenerationSizeMb: 8 } as const;
/** So long the end of its thread is waited for, in milliseconds. */
const stopMs = 2000;

/** Sees every write of a file that somebody holds, in all worktrees. Its work is done in a thread, which starts with the first. */
export class Watch {
  private readonly seen = new Emitter<HeldWrite>();
  readonly onWritten: Event<HeldWrite> = this.seen.event;
  private worker: Worker | undefined;
  private restarts = 0;
  private isSetting = false;
  private posted: string | undefined;
  private told = JSON.stringify({ worktrees: [], held: [] } satisfies HeldEverywhere);
  private readonly stopped = deferred<undefined>();
  private isDisposed = false;
  /** Why not every write would be seen; null when all would. */
  problem: string | null = null;

  constructor(private readonly options: WatchOptions) {}

  /** Sets what is held and the worktrees to look at; the same again costs nothing. */
  setHeld(everywhere: HeldEverywhere): void {
    const next = JSON.stringify(everywhere);
    if (this.isDisposed || next === this.told) return;
    this.told = next;
    if (this.restarts > mostRestarts || (this.worker === undefined && everywhere.held.length === 0)) return;
    this.worker ??= this.start();
    if (!this.isSetting) this.post(this.worker);
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    const { worker } = this;
    if (worker === undefined) return;
    worker.postMessage({ type: 'stop' } satisfies ToWatch);
    const timer = setTimeout(() => this.stopped.resolve(undefined), stopMs);
    await this.stopped.promise;
    clearTimeout(timer);
    await worker.terminate();
  }

  // What changes while the thread is still at the last change is told when it is done: the newest state is what counts.
  private post(worker: Worker): void {
    this.isSetting = true;
    this.posted = this.told;
    worker.postMessage({ type: 'held', text: this.told } satisfies ToWatch);
  }

  private start(): Worker {
    const { stateDir, epoch, workerFile, logger } = this.options;
    const workerData: WatchWorkerData = { folder: join(stateDir, 'watch', String(epoch)) };
    const worker = new Worker(workerFile, { workerData, name: 'parallel-cc watch', resourceLimits });
    worker.unref();
    worker.on('message', (message: FromWatch) => this.receive(message));
    worker.on('error', (error) => logger.log('error', 'the watch crashed', { error: error.stack }));
    worker.on('exit', () => this.exited(worker));
    return worker;
  }

  private receive(message: FromWatch): void {
    if (message.type === 'written') this.seen.fire(message.write);
    else if (message.type === 'watching') {
      this.problem = message.problem;
      this.isSetting = false;
      if (this.posted !== this.told && this.worker !== undefined) this.post(this.worker);
    } else this.stopped.resolve(undefined);
  }

  private exited(worker: Worker): void {
    this.stopped.resolve(undefined);
    if (this.worker !== worker || this.isDisposed) return;
    this.worker = undefined;
    this.restarts++;
    if (this.restarts > mostRestarts)
      this.problem = 'The watch crashed several times and is off until the next start: what the shell writes is not seen.'; // prettier-ignore
    else {
      this.worker = this.start();
      this.post(this.worker);
    }
  }
}
