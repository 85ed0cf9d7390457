import { copyFile, link, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file operations of the store, as a port, so that tests can let each of them fail. */
export interface StoreFiles {
  /** The content of a file; null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Writes a file and returns when its content is on disk. */
  writeDurably(path: string, content: Uint8Array): Promise<void>;
  /** Moves a file over another and returns when that is on disk. */
  replaceDurably(from: string, to: string): Promise<void>;
  /** Gives a file a second name, in place of the file that had it. */
  keepAs(path: string, copy: string): Promise<void>;
}

/** The real file system. */
export const realFiles: StoreFiles = {
  read: (path) =>
    readFile(path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }),
  async writeDurably(path, content) {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  async replaceDurably(from, to) {
    await rename(from, to);
    await syncFolder(dirname(to));
  },
  async keepAs(path, copy) {
    await rm(copy, { force: true });
    // Some file systems have no hard links.
    await link(path, copy).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) return copyFile(path, copy);
    });
  },
};

// Windows cannot open folders, and keeps renames in order by itself.
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
