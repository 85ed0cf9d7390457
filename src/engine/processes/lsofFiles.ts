import { execFile } from 'node:child_process';
import type { FolderUse, OpenPath } from './openPath';
import { isOurs } from './openPath';

const timeoutMs = 10_000;
const mostOutput = 64 * 1024 * 1024;

/**
 * Asks lsof for what this user's processes have open, and picks what is in a folder. That is a list of the system's
 * own; to ask for the folder (`+D`) would have lsof walk all of it.
 */
export async function listWithLsof(isInside: (path: string) => boolean): Promise<FolderUse> {
  const user = process.getuid?.();
  const whose = user === undefined || user === 0 ? [] : ['-a', '-u', String(user)];
  const output = await runLsof(['-w', '-n', '-P', ...whose, '-d', '^mem', '-F', 'pRcfn']);
  if (output === null)
    return {
      users: [],
      blind: 'Whether it is in use cannot be told: the program "lsof" is missing or gave no answer.',
    };
  return { users: usersAmong(parseLsof(output), isInside), blind: null };
}

/** Reads the output of `lsof -F pRcfn`: one field a line, told apart by its first letter; see lsof(8). */
export function parseLsof(output: string): OpenPath[] {
  const found: OpenPath[] = [];
  let holder = { pid: 0, parent: 0, program: '' };
  let descriptor = '';
  for (const line of output.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) holder = { pid: Number(value), parent: 0, program: '' };
    else if (line.startsWith('R')) holder = { ...holder, parent: Number(value) };
    else if (line.startsWith('c')) holder = { ...holder, program: value };
    else if (line.startsWith('f')) descriptor = value;
    else if (line.startsWith('n')) found.push({ ...holder, isCwd: descriptor === 'cwd', path: value });
  }
  return found;
}

function usersAmong(open: readonly OpenPath[], isInside: (path: string) => boolean): OpenPath[] {
  const parents = new Map(open.map(({ pid, parent }) => [pid, parent]));
  const inside = open.filter(({ path }) => path.startsWith('/') && isInside(path));
  const users = new Map<number, OpenPath>();
  for (const entry of inside) {
    const known = users.get(entry.pid);
    if (known === undefined || (entry.isCwd && !known.isCwd)) users.set(entry.pid, entry);
  }
  return [...users.values()].filter((entry) => !isOurs(entry, (pid) => parents.get(pid) ?? 0));
}

// Its exit code is 1 also where it only could not look at everything.
function runLsof(args: readonly string[]): Promise<string | null> {
  const options = { timeout: timeoutMs, maxBuffer: mostOutput };
  return new Promise((resolve) => {
    execFile('lsof', args, options, (error, stdout) => resolve(error !== null && stdout === '' ? null : stdout)); // prettier-ignore
  });
}
