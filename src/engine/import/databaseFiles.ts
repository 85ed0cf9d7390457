import { readFile, realpath, stat } from 'node:fs/promises';
import { Unimportable } from './unimportable';

/** The bytes of a database and of the write-ahead log beside it, as they were at one moment. */
export interface DatabaseFiles {
  readonly image: Buffer;
  /** Empty when there is none. */
  readonly wal: Buffer;
}

/** More than a database of sessions and claims ever has, and less than what would not fit into memory. */
const largestBytes = 512 << 20;
const mostReads = 8;
const firstPauseMs = 10;

/** A rollback journal that begins with this holds what SQLite must put back before the database can be read. */
const journalMagic = Buffer.from('d9d505f920a163d7', 'hex');

/**
 * Reads a database and its write-ahead log without opening them as SQLite would: nothing is written, locked or made
 * beside them. Two reads in a row must be the same, since a checkpoint between two files would tear them apart.
 * @param read reads all bytes of a file; null when there is none.
 * @throws Unimportable when there is no such file, or it changes all the time.
 */
export async function readDatabaseFiles(path: string, read = readBytes): Promise<DatabaseFiles> {
  // SQLite finds the files beside a database by its path with links resolved.
  const real = await realpath(path).catch(() => path);
  let before = await readOnce(real, read);
  for (let tries = 1, pauseMs = firstPauseMs; tries < mostReads; tries++, pauseMs *= 2) {
    const after = await readOnce(real, read);
    if (after !== null && before !== null && isSame(before, after)) return after;
    before = after;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  if (before === null)
    throw new Unimportable(
      'a transaction of the old tool was interrupted and is to be rolled back first',
      'Let the old tool do that: run its "status" once. Or run: sqlite3 FILE "PRAGMA user_version".',
    );
  throw new Unimportable('it changes all the time', 'Stop what writes to it, then try again.');
}

// Null while a rollback journal says that the database is in the middle of a transaction.
async function readOnce(path: string, read: typeof readBytes): Promise<DatabaseFiles | null> {
  const wal = (await read(`${path}-wal`)) ?? Buffer.alloc(0);
  const image = await read(path);
  if (image === null) throw new Unimportable('there is no such file', 'Name the database with --from.');
  const journal = await read(`${path}-journal`);
  return journal?.subarray(0, journalMagic.length).equals(journalMagic) === true ? null : { image, wal };
}

function isSame(one: DatabaseFiles, other: DatabaseFiles): boolean {
  return one.image.equals(other.image) && one.wal.equals(other.wal);
}

async function readBytes(path: string): Promise<Buffer | null> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Unimportable('it is not a file', 'Name the file, usually coordinator.db.');
    if (found.size > largestBytes)
      throw new Unimportable(
        `it has more than ${largestBytes >> 20} MB`,
        'Delete what is large from a copy of it, such as the column output_log, and import that with --from.',
      );
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (['EACCES', 'EPERM'].includes(codeOf(error)))
      throw new Unimportable('you may not read it', 'Check who owns it.');
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
