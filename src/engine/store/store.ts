import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Deferred } from '../../base/async';
import { deferred } from '../../base/async';
import { storeUnavailable } from '../../core/errors';
import type { Change, Db, SqlJsDb } from './db';
import { storeFailure } from '../../core/storeFailure';
import type { StoreHealth } from './journal';
import { Journal } from './journal';
import { migrationSteps, presentSchema, schemaOf } from './migrations';
import { recover } from './recovery';
import { loadSqlJs } from './sqlJs';
import type { StoreFiles } from './storeFiles';
import { realFiles } from './storeFiles';

export type { Db } from './db';

/** The durable state of one repository: SQLite in memory, saved as a log of its changes and, now and then, as an image. */
export interface Store {
  /**
   * Runs a change in a transaction of its own. Resolves when it is on disk; changes that wait share one save. When
   * `run` throws nothing is changed; when the save fails, the memory goes back to what is on disk. What `run` does must
   * depend on nothing but the database and values: see `Db`.
   * @throws CoordinatorError `storeUnavailable`, and whatever `run` throws.
   */
  transaction<T>(run: (db: Db) => T): Promise<T>;
  /** Reads. `run` must not write. */
  read<T>(run: (db: Db) => T): T;
  /** What had to be repaired when the state was opened, a sentence each; it is noted in the state, see `repairNotes`. */
  readonly repairs: readonly string[];
  /** How the saving goes. */
  health(): StoreHealth;
  close(): Promise<void>;
}

/** How a store is opened. */
export interface StoreOptions {
  /** The number under which this process owns the repository. */
  readonly epoch: number;
  /** Throws when this process does not own the repository any more; asked before and after each save. */
  readonly checkOwner: () => void;
  readonly files?: StoreFiles;
  /** After so many bytes of log an image is saved. */
  readonly logLimitBytes?: number;
}

/** More log makes a start after a crash slower, less of it makes more images. */
const logLimitBytes = 2 << 20;

/** For so many milliseconds changes are run in one go; the others wait for the next save. */
const turnMs = 10;

/**
 * Opens the state in a folder, which must exist; an empty one becomes a new state. Damaged files are set aside, never
 * used, and the newest good ones are; `repairs` tells what was lost, if anything.
 * @throws CoordinatorError `storeNewer`, `storeUnavailable`.
 */
export async function openStore(dir: string, options: StoreOptions): Promise<Store> {
  const place = { dir, files: realFiles, logLimitBytes, ...options };
  try {
    const { db, findings } = await recover(place, await loadSqlJs());
    try {
      const journal = new Journal(place, db, findings.sequence);
      const found = schemaOf(db);
      if (found > 0 && found < presentSchema) await journal.backUpSchema();
      for (const step of migrationSteps(db, dir)) {
        step();
        await nextTurn();
      }
      const repairs = findings.sentences(options.epoch);
      await journal.begin(findings.damaged, repairs);
      return new LoggedStore(dir, db, journal, repairs);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw storeFailure(dir, error);
  }
}

interface Waiting {
  readonly run: (db: Db) => unknown;
  readonly settled: Deferred<unknown>;
}

interface Done {
  readonly settled: Deferred<unknown>;
  readonly result: unknown;
  readonly changes: readonly Change[];
}

class LoggedStore implements Store {
  private readonly waiting: Waiting[] = [];
  private saving: Promise<void> | undefined;
  private closedBecause: string | undefined;

  constructor(
    private readonly dir: string,
    private readonly db: SqlJsDb,
    private readonly journal: Journal,
    readonly repairs: readonly string[],
  ) {}

  transaction<T>(run: (db: Db) => T): Promise<T> {
    if (this.closedBecause !== undefined)
      return Promise.reject(storeUnavailable(this.dir, this.closedBecause));
    const settled = deferred<unknown>();
    this.waiting.push({ run, settled });
    this.saving ??= this.saveAll();
    return settled.promise as Promise<T>;
  }

  read<T>(run: (db: Db) => T): T {
    return run(this.db);
  }

  health(): StoreHealth {
    return this.journal.health;
  }

  async close(): Promise<void> {
    this.closedBecause = 'it is closed';
    await this.saving;
    await this.journal.close();
    this.db.close();
  }

  // Changes run together just before their save, so that the memory is ahead of the disk only while a save is under way.
  // What arrives together comes in one turn of the loop, and is saved together.
  private async saveAll(): Promise<void> {
    while (this.waiting.length > 0) {
      await nextTurn();
      this.db.begin();
      await this.save(this.runSome());
      await this.journal.renew();
    }
    this.saving = undefined;
  }

  private runSome(): Done[] {
    const done: Done[] = [];
    const endsAt = performance.now() + turnMs;
    do {
      const { run, settled } = this.waiting.shift() as Waiting;
      try {
        done.push({ settled, ...this.db.attempt(run) });
      } catch (error) {
        settled.reject(error);
      }
    } while (this.waiting.length > 0 && performance.now() < endsAt);
    return done;
  }

  private async save(done: readonly Done[]): Promise<void> {
    const changes = done.flatMap((change) => change.changes);
    try {
      if (changes.length > 0) await this.journal.append(changes, () => this.db.commit());
      else this.db.commit();
    } catch (error) {
      this.db.rollback();
      for (const { settled } of done) settled.reject(error);
      return;
    }
    for (const { settled, result } of done) settled.resolve(result);
  }
}
