import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ProcessIdentity } from '../../core/process';

const run = promisify(execFile);

/** Tells which process runs under a pid; null when none does. A process that has ended but was not waited for counts as none. */
export async function identityOf(pid: number): Promise<ProcessIdentity | null> {
  if (process.platform === 'linux') return linuxIdentity(pid);
  if (!isRunning(pid)) return null;
  const startTime = await (process.platform === 'win32' ? windowsStartTime(pid) : posixStartTime(pid)).catch(
    () => null,
  );
  return { pid, startTime, bootId: null };
}

async function linuxIdentity(pid: number): Promise<ProcessIdentity | null> {
  const [stat, bootId] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((text) => text.trim()).catch(() => null), // prettier-ignore
  ]);
  if (stat === null) return isRunning(pid) ? { pid, startTime: null, bootId } : null;
  // The command's name is in parentheses and may hold anything; the fields are counted from behind it (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? null : { pid, startTime: fields[19] ?? null, bootId };
}

async function posixStartTime(pid: number): Promise<string | null> {
  // Without a language and a zone of its own the same start would read differently elsewhere.
  const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], {
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  return stdout.trim() === '' ? null : stdout.trim();
}

async function windowsStartTime(pid: number): Promise<string | null> {
  const script = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
  const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    windowsHide: true,
  });
  return stdout.trim() === '' ? null : stdout.trim();
}

// A process of another user cannot be signalled, but it runs.
/** Says whether a process runs under a pid; one that nobody waited for counts as running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
