import { join } from 'node:path';
import type { Change, SqlJsDb } from './db';
import { storeFailure } from '../../core/storeFailure';
import { writeImage } from './image';
import { Log } from './log';
import { schemaOf } from './migrations';
import { noteRepairs } from './repairNotes';
import type { Segment } from './segments';
import { asideName, asideOf, imageName, logName, outdatedAside, outdatedNames, schemaBackupName, segmentsOf } from './segments'; // prettier-ignore
import type { StoreFiles } from './storeFiles';

/** Where a state is saved, and under which number. */
export interface JournalPlace {
  readonly files: StoreFiles;
  readonly dir: string;
  readonly epoch: number;
  /** Throws when this process does not own the repository any more. */
  readonly checkOwner: () => void;
  /** After so many bytes of log an image is saved. */
  readonly logLimitBytes: number;
}

/** How the saving goes, for people who look for trouble. Times are in milliseconds. */
export interface StoreHealth {
  readonly epoch: number;
  /** The folder of the state. */
  readonly path: string;
  /** Number of the last saved change. */
  readonly sequence: number;
  /** Size of the last image together with the log since. */
  readonly sizeBytes: number;
  /** When a change was saved last, since the Unix epoch; null before the first. */
  readonly lastSavedAt: number | null;
  readonly lastSaveMs: number | null;
  /** How long the last image took, its export from memory included, which alone holds the event loop. */
  readonly lastImageMs: number | null;
  /** Why the last save, or the last image, failed; null when it did not. */
  readonly lastError: string | null;
  /** Names of the images, oldest first. */
  readonly keptImages: readonly string[];
  /** Names of the damaged files that were set aside, oldest first. */
  readonly setAside: readonly string[];
}

/** Writes images and logs, segment after segment. */
export class Journal {
  private segment: Segment;
  private log: Log | undefined;
  private loggedBytes = 0;
  private imageUnderWay: Promise<void> | undefined;
  private imageBytes = 0;
  private saveError: string | null = null;
  private imageError: string | null = null;
  private state: Omit<StoreHealth, 'epoch' | 'path' | 'sequence' | 'sizeBytes' | 'lastError'> = {
    lastSavedAt: null,
    lastSaveMs: null,
    lastImageMs: null,
    keptImages: [],
    setAside: [],
  };

  /** @param sequence number of the last change that is saved already. */
  constructor(
    private readonly place: JournalPlace,
    private readonly db: SqlJsDb,
    private sequence: number,
  ) {
    this.segment = { epoch: place.epoch, number: 0 };
  }

  get health(): StoreHealth {
    const { dir: path, epoch } = this.place;
    const sizeBytes = this.imageBytes + this.loggedBytes;
    const lastError = this.saveError ?? this.imageError;
    return { epoch, path, sequence: this.sequence, sizeBytes, lastError, ...this.state };
  }

  /** Saves the database as it is before its schema changes. */
  async backUpSchema(): Promise<void> {
    await this.writeImage(schemaBackupName(schemaOf(this.db)));
  }

  /**
   * Begins the first segment of this epoch, notes what was repaired, and sets damaged files aside. Nothing older is read
   * from then on.
   */
  async begin(damaged: readonly string[], repairs: readonly string[]): Promise<void> {
    const { files, dir, epoch, checkOwner } = this.place;
    const names = await files.list(dir);
    for (const name of names.filter((known) => /^state\..*\.tmp$/.test(known))) await files.remove(join(dir, name)); // prettier-ignore
    const own = segmentsOf(names).filter((known) => known.epoch === epoch);
    this.segment = { epoch, number: (own.at(-1)?.number ?? 0) + 1 };
    checkOwner();
    if (repairs.length > 0) await this.note(repairs);
    await this.writeImage(imageName(this.segment));
    this.log ??= await this.startLog();
    checkOwner();
    for (const name of damaged) await files.rename(join(dir, name), join(dir, asideName(name, epoch)));
    await this.clear();
  }

  /**
   * Saves changes, then applies them. When it throws they are not saved, and the next ones go to a new log, which begins
   * before them. Who is not the owner afterwards must not acknowledge them: the next owner may have read the log before
   * they were in it.
   */
  async append(changes: readonly Change[], apply: () => void): Promise<void> {
    const startedAt = performance.now();
    const entry = { sequence: this.sequence + 1, time: Date.now(), changes };
    try {
      this.place.checkOwner();
      this.log ??= await this.startNextLog();
      const size = this.log.size;
      await this.log.append(entry);
      this.place.checkOwner();
      apply();
      this.loggedBytes += this.log.size - size;
    } catch (error) {
      await this.closeLog().catch(() => undefined);
      const failure = storeFailure(this.place.dir, error);
      this.saveError = failure.message;
      throw failure;
    }
    this.sequence = entry.sequence;
    this.saveError = null;
    this.state = { ...this.state, lastSavedAt: entry.time, lastSaveMs: performance.now() - startedAt };
  }

  /**
   * Begins a new segment when the log has grown long. Its image is saved beside later changes; until it is there the
   * image before and the logs since are the state, so that its failure is no change's failure.
   */
  async renew(): Promise<void> {
    if (this.loggedBytes < this.place.logLimitBytes || this.imageUnderWay !== undefined) return;
    try {
      const next = await this.startNextLog();
      await this.closeLog();
      this.log = next;
      this.imageUnderWay = this.saveImage(imageName(this.segment));
    } catch (error) {
      this.imageError = storeFailure(this.place.dir, error).message;
    }
    this.loggedBytes = 0;
  }

  /** Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    await this.imageUnderWay;
    await this.closeLog();
  }

  // The next start no longer sees the damage once the image is there, so by then the words are on disk.
  private async note(repairs: readonly string[]): Promise<void> {
    this.log = await this.startLog();
    this.db.begin();
    const { changes } = this.db.attempt((db) => noteRepairs(db, [repairs.join(' ')], Date.now()));
    if (changes.length > 0) await this.append(changes, () => this.db.commit());
    else this.db.commit();
  }

  private async saveImage(name: string): Promise<void> {
    try {
      await this.writeImage(name);
      await this.clear();
      this.imageError = null;
    } catch (error) {
      this.imageError = storeFailure(this.place.dir, error).message;
    } finally {
      this.imageUnderWay = undefined;
    }
  }

  // The database is exported before anything is awaited: what is changed later is not in the image.
  private async writeImage(name: string): Promise<void> {
    const startedAt = performance.now();
    const database = this.db.image();
    const { files, dir, epoch } = this.place;
    await writeImage(files, join(dir, name), {
      epoch,
      sequence: this.sequence,
      savedAt: Date.now(),
      database,
    });
    await files.syncFolder(dir);
    this.imageBytes = database.length;
    this.state = { ...this.state, lastImageMs: performance.now() - startedAt };
  }

  private startNextLog(): Promise<Log> {
    this.segment = { ...this.segment, number: this.segment.number + 1 };
    return this.startLog();
  }

  private async startLog(): Promise<Log> {
    const { files, dir, epoch } = this.place;
    const header = { epoch, base: this.sequence, schema: schemaOf(this.db) };
    const log = await Log.create(files, join(dir, logName(this.segment)), header);
    try {
      await files.syncFolder(dir);
      return log;
    } catch (error) {
      await log.close().catch(() => undefined);
      throw error;
    }
  }

  private async closeLog(): Promise<void> {
    const log = this.log;
    this.log = undefined;
    await log?.close();
  }

  // Who was replaced meanwhile must not delete what the next owner reads.
  private async clear(): Promise<void> {
    const { files, dir, checkOwner } = this.place;
    const names = await files.list(dir);
    checkOwner();
    const outdated = [...outdatedNames(names), ...outdatedAside(names)];
    for (const name of outdated) await files.remove(join(dir, name));
    const kept = names.filter((name) => !outdated.includes(name));
    const keptImages = segmentsOf(kept)
      .filter(({ hasImage }) => hasImage)
      .map(imageName);
    const backups = kept.filter((name) => /^state\.schema-\d+\.db$/.test(name));
    this.state = { ...this.state, keptImages: [...backups, ...keptImages], setAside: asideOf(kept) };
  }
}
