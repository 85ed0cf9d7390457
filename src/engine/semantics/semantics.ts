import { Worker } from 'node:worker_threads';
import type { Deferred } from '../../base/async';
import { deferred } from '../../base/async';
import type { Finding } from '../../core/semantics/finding';
import type { FromSemantics, SemanticsWorkerData, SemanticTask, ToSemantics } from './jobs';

const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 } as const;
/** After this many crashes nothing is looked into any more. */
const mostCrashes = 3;

/** Looks into merges, in a thread of its own that is started at the first of them. */
export class Semantics {
  private worker: Worker | undefined;
  private readonly open = new Map<number, Deferred<readonly Finding[] | null>>();
  private nextId = 0;
  private crashes = 0;
  private isDisposed = false;

  /** @param workerFile the program of the thread. */
  constructor(
    private readonly workerFile: string,
    private readonly data: SemanticsWorkerData,
    private readonly onFailed: (error: string) => void,
  ) {}

  /** Finds what merges as text and breaks the program; null when that cannot be known. */
  check(task: SemanticTask): Promise<readonly Finding[] | null> {
    if (this.isDisposed || this.crashes >= mostCrashes) return Promise.resolve(null);
    const answer = deferred<readonly Finding[] | null>();
    const id = this.nextId++;
    this.open.set(id, answer);
    this.worker ??= this.start();
    this.worker.postMessage({ id, task } satisfies ToSemantics);
    return answer.promise;
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    await this.worker?.terminate();
    this.forget();
  }

  private start(): Worker {
    const worker = new Worker(this.workerFile, { workerData: this.data, name: 'parallel-cc semantics', resourceLimits }); // prettier-ignore
    worker.unref();
    worker.on('message', (message: FromSemantics) => this.receive(message));
    worker.on('error', (error) => this.onFailed(error.stack ?? error.message));
    worker.on('exit', () => {
      this.crashes++;
      this.forget();
    });
    return worker;
  }

  private receive({ id, findings, error }: FromSemantics): void {
    // Git that is interrupted at the end fails too.
    if (error !== null && !this.isDisposed) this.onFailed(error);
    this.open.get(id)?.resolve(findings);
    this.open.delete(id);
  }

  private forget(): void {
    this.worker = undefined;
    for (const answer of this.open.values()) answer.resolve(null);
    this.open.clear();
  }
}
