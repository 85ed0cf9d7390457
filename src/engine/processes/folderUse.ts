import { setTimeout as delay } from 'node:timers/promises';
import { isWithin } from '../repositoryPaths';
import { listWithLsof } from './lsofFiles';
import type { FolderUse } from './openPath';
import { listFromProc } from './procFiles';

const exact = { caseSensitive: true };
const pollMs = 100;

/**
 * Finds the processes that are at work in a folder: working directory, program or open file. This process and the gits
 * that it runs do not count. Processes of other users are seen only as far as the system lets us.
 * @param folder with links resolved.
 */
export async function findUsers(folder: string): Promise<FolderUse> {
  const isInside = (path: string): boolean => isWithin(folder, path, exact);
  switch (process.platform) {
    case 'linux':
      return listFromProc(isInside);
    case 'win32':
      return { users: [], blind: 'Windows tells only when the folder is moved' };
    default:
      return listWithLsof(isInside);
  }
}

/** The same, with some time for those that are about to leave, in milliseconds. */
export async function findLastingUsers(folder: string, graceMs: number): Promise<FolderUse> {
  for (const deadline = performance.now() + graceMs; ;) {
    const found = await findUsers(folder);
    if (found.users.length === 0 || performance.now() >= deadline) return found;
    await delay(pollMs);
  }
}
