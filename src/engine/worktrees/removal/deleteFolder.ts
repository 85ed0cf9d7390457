import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { lstat, open, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { mapLimit } from '../../../base/async';

/** Something that could not be deleted; the path is from the deleted folder, with `/`. */
export interface Undeleted {
  readonly path: string;
  readonly why: string;
}

/**
 * Deletes a folder file by file. A link is deleted itself and never followed, whatever takes the place of a folder in
 * the meantime, and another file system is not entered. What cannot be deleted is left.
 * @returns what was left, without the folders around it; empty when all is gone.
 */
export async function deleteFolder(top: string): Promise<Undeleted[]> {
  const left: Undeleted[] = [];
  const stats = await lstat(top).catch(() => null);
  if (stats !== null) await new Deletion(stats.dev, left).folder(top, '');
  return left;
}

class Deletion {
  constructor(
    private readonly device: number,
    private readonly left: Undeleted[],
  ) {}

  async folder(path: string, name: string): Promise<void> {
    const before = this.left.length;
    try {
      await this.empty(path, name);
      if (this.left.length === before) await rmdir(path);
    } catch (error) {
      this.leave(name, error);
    }
  }

  private async empty(path: string, name: string): Promise<void> {
    const { place, handle } = await pin(path);
    try {
      if ((await (handle ?? { stat: () => lstat(path) }).stat()).dev !== this.device)
        throw new Error('it is another file system');
      const entries = await readdir(place, { withFileTypes: true });
      await mapLimit(entries.filter((entry) => !entry.isDirectory()), 16, (entry) => this.file(place, entry.name, name, handle)); // prettier-ignore
      for (const entry of entries.filter((found) => found.isDirectory()))
        await this.folder(join(place, entry.name), below(name, entry.name));
    } finally {
      await handle?.close();
    }
  }

  private async file(place: string, entry: string, name: string, folder: FileHandle | null): Promise<void> {
    const path = join(place, entry);
    try {
      await unlink(path).catch(async (error: unknown) => {
        if (!isRefusal(error) || folder === null) throw error;
        // A folder that its tool made read-only; it is ours to delete.
        await folder.chmod(0o700);
        await unlink(path);
      });
    } catch (error) {
      this.leave(below(name, entry), error);
    }
  }

  private leave(path: string, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === 'ENOENT') return;
    this.left.push({ path, why: code ?? (error instanceof Error ? error.message : String(error)) });
  }
}

/**
 * Opens a folder so that what is done in it is done there, even if its name leads elsewhere by now. Where the system
 * has no means for that, the name must do.
 */
async function pin(path: string): Promise<{ readonly place: string; readonly handle: FileHandle | null }> {
  if (process.platform === 'win32') {
    if (!(await lstat(path)).isDirectory()) throw new Error('it is not a folder any more');
    return { place: path, handle: null };
  }
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  return { place: process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : path, handle };
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
