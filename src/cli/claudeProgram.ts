import { constants } from 'node:os';
import type { ChildProcess } from 'node:child_process';
import spawn from 'cross-spawn';
import { notPermitted, programNotFound } from '../core/errors';
import type { CommandContext } from './context';

/** How to start Claude Code. */
export interface ClaudeRun {
  readonly context: CommandContext;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Variables beside those of this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly onStarted?: (pid: number) => Promise<void>;
}

/** The program that is Claude Code: what `PARALLEL_CC_CLAUDE` names, else `claude` on the PATH. */
export function claudeProgram(env: CommandContext['env']): string {
  return env['PARALLEL_CC_CLAUDE'] || 'claude';
}

/** Runs Claude Code on this terminal and returns its exit code; 128 and the signal's number when one ended it. */
export async function runClaude(run: ClaudeRun): Promise<number> {
  const program = claudeProgram(run.context.env);
  const child = spawn(program, [...run.args], {
    cwd: run.cwd,
    env: { ...run.context.env, ...run.env },
    stdio: 'inherit',
  });
  const stop = forwardSignals(child);
  try {
    const ended = endOf(child, program);
    const told = child.pid === undefined ? undefined : run.onStarted?.(child.pid);
    const [code] = await Promise.all([ended, told]);
    return code;
  } finally {
    stop();
  }
}

function endOf(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => reject(startFailure(error, program)));
    child.on('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

function startFailure(error: NodeJS.ErrnoException, program: string): Error {
  if (error.code === 'EACCES') return notPermitted('run', program, error);
  if (error.code !== 'ENOENT') return error;
  return programNotFound(
    program,
    'Install Claude Code, or set PARALLEL_CC_CLAUDE to the path of its program.',
  );
}

/**
 * Passes the signals that ask this process to end on to the child, whose end then is ours. A terminal's Ctrl-C
 * reaches the child by itself, and a second SIGINT would mean "at once" to it.
 */
function forwardSignals(child: ChildProcess): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const forward = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}
