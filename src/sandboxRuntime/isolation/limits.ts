import { availableParallelism, totalmem } from 'node:os';

/** What a sandbox may use. */
export interface Limits {
  /** Processors; may be a part of one. */
  readonly cpuCount: number;
  readonly memoryMB: number;
  readonly diskMB: number;
  /** Processes and threads. */
  readonly processes: number;
}

/** What a sandbox may use where its template does not say: half of the machine's memory, at most 4 GiB. */
export function defaultLimits(): Limits {
  return {
    cpuCount: Math.min(2, availableParallelism()),
    memoryMB: Math.min(4096, Math.floor(totalmem() / 2 / 1024 / 1024)),
    diskMB: 10_240,
    processes: 2048,
  };
}
