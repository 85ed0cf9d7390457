import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ConnectError } from '../../connect/connectError';
import { terminalArgv } from './terminal';

/** The size of a terminal in characters. */
export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

/** What is to be started. */
export interface ProcessStart {
  readonly cmd: string;
  readonly args: readonly string[];
  /** What its client added to the environment. */
  readonly envs: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
  readonly stdin: boolean;
  /** Undefined: no terminal. */
  readonly terminal: TerminalSize | undefined;
}

/** Starts a process in a session of its own; rejects when there is no such program or folder. */
export async function launch(
  start: ProcessStart,
  env: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const folder = await stat(start.cwd).catch(() => undefined);
  if (folder?.isDirectory() !== true)
    throw new ConnectError('invalid_argument', `cwd '${start.cwd}' does not exist`);
  const [program = '', ...args] =
    start.terminal === undefined ? [start.cmd, ...start.args] : terminalArgv(start, start.terminal);
  const hasInput = start.stdin || start.terminal !== undefined;
  const child = spawn(program, args, {
    cwd: start.cwd,
    env: { ...env, ...start.envs },
    detached: true,
    stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe', ...(start.terminal === undefined ? [] : ['pipe' as const])],
  }); // prettier-ignore
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new ConnectError('invalid_argument', `cannot start "${program}": ${(error as Error).message}`);
  }
  offerToMemoryKiller(child.pid);
  return child;
}

// Where the sandbox runs out of memory, one of its processes is to end and not the service that serves it.
function offerToMemoryKiller(pid: number | undefined): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync(`/proc/${String(pid)}/oom_score_adj`, '500');
  } catch {
    // It has ended already, or the system does not let us.
  }
}
