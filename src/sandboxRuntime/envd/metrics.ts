import { statfs } from 'node:fs/promises';
import type { ProcessEntry } from '../processTable';
import { listProcesses, treeOf } from '../processTable';
import type { EnvdConfig } from './config';

/** What the sandbox uses, as envd's `GET /metrics` tells it. */
export interface Metrics {
  /** Seconds since the Unix epoch. */
  readonly ts: number;
  readonly cpu_count: number;
  /** Per cent of all its processors, since the last time it was asked. */
  readonly cpu_used_pct: number;
  readonly mem_total: number;
  readonly mem_used: number;
  readonly disk_total: number;
}

/** Measures what the processes of the sandbox use. */
export class MetricsMeter {
  private last: { readonly at: number; readonly cpuSeconds: number } | undefined;

  constructor(private readonly config: EnvdConfig) {}

  async read(): Promise<Metrics> {
    const mine = await this.ownProcesses();
    const disk = await statfs(this.config.home);
    return {
      ts: Math.floor(Date.now() / 1000),
      cpu_count: this.config.cpuCount,
      cpu_used_pct: this.cpuUse(sum(mine, (entry) => entry.cpuSeconds)),
      mem_total: this.config.memoryBytes,
      mem_used: sum(mine, (entry) => entry.residentBytes),
      disk_total: disk.blocks * disk.bsize,
    };
  }

  private async ownProcesses(): Promise<readonly ProcessEntry[]> {
    const all = await listProcesses();
    return this.config.isolated ? all : treeOf(process.pid, all);
  }

  private cpuUse(cpuSeconds: number): number {
    const now = { at: performance.now() / 1000, cpuSeconds };
    const since = this.last ?? { at: now.at - process.uptime(), cpuSeconds: 0 };
    this.last = now;
    const share = (now.cpuSeconds - since.cpuSeconds) / Math.max(0.001, now.at - since.at);
    return Math.min(100, Math.max(0, Math.round((share / this.config.cpuCount) * 10_000) / 100));
  }
}

function sum(entries: readonly ProcessEntry[], of: (entry: ProcessEntry) => number): number {
  return entries.reduce((total, entry) => total + of(entry), 0);
}
