import { join } from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import type { Deferred } from '../../base/async';
import { deferred } from '../../base/async';
import { CoordinatorError, storeUnavailable } from '../../core/errors';
import type { Db } from './db';
import { SqlJsDb } from './db';
import { decodeImage, encodeImage } from './image';
import { migrate } from './migrations';
import { loadSqlJs } from './sqlJs';
import type { StoreFiles } from './storeFiles';
import { realFiles } from './storeFiles';

export type { Db } from './db';

/** The durable state of one repository. SQLite in memory, saved as whole images. */
export interface Store {
  /**
   * Runs a change in a transaction of its own. Resolves when it is on disk; changes that wait share one save. When
   * `run` throws nothing is changed; when the save fails, the memory goes back to what is on disk.
   * @throws CoordinatorError `storeUnavailable`, and whatever `run` throws.
   */
  transaction<T>(run: (db: Db) => T): Promise<T>;
  /** Reads. `run` must not write. */
  read<T>(run: (db: Db) => T): T;
  /** What had to be repaired when the state was opened, a sentence each. */
  readonly repairs: readonly string[];
  close(): Promise<void>;
}

/** How a store is opened. */
export interface StoreOptions {
  /** The number under which this process owns the repository. */
  readonly epoch: number;
  /** Throws when this process does not own the repository any more; asked before each save. */
  readonly checkOwner: () => void;
  readonly files?: StoreFiles;
}

/**
 * Opens the state in a folder, which must exist; an empty one becomes a new state. A damaged file is set aside, never
 * deleted, and the last good one is used.
 * @throws CoordinatorError `storeNewer`, `storeUnavailable`.
 */
export async function openStore(dir: string, options: StoreOptions): Promise<Store> {
  const files = options.files ?? realFiles;
  const path = join(dir, 'state.db');
  const sql = await loadSqlJs();
  const repairs: string[] = [];
  try {
    const database = await readNewestGood(files, path, options.epoch, repairs);
    const store = new ImageStore(sql, database, path, options, files, repairs);
    await store.prepare();
    return store;
  } catch (error) {
    throw error instanceof CoordinatorError ? error : storeUnavailable(path, reason(error), error);
  }
}

async function readNewestGood(
  files: StoreFiles,
  path: string,
  epoch: number,
  repairs: string[],
): Promise<Uint8Array | null> {
  const present = await files.read(path);
  if (present === null) return (await readGood(files, previousOf(path), repairs, 'was missing')) ?? null;
  const image = decodeImage(present);
  if (image === null) {
    const aside = `${path}.damaged-${epoch}`;
    await files.replaceDurably(path, aside);
    repairs.push(`The state was damaged and has been set aside as "${aside}".`);
    return readGood(files, previousOf(path), repairs, 'was damaged');
  }
  if (image.epoch > epoch)
    throw storeUnavailable(path, `a newer owner (${image.epoch} after ${epoch}) has written it`);
  return image.database;
}

async function readGood(
  files: StoreFiles,
  path: string,
  repairs: string[],
  why: string,
): Promise<Uint8Array | null> {
  const file = await files.read(path);
  const image = file === null ? null : decodeImage(file);
  if (image === null) {
    if (why === 'was damaged')
      repairs.push('There was no earlier copy, so the coordinator starts with an empty state.');
    return null;
  }
  repairs.push(`The state ${why}; the copy before its last change is used instead.`);
  return image.database;
}

function previousOf(path: string): string {
  return `${path}.previous`;
}

interface Waiting {
  readonly run: (db: Db) => unknown;
  readonly settled: Deferred<unknown>;
}

interface Done {
  readonly settled: Deferred<unknown>;
  readonly result: unknown;
}

class ImageStore implements Store {
  private db: SqlJsDb;
  private onDisk: Uint8Array;
  private waiting: Waiting[] = [];
  private saving: Promise<void> | undefined;
  private closed = false;

  constructor(
    private readonly sql: SqlJsStatic,
    image: Uint8Array | null,
    private readonly path: string,
    private readonly options: StoreOptions,
    private readonly files: StoreFiles,
    readonly repairs: readonly string[],
  ) {
    this.db = new SqlJsDb(new sql.Database(image));
    this.onDisk = image ?? new Uint8Array();
  }

  /** Migrates, and writes our epoch into the file: from here on no owner before us can be mistaken for the present one. */
  async prepare(): Promise<void> {
    migrate(this.db, this.path);
    await this.save();
  }

  transaction<T>(run: (db: Db) => T): Promise<T> {
    if (this.closed) return Promise.reject(storeUnavailable(this.path, 'it is closed'));
    const settled = deferred<unknown>();
    this.waiting.push({ run, settled });
    this.saving ??= this.saveAll();
    return settled.promise as Promise<T>;
  }

  read<T>(run: (db: Db) => T): T {
    return run(this.db);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.saving;
    this.db.close();
  }

  // Changes run together just before their save, so that the memory is ahead of the disk only while a save is under way.
  private async saveAll(): Promise<void> {
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const done = this.waiting.splice(0).map((change) => this.runChange(change)).filter((run) => run !== null); // prettier-ignore
      if (done.length > 0) await this.saveFor(done);
    }
    this.saving = undefined;
  }

  private runChange({ run, settled }: Waiting): Done | null {
    this.db.script('SAVEPOINT change');
    try {
      const result = run(this.db);
      this.db.script('RELEASE change');
      return { settled, result };
    } catch (error) {
      this.db.script('ROLLBACK TO change; RELEASE change');
      settled.reject(error);
      return null;
    }
  }

  private async saveFor(changes: readonly Done[]): Promise<void> {
    try {
      await this.save();
    } catch (error) {
      this.goBack();
      const failure =
        error instanceof CoordinatorError ? error : storeUnavailable(this.path, reason(error), error);
      for (const { settled } of changes) settled.reject(failure);
      return;
    }
    for (const { settled, result } of changes) settled.resolve(result);
  }

  private async save(): Promise<void> {
    const database = this.db.image();
    this.options.checkOwner();
    const temporary = `${this.path}.${this.options.epoch}.tmp`;
    await this.files.writeDurably(temporary, encodeImage({ epoch: this.options.epoch, database }));
    await this.files.keepAs(this.path, previousOf(this.path));
    this.options.checkOwner();
    await this.files.replaceDurably(temporary, this.path);
    this.onDisk = database;
  }

  private goBack(): void {
    this.db.close();
    this.db = new SqlJsDb(new this.sql.Database(this.onDisk));
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}
