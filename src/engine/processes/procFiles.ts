import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { FolderUse, OpenPath } from './openPath';
import { isOurs } from './openPath';

/** How long the event loop is held in one go, in milliseconds. */
const sliceMs = 5;
const deleted = ' (deleted)';

/**
 * Looks through /proc for processes with a path of a folder open, see proc(5). It lies in memory, so that many small
 * synchronous reads, in slices, take a tenth of the time of asynchronous ones.
 */
export async function listFromProc(isInside: (path: string) => boolean): Promise<FolderUse> {
  const pids = tryOr(() => readdirSync('/proc'), [])
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  if (pids.length === 0)
    return { users: [], blind: 'Whether it is in use cannot be told: /proc is not mounted.' };
  const users: OpenPath[] = [];
  const pause = pacer();
  for (const pid of pids) {
    await pause();
    const user = await lookAt(pid, isInside, pause);
    if (user !== null && !isOurs(user, parentOf)) users.push(user);
  }
  return { users, blind: null };
}

async function lookAt(
  pid: number,
  isInside: (path: string) => boolean,
  pause: () => Promise<void>,
): Promise<OpenPath | null> {
  const check = (link: string): string | null => {
    const path = tryOr(() => readlinkSync(`/proc/${pid}/${link}`), null);
    return path !== null && path.startsWith('/') && isInside(path) && isThere(path) ? path : null;
  };
  const cwd = check('cwd');
  if (cwd !== null) return describe(pid, true, cwd);
  const exe = check('exe');
  if (exe !== null) return describe(pid, false, exe);
  for (const descriptor of tryOr(() => readdirSync(`/proc/${pid}/fd`), [])) {
    await pause();
    const path = check(`fd/${descriptor}`);
    if (path !== null) return describe(pid, false, path);
  }
  return null;
}

// The system marks the name of what was deleted; a file may be called so too.
function isThere(path: string): boolean {
  return !path.endsWith(deleted) || existsSync(path);
}

function describe(pid: number, isCwd: boolean, path: string): OpenPath | null {
  const entry = readEntry(pid);
  return entry === null ? null : { pid, ...entry, isCwd, path };
}

function parentOf(pid: number): number {
  return readEntry(pid)?.parent ?? 0;
}

// The name stands in parentheses and may hold some itself, so its end is the last one. Z and X have ended already.
function readEntry(pid: number): { readonly program: string; readonly parent: number } | null {
  const stat = tryOr(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), null);
  if (stat === null) return null;
  const end = stat.lastIndexOf(')');
  const [state = '', parent] = stat.slice(end + 2).split(' ');
  if (state === 'Z' || state === 'X') return null;
  return { program: stat.slice(stat.indexOf('(') + 1, end), parent: Number(parent) };
}

function pacer(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < sliceMs) return;
    await setImmediate();
    since = performance.now();
  };
}

// Processes end while they are looked at, and those of others may not be.
function tryOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
