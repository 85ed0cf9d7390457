import { lstat } from 'node:fs/promises';

/** Whether there is something at a path, be it a link that leads nowhere. */
export async function pathExists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
