// Starts programs together with everything they start, so that no test leaves a process behind.
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';

const alive = new Set<ChildProcess>();
let watching = false;

/** Spawns a program as the leader of a process group that dies with this process, however this process ends. */
export function spawnGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  watchExits();
  const child = spawn(command, args, {
    windowsHide: true,
    ...options,
    detached: process.platform !== 'win32',
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
}

/** Signals a program started by {@link spawnGroup} and everything it started; a group that is already gone is fine. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Stops a program and everything it started: politely first, and by force after `graceMs` milliseconds. */
export async function stopGroup(child: ChildProcess, graceMs = 3_000): Promise<void> {
  signalGroup(child, 'SIGTERM');
  await exited(child, graceMs);
  // Also when the leader has left: a member of its group may have stayed.
  signalGroup(child, 'SIGKILL');
  await exited(child, graceMs);
}

function exited(child: ChildProcess, withinMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, withinMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function watchExits(): void {
  if (watching) return;
  watching = true;
  const killAll = (): void => alive.forEach((child) => signalGroup(child, 'SIGKILL'));
  process.once('exit', killAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      killAll();
      // With another listener the end is in its hands; otherwise the signal does what it would have done.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}
