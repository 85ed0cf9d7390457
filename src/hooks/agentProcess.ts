import { readFileSync } from 'node:fs';

const shells: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'dash',
  'ash',
  'zsh',
  'fish',
  'ksh',
  'mksh',
  'busybox',
]);

/**
 * Finds the agent that runs this hook: the nearest ancestor that is not a shell, since agents run hooks through one.
 * Where the system has no /proc it is the parent.
 */
export function agentPid(parent: number = process.ppid): number {
  let pid = parent;
  for (let step = 0; step < 16; step++) {
    const entry = readEntry(pid);
    if (entry === null || !shells.has(entry.name)) return pid;
    if (entry.parent <= 1) return pid;
    pid = entry.parent;
  }
  return pid;
}

// The name in /proc/<pid>/stat stands in parentheses and may hold some itself, so its end is the last one.
function readEntry(pid: number): { readonly name: string; readonly parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    const parent = Number(stat.slice(end + 2).split(' ')[1]);
    return { name: stat.slice(stat.indexOf('(') + 1, end), parent };
  } catch {
    return null;
  }
}
