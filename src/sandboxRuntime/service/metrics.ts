import { diskUse } from '../store/copyTree';
import { Fields } from '../fields';
import { askEnvd } from './envdClient';
import type { Sandbox } from './sandbox';

/** What a sandbox used at a moment, as E2B's API tells it. Sizes are bytes. */
export interface MetricsSample {
  readonly timestamp: string;
  readonly timestampUnix: number;
  readonly cpuCount: number;
  readonly cpuUsedPct: number;
  readonly memTotal: number;
  readonly memUsed: number;
  readonly memCache: number;
  readonly diskTotal: number;
  readonly diskUsed: number;
}

const keptSamples = 500;

/** Measures sandboxes when somebody asks, and keeps what was measured before. */
export class MetricsHistory {
  private readonly samples = new Map<string, MetricsSample[]>();

  /** Returns the samples of a span, in seconds since the Unix epoch, the present one included. */
  async read(sandbox: Sandbox, start: number, end: number): Promise<readonly MetricsSample[]> {
    const { id } = sandbox.record;
    const kept = this.samples.get(id) ?? [];
    if (sandbox.isRunning) kept.push(await measure(sandbox));
    this.samples.set(id, kept.slice(-keptSamples));
    return kept.filter((sample) => sample.timestampUnix >= start && sample.timestampUnix <= end);
  }

  forget(id: string): void {
    this.samples.delete(id);
  }
}

async function measure(sandbox: Sandbox): Promise<MetricsSample> {
  const [text, diskUsed] = await Promise.all([
    askEnvd(sandbox.places.socket, 'GET', '/metrics'),
    diskUse([sandbox.places.home, sandbox.places.tmp]),
  ]);
  const used = Fields.parse(text, 'the metrics');
  const now = Date.now();
  return {
    timestamp: new Date(now).toISOString(),
    timestampUnix: Math.floor(now / 1000),
    cpuCount: Math.ceil(sandbox.record.limits.cpuCount),
    cpuUsedPct: used.number('cpu_used_pct') ?? 0,
    memTotal: sandbox.record.limits.memoryMB * 1024 * 1024,
    memUsed: used.number('mem_used') ?? 0,
    memCache: 0,
    diskTotal: sandbox.record.limits.diskMB * 1024 * 1024,
    diskUsed,
  };
}
