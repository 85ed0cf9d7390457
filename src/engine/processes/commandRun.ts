import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn as spawnPlain } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import spawn from 'cross-spawn';
import type { SetupCommand } from '../../core/setup/recipe';

/** Where and how a command is run. */
export interface CommandPlace {
  readonly cwd: string;
  /** The folder that the paths of script files start from. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** The open file that takes all it prints. */
  readonly output: number;
}

/** How a command ended: with a code, or without one when a signal ended it or it could not be started. */
export interface CommandEnd {
  readonly code: number | null;
  /** Why it could not be started. */
  readonly problem: string | null;
}

/** A command under way. */
export interface CommandRun {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  readonly ended: Promise<CommandEnd>;
  /** Ends it and all that it started; resolves when it has ended. */
  stop(): Promise<void>;
}

/** How long a command may take to end by itself, in milliseconds. */
const graceMs = 2000;

/**
 * Runs a command with all that it starts in a process group of its own. Its input is empty. A line for the shell is
 * given to it as one argument; nothing is put into it.
 */
export function runCommand(command: SetupCommand, place: CommandPlace): CommandRun {
  const [program, ...args] = argvOf(command, place.root);
  const child = spawn(program, args, {
    cwd: place.cwd,
    env: place.env,
    stdio: ['ignore', place.output, place.output],
    windowsHide: true,
    detached: process.platform !== 'win32',
    ...(command.kind === 'shell' && process.platform === 'win32' ? { windowsVerbatimArguments: true } : {}),
  } satisfies SpawnOptions);
  const ended = endOf(child);
  return { pid: child.pid, ended, stop: () => stop(child.pid, ended) };
}

/** Ends a process that an earlier coordinator started, with all that it started. */
export async function stopSurvivor(pid: number): Promise<void> {
  await signalGroup(pid, 'SIGKILL');
}

function argvOf(command: SetupCommand, root: string): readonly [string, ...string[]] {
  switch (command.kind) {
    case 'shell':
      return shellArgv(command.text);
    case 'program': {
      const [program = '', ...args] = command.argv;
      return [program, ...args];
    }
    case 'script':
      return scriptArgv(join(root, ...command.path.split('/')), command.content);
  }
}

// With /s, cmd.exe takes off the outer quotes and leaves the rest as it is.
function shellArgv(text: string): readonly [string, ...string[]] {
  if (process.platform !== 'win32') return ['/bin/sh', '-c', text];
  return [process.env['ComSpec'] ?? 'cmd.exe', '/d', '/s', '/c', `"${text}"`];
}

// A script need not be executable: its first line names its interpreter.
function scriptArgv(path: string, content: string): readonly [string, ...string[]] {
  if (path.toLowerCase().endsWith('.ps1'))
    return [process.platform === 'win32' ? 'powershell.exe' : 'pwsh', '-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', path]; // prettier-ignore
  if (process.platform === 'win32') return [path];
  const [interpreter, ...args] = /^#!\s*(.+)/.exec(content)?.[1]?.trim().split(/\s+/) ?? ['/bin/sh'];
  return [interpreter ?? '/bin/sh', ...args, path];
}

function endOf(child: ChildProcess): Promise<CommandEnd> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, problem: error.message }));
    child.on('exit', (code) => resolve({ code, problem: null }));
  });
}

async function stop(pid: number | undefined, ended: Promise<CommandEnd>): Promise<void> {
  if (pid === undefined) return;
  await signalGroup(pid, 'SIGTERM');
  await Promise.race([ended, delay(graceMs, undefined, { ref: false })]);
  await signalGroup(pid, 'SIGKILL');
  await ended;
}

// Windows has no process groups: its own tool finds what a process started.
async function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (process.platform === 'win32') {
    await endOf(spawnPlain('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true })); // prettier-ignore
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}
