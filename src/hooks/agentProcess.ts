import { readProcessEntry } from '../ipc/processEntry';

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
    const entry = readProcessEntry(pid);
    if (entry === null || !shells.has(entry.name)) return pid;
    if (entry.parent <= 1) return pid;
    pid = entry.parent;
  }
  return pid;
}
