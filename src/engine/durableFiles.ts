import { open, rename, rm } from 'node:fs/promises';

/** A file to be, and the name under which it is written before it has its own. */
export interface NewFile {
  readonly path: string;
  readonly temporary: string;
  readonly content: Uint8Array | string;
  readonly mode: number;
  /** The folders that are to be on disk before the next file has its name. */
  readonly folders: readonly string[];
}

/**
 * Writes files, then gives them their names in this order, in place of what has them. When it returns all of it is on disk.
 * @throws Error when one cannot be written or named. What has no name by then is deleted.
 */
export async function placeFiles(files: readonly NewFile[]): Promise<void> {
  const unnamed = new Set<NewFile>();
  try {
    const written = await Promise.allSettled(files.map((file) => writeSynced(file, () => unnamed.add(file))));
    for (const one of written) if (one.status === 'rejected') throw one.reason;
    for (const file of files) {
      await rename(file.temporary, file.path);
      unnamed.delete(file);
      await Promise.all(file.folders.map(syncFolder));
    }
  } finally {
    await Promise.all([...unnamed].map(({ temporary }) => rm(temporary, { force: true })));
  }
}

async function writeSynced({ temporary, content, mode }: NewFile, onMade: () => void): Promise<void> {
  const file = await open(temporary, 'wx', mode);
  onMade();
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Returns when the names in a folder are on disk. */
export async function syncFolder(dir: string): Promise<void> {
  // Windows cannot open folders, and keeps renames in order by itself.
  if (process.platform === 'win32') return;
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
