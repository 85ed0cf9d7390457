import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process as the system lists it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Processor time that it has used, in seconds. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** What tells it from an earlier process of the same number. */
  readonly startedAt: string;
}

const ticksPerSecond = 100;
const pageBytes = 4096;

/** Lists the processes of the system, as far as this process sees them. */
export async function listProcesses(): Promise<readonly ProcessEntry[]> {
  if (process.platform !== 'linux') return listWithPs();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(pids.map((pid) => processEntry(Number(pid))));
  return entries.filter((entry) => entry !== undefined);
}

/** Looks at one process; undefined when there is none of this number, or it has ended and nobody has noticed. */
export async function processEntry(pid: number): Promise<ProcessEntry | undefined> {
  if (process.platform !== 'linux') return (await listWithPs()).find((entry) => entry.pid === pid);
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name is in parentheses and may have any character (proc_pid_stat(5)).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): string => fields[number - 3] ?? '';
  if (field(3) === 'Z' || field(3) === 'X') return undefined;
  return {
    pid,
    parent: Number(field(4)),
    cpuSeconds: (Number(field(14)) + Number(field(15))) / ticksPerSecond,
    residentBytes: Number(field(24)) * pageBytes,
    startedAt: field(22),
  };
}

/** Finds a process and all that descend from it, parents first. */
export function treeOf(root: number, all: readonly ProcessEntry[]): readonly ProcessEntry[] {
  const found = all.filter((entry) => entry.pid === root);
  for (const parent of found) found.push(...all.filter((entry) => entry.parent === parent.pid));
  return found;
}

async function listWithPs(): Promise<readonly ProcessEntry[]> {
  const args = ['-axo', 'pid=,ppid=,rss=,time=,lstart='];
  const { stdout } = await promisify(execFile)('ps', args, { env: { ...process.env, LC_ALL: 'C' } });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, kib, time = '', startedAt = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line) ?? []; // prettier-ignore
    if (pid === undefined) return [];
    return [{ pid: Number(pid), parent: Number(parent), cpuSeconds: secondsOf(time), residentBytes: Number(kib) * 1024, startedAt: startedAt.trim() }]; // prettier-ignore
  });
}

// `[dd-][hh:]mm:ss[.hundredths]`
function secondsOf(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-') : ['0', time];
  const seconds = (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number(days) * 86_400 + seconds;
}
