// Measuring: medians of repeated runs, each beside a baseline of the same run.
import { spawn } from 'node:child_process';

/** One measured claim. `ratio` is `value / baseline` where there is a baseline; `limit` bounds the ratio, or the value. */
export interface Measurement {
  readonly name: string;
  readonly unit: 'ms' | 'MB';
  readonly value: number;
  readonly baseline: number | null;
  readonly ratio: number | null;
  readonly limit: number;
  readonly holds: boolean;
}

/** Compares a value with a baseline of the same run. */
export function compare(name: string, value: number, baseline: number, limit: number): Measurement {
  const ratio = value / baseline;
  return {
    name,
    unit: 'ms',
    value: round(value),
    baseline: round(baseline),
    ratio: round(ratio),
    limit,
    holds: ratio <= limit,
  };
}

/** Compares a value with a fixed limit. */
export function bound(name: string, unit: 'ms' | 'MB', value: number, limit: number): Measurement {
  return { name, unit, value: round(value), baseline: null, ratio: null, limit, holds: value <= limit };
}

/** The middle of several values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs two tasks by turns, so that both meet the same machine; returns the median time of each in milliseconds. */
export async function byTurns(
  times: number,
  one: () => Promise<void>,
  other: () => Promise<void>,
): Promise<[number, number]> {
  const measured: [number[], number[]] = [[], []];
  for (let turn = 0; turn < times; turn++) {
    measured[0].push(await timed(one));
    measured[1].push(await timed(other));
  }
  return [median(measured[0]), median(measured[1])];
}

/** Times a task in milliseconds. */
export async function timed(task: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await task();
  return performance.now() - startedAt;
}

/** Runs a program to its end, with input. */
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

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
