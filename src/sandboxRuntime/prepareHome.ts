import { chmod, lstat, mkdir } from 'node:fs/promises';
import { notPermitted } from '../core/errors';
import type { RuntimeHome } from './control/runtimeHome';

/**
 * Makes the folders of the runtime, which only its user can look into. Those of root can be passed through, because its
 * sandboxes run as another user.
 * @throws CoordinatorError `notPermitted` when one cannot be made, or is not ours.
 */
export async function prepareHome(home: RuntimeHome): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const open = [home.root, home.sandboxes, home.etc, home.programs, home.sockets];
  const closed = [home.snapshots, home.templates];
  for (const folder of [...open, ...closed]) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await assertOwn(folder);
      await chmod(folder, isRoot && open.includes(folder) ? 0o711 : 0o700);
    } catch (error) {
      throw notPermitted('keep the files of the sandbox runtime in', folder, error);
    }
  }
}

// The folder for sockets is in one that all users share.
async function assertOwn(folder: string): Promise<void> {
  const stats = await lstat(folder);
  if (!stats.isDirectory() || stats.uid !== process.getuid?.()) throw new Error('it belongs to somebody else');
} // prettier-ignore
