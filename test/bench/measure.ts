// Measuring: medians of repeated runs, each beside a baseline of the same run.
import { spawn } from 'node:child_process';

/**
 * One measured claim. `ratio` is `value / baseline`, null where there is nothing to compare with; `limit` bounds what
 * `limits` names: the ratio or the value itself.
 */
export interface Measurement {
  readonly name: string;
  readonly unit: 'ms' | 'MB' | 'files' | 'alarms';
  readonly value: number;
  readonly baseline: number | null;
  readonly ratio: number | null;
  readonly limits: 'ratio' | 'value';
  readonly limit: number;
  readonly holds: boolean;
  /** What else is worth knowing of the same run, by name. */
  readonly details?: Readonly<Record<string, number>>;
}

/** Bounds how many times longer something takes than a baseline of the same run. */
export function compare(name: string, value: number, baseline: number, limit: number): Measurement {
  const measured = relate(name, 'ms', value, baseline);
  return { ...measured, limits: 'ratio', limit, holds: value / baseline <= limit };
}

/** Bounds a value; a baseline of the same run only says what it is to be read against. */
export function bound(
  name: string,
  unit: Measurement['unit'],
  value: number,
  limit: number,
  baseline: number | null = null,
): Measurement {
  return { ...relate(name, unit, value, baseline), limits: 'value', limit, holds: value <= limit };
}

/** The middle of several values. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which a part of the values is, such as 0.99. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

/** Runs two tasks by turns, so that both meet the same machine; returns the median time of each in milliseconds. */
export async function byTurns(
  times: number,
  one: (turn: number) => Promise<unknown>,
  other: (turn: number) => Promise<unknown>,
): Promise<[number, number]> {
  const measured: [number[], number[]] = [[], []];
  for (let turn = 0; turn < times; turn++) {
    measured[0].push(await timed(() => one(turn)));
    measured[1].push(await timed(() => other(turn)));
  }
  return [median(measured[0]), median(measured[1])];
}

/** Times a task in milliseconds. */
export async function timed(task: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await task();
  return performance.now() - startedAt;
}

/** Runs a program to its end with nothing to slow it: what it prints is not read. `env` adds to this process's own. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly input?: string; readonly env?: NodeJS.ProcessEnv },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with code ${String(code)}`));
    });
    child.stdin.on('error', () => undefined).end(options.input ?? '');
  });
}

function relate(
  name: string,
  unit: Measurement['unit'],
  value: number,
  baseline: number | null,
): Pick<Measurement, 'name' | 'unit' | 'value' | 'baseline' | 'ratio'> {
  const ratio = baseline === null ? null : round(value / baseline);
  return { name, unit, value: round(value), baseline: baseline === null ? null : round(baseline), ratio };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
