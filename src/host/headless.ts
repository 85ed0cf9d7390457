import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { formatLogLine } from '../base/logger';
import type { Logger, LogLevel } from '../base/logger';
import { ownerStays } from '../core/errors';
import { askToLeave } from '../ipc/askToLeave';
import type { Owner } from '../ipc/ownerFile';
import type { RepositoryLocation } from '../ipc/repositoryLocation';
import type { Coordinator } from './host';
import { startCoordinator } from './host';

/** How `parallel-cc serve` is run. */
export interface HeadlessOptions {
  readonly location: RepositoryLocation;
  readonly version: string;
  /** Whether the coordinator that runs is asked to leave, wherever it runs, and one of whom nothing is known put aside. */
  readonly takeOver?: boolean;
  /** After this time without a session or a client the host leaves, in milliseconds. */
  readonly idleMs?: number;
}

const defaultIdleMs = 2 * 60_000;
/**
 * How much a WebAssembly function runs before V8 optimises it, in bytes of its code. By V8's own measure, SQLite's one
 * large function is optimised within the first dozens of statements, which is half of what a coordinator's start costs.
 */
const optimiseWasmAfter = 2_000_000_000;

/**
 * Coordinates a repository in this process until it is idle, told to stop, or asked to hand over.
 * @returns the exit code: 0 also when another process coordinates already.
 */
export async function runHeadlessHost(options: HeadlessOptions): Promise<number> {
  setFlagsFromString(`--wasm-tiering-budget=${optimiseWasmAfter}`);
  const logger = standardErrorLogger(process.env['PARALLEL_CC_LOG_LEVEL'] ?? 'info');
  const started = await startCoordinator({
    ...options,
    kind: 'headless',
    distDir: __dirname,
    logger,
    ...(options.takeOver && { isLeaving: leaver(options.location) }),
  });
  if (started.outcome === 'owned') {
    logger.log('info', 'already coordinated', { kind: started.owner.kind, pid: started.owner.process.pid });
    return 0;
  }
  logger.log('info', 'coordinating', { repository: options.location.commonDir, pid: process.pid });
  const why = await reasonToLeave(started.coordinator, options.idleMs ?? defaultIdleMs);
  logger.log('info', 'leaving', { why });
  await started.coordinator.stop();
  return 0;
}

const longestLeavingMs = 10_000;

// Asks each owner once and gives it time to leave.
function leaver(location: RepositoryLocation): (owner: Owner) => Promise<boolean> {
  const deadline = performance.now() + longestLeavingMs;
  let asked = -1;
  return async ({ epoch, process: { pid } }) => {
    if (performance.now() > deadline) throw ownerStays(pid);
    if (
      asked !== epoch &&
      (await askToLeave(location, 'cli', { force: true, timeoutMs: 2000 }).catch(() => false))
    )
      asked = epoch;
    return true;
  };
}

async function reasonToLeave(coordinator: Coordinator, idleMs: number): Promise<string> {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const signalled = signals.map((signal) => once(process, signal).then(() => signal));
  const asked = new Promise<string>((resolve) => coordinator.onLeaving(() => resolve('handed over')));
  const stopWaiting = new AbortController();
  try {
    return await Promise.race([...signalled, asked, idle(coordinator, idleMs, stopWaiting.signal)]);
  } finally {
    stopWaiting.abort();
  }
}

/** Resolves when there has been neither a session nor a client for a while; never once `signal` is aborted. */
function idle(coordinator: Coordinator, idleMs: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let busyAt = performance.now();
    const look = (): void => {
      if (coordinator.clientCount > 0 || coordinator.isBusy) busyAt = performance.now();
      else if (performance.now() - busyAt >= idleMs) resolve('idle');
    };
    const timer = setInterval(look, Math.min(1000, idleMs));
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  });
}

function standardErrorLogger(wanted: string): Logger {
  // On a full disk nothing can be logged; it is no reason to end.
  process.stderr.on('error', () => undefined);
  const levels: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];
  const least = Math.max(0, levels.indexOf(wanted.toLowerCase() as LogLevel));
  return {
    log(level, message, details) {
      if (levels.indexOf(level) <= least)
        process.stderr.write(`${formatLogLine(Date.now(), level, message, details)}\n`);
    },
  };
}
