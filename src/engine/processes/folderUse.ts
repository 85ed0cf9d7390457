import { setTimeout as delay } from 'node:timers/promises';
import { isWithin } from '../repositoryPaths';
import { listWithLsof } from './lsofFiles';
import type { FolderUse } from './openPath';
import { listFromProc } from './procFiles';

const exact = { caseSensitive: true };
const pollMs = 100;
const blindOnWindows = 'On Windows only moving a folder tells whether it is in use.';

/**
 * Finds the processes that are at work in a folder: working directory, program or open file. This process and the gits
 * that it runs do not count. Processes of other users are seen only as far as the system lets us.
 * @param folder with links resolved.
 */
export async function findUsers(folder: string): Promise<FolderUse> {
  const isInside = (path: string): boolean => isWithin(folder, path, exact);
  if (process.platform === 'linux') return listFromProc(isInside);
  if (process.platform === 'win32') return { users: [], blind: blindOnWindows };
  return listWithLsof(isInside);
}

/** Says what can be known of who is at work in a folder on this system, a sentence. */
export function processSight(): string {
  const others = 'those of other users are not seen';
  if (process.platform === 'linux') return `Programs, working directories and open files are read from /proc; ${others}.`; // prettier-ignore
  if (process.platform === 'win32') return blindOnWindows;
  return `Working directories and open files are asked of lsof; ${others}.`;
}

/** Finds users as `findUsers` does, with some time for those that are about to leave, in milliseconds. */
export async function findLastingUsers(folder: string, graceMs: number): Promise<FolderUse> {
  for (const deadline = performance.now() + graceMs; ;) {
    const found = await findUsers(folder);
    if (found.users.length === 0 || performance.now() >= deadline) return found;
    await delay(pollMs);
  }
}
