import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listFolder } from '../ipc/ownerFile';

/** Removes what owners before `epoch` have left of their ownership; what cannot be removed now, the next owner removes. */
export async function clearOlderOwners(stateDir: string, epoch: number): Promise<void> {
  const older = listFolder(stateDir).filter((name) => Number(/^owner\.(\d+)(\.|$)/.exec(name)?.[1]) < epoch);
  await Promise.allSettled(older.map((name) => rm(join(stateDir, name), { force: true })));
}
