import type { FileHandle } from 'node:fs/promises';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { syncFolder } from '../durableFiles';

/** The file operations of the store, as a port, so that tests can record them and let each of them fail. */
export interface StoreFiles {
  /** The names in a folder. */
  list(dir: string): Promise<string[]>;
  /** The content of a file; null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Makes an empty file to be written, in place of one that has its name. */
  create(path: string): Promise<StoreFile>;
  /** Moves a file over another; on disk after `syncFolder`. */
  rename(from: string, to: string): Promise<void>;
  /** Deletes a file, if it is there. */
  remove(path: string): Promise<void>;
  /** Returns when the names in a folder are on disk. */
  syncFolder(dir: string): Promise<void>;
}

/** A file that is being written. */
export interface StoreFile {
  /** Adds to the end, or from a place on writes over what is there. */
  write(content: Uint8Array, at?: number): Promise<void>;
  /** Drops what is behind a length in bytes; nothing is written after that. */
  cut(length: number): Promise<void>;
  /** Returns when the content is on disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The real file system. */
export const realFiles: StoreFiles = {
  list: (dir) => readdir(dir),
  read: (path) =>
    readFile(path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }),
  async create(path) {
    const file = await open(path, 'w', 0o600);
    return {
      write: (content, at) => write(file, content, at),
      cut: (length) => file.truncate(length),
      // Content and length are all that is needed; the times of the file may stay behind.
      sync: () => file.datasync(),
      close: () => file.close(),
    };
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  syncFolder,
};

async function write(file: FileHandle, content: Uint8Array, at: number | undefined): Promise<void> {
  for (let done = 0; done < content.length;) {
    const rest = content.subarray(done);
    done += (await file.write(rest, 0, rest.length, at === undefined ? null : at + done)).bytesWritten;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
