import { once } from 'node:events';
import { formatLogLine } from '../base/logger';
import type { Logger, LogLevel } from '../base/logger';
import type { RepositoryLocation } from '../ipc/repositoryLocation';
import type { Coordinator } from './host';
import { startCoordinator } from './host';

/** How `parallel-cc serve` is run. */
export interface HeadlessOptions {
  readonly location: RepositoryLocation;
  readonly version: string;
  /** After this time without a session or a client the host leaves, in milliseconds. */
  readonly idleMs?: number;
}

const defaultIdleMs = 2 * 60_000;

/**
 * Coordinates a repository in this process until it is idle, told to stop, or asked to hand over.
 * @returns the exit code: 0 also when another process coordinates already.
 */
export async function runHeadlessHost(options: HeadlessOptions): Promise<number> {
  const logger = standardErrorLogger(process.env['PARALLEL_CC_LOG_LEVEL'] ?? 'info');
  const started = await startCoordinator({ ...options, kind: 'headless', distDir: __dirname, logger });
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
    let busyAt = Date.now();
    const look = (): void => {
      if (coordinator.clientCount > 0 || coordinator.isBusy) busyAt = Date.now();
      else if (Date.now() - busyAt >= idleMs) resolve('idle');
    };
    const timer = setInterval(look, Math.min(1000, idleMs));
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  });
}

function standardErrorLogger(wanted: string): Logger {
  const levels: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];
  const least = Math.max(0, levels.indexOf(wanted.toLowerCase() as LogLevel));
  return {
    log(level, message, details) {
      if (levels.indexOf(level) <= least)
        process.stderr.write(`${formatLogLine(Date.now(), level, message, details)}\n`);
    },
  };
}
