import { readFileSync } from 'node:fs';

/** What the system says of a process. */
export interface ProcessEntry {
  readonly name: string;
  readonly parent: number;
}

/** Looks a process up; null where the system has no /proc or no such process. */
export function readProcessEntry(pid: number): ProcessEntry | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may hold some itself, so its end is the last one.
    const end = stat.lastIndexOf(')');
    const parent = Number(stat.slice(end + 2).split(' ')[1]);
    return { name: stat.slice(stat.indexOf('(') + 1, end), parent };
  } catch {
    return null;
  }
}

/** Lists a process and those that it descends from, as far as the system tells. */
export function lineOf(pid: number): number[] {
  const line = [pid];
  for (let entry = readProcessEntry(pid); entry !== null && entry.parent > 1 && line.length < 32;) {
    line.push(entry.parent);
    entry = readProcessEntry(entry.parent);
  }
  return line;
}
