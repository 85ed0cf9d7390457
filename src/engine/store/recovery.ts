import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SqlJsStatic } from 'sql.js';
import { storeUnavailable } from '../../core/errors';
import { SqlJsDb } from './db';
import { Findings } from './findings';
import type { SavedImage } from './image';
import { decodeImage } from './image';
import type { LogEnd, LogEntry, SavedLog } from './log';
import { decodeLog } from './log';
import { migrate, schemaOf } from './migrations';
import type { Segment } from './segments';
import { imageName, logName, segmentsOf } from './segments';
import type { StoreFiles } from './storeFiles';

/** What was read of a state. */
export interface Recovered {
  readonly db: SqlJsDb;
  /** What was found on the way; `sequence` is the number of the last change in `db`. */
  readonly findings: Findings;
}

/** Where a state is read, and under which number. */
export interface RecoveryPlace {
  readonly files: StoreFiles;
  readonly dir: string;
  readonly epoch: number;
}

/** For so many milliseconds the log is replayed in one go. */
const replayTurnMs = 10;

interface LogPart {
  readonly name: string;
  readonly log: SavedLog;
  /** The number of the last change that counts; those behind it were refused, or written by who had been replaced. */
  readonly limit: number;
}

/**
 * Reads the newest good image and replays the logs since. Where an image is damaged, the one before it and the logs since
 * give the same state. Nothing is written but new names for files of the first format.
 * @throws CoordinatorError `storeUnavailable` when an owner with a higher epoch wrote the state; `storeNewer`.
 */
export async function recover(place: RecoveryPlace, sql: SqlJsStatic): Promise<Recovered> {
  const findings = new Findings();
  await adoptFirstFormat(place, findings);
  const { image, logs } = await findImage(place, findings);
  if (image !== null) findings.addImage(image);
  const db = new SqlJsDb(sql, image?.database ?? null);
  try {
    for (const part of logs) await applyLog(place, db, part, findings);
    return { db, findings };
  } catch (error) {
    db.close();
    throw error;
  }
}

// The first format was one image and a copy of the one before it. They are named like all others.
async function adoptFirstFormat(place: RecoveryPlace, findings: Findings): Promise<void> {
  const previous = await adopt(place, 'state.db.previous', findings);
  const present = await adopt(place, 'state.db', findings);
  if (present === 'damaged' || (present === 'none' && previous === 'good')) findings.addUnknown();
}

async function adopt(
  { files, dir, epoch }: RecoveryPlace,
  name: string,
  findings: Findings,
): Promise<'good' | 'damaged' | 'none'> {
  const file = await files.read(join(dir, name));
  if (file === null) return 'none';
  const image = await decodeImage(file);
  if (image === null) {
    findings.addDamaged(name);
    return 'damaged';
  }
  refuseNewer(dir, image.epoch, epoch);
  await files.rename(join(dir, name), join(dir, imageName({ epoch: image.epoch, number: 0 })));
  return 'good';
}

async function findImage(
  place: RecoveryPlace,
  findings: Findings,
): Promise<{ image: SavedImage | null; logs: LogPart[] }> {
  const logs: LogPart[] = [];
  let limit = Infinity;
  for (const segment of segmentsOf(await place.files.list(place.dir)).reverse()) {
    const log = segment.hasLog ? await readFile(place, segment, logName(segment), decodeLog, findings) : null;
    const image = segment.hasImage ? await readFile(place, segment, imageName(segment), decodeImage, findings) : null; // prettier-ignore
    if (log !== null) logs.unshift({ name: logName(segment), log, limit });
    else if (limit === Infinity && (segment.hasLog || image === null)) findings.addUnknown();
    if (image !== null && image.sequence <= limit) return { image, logs };
    if (log !== null) limit = Math.min(limit, log.base);
  }
  return { image: null, logs };
}

async function readFile<T extends { readonly epoch: number }>(
  { files, dir, epoch }: RecoveryPlace,
  segment: Segment,
  name: string,
  decode: (file: Uint8Array) => Promise<T | null> | T | null,
  findings: Findings,
): Promise<T | null> {
  const file = await files.read(join(dir, name));
  if (file === null) return null;
  const decoded = await decode(file);
  if (decoded?.epoch === segment.epoch) {
    refuseNewer(dir, segment.epoch, epoch);
    return decoded;
  }
  findings.addDamaged(name);
  return null;
}

function refuseNewer(dir: string, found: number, epoch: number): void {
  if (found > epoch) throw storeUnavailable(dir, `a newer owner (${found} after ${epoch}) has written it`);
}

async function applyLog(
  place: RecoveryPlace,
  db: SqlJsDb,
  { name, log, limit }: LogPart,
  findings: Findings,
): Promise<void> {
  if (log.base >= limit) return;
  findings.addKnown(Number.isFinite(limit) ? limit : log.base);
  if (log.base > findings.sequence) findings.isBroken = true;
  if (!findings.isBroken && schemaOf(db) < log.schema) migrate(db, place.dir, log.schema);
  const end = await replay(db, log.entries(), limit, findings);
  if (end.lastSequence !== null) findings.addKnown(Math.min(end.lastSequence, limit));
  if (findings.isBroken || (end.kind === 'damaged' && findings.sequence < limit)) {
    findings.isBroken = true;
    findings.addDamaged(name);
  } else if (end.kind === 'torn' && limit === Infinity) findings.addTorn(name);
}

async function replay(
  db: SqlJsDb,
  entries: Generator<LogEntry, LogEnd>,
  limit: number,
  findings: Findings,
): Promise<LogEnd> {
  let turnEndsAt = performance.now() + replayTurnMs;
  for (;;) {
    const next = entries.next();
    if (next.done === true) return next.value;
    if (next.value.sequence <= limit) replayEntry(db, next.value, findings);
    if (performance.now() < turnEndsAt) continue;
    await nextTurn();
    turnEndsAt = performance.now() + replayTurnMs;
  }
}

function replayEntry(db: SqlJsDb, entry: LogEntry, findings: Findings): void {
  findings.addKnown(entry.sequence);
  if (findings.isBroken || entry.sequence <= findings.sequence) return;
  try {
    if (entry.sequence !== findings.sequence + 1) throw new Error('an entry of the log is missing');
    db.replay(entry.changes);
    findings.addEntry(entry);
  } catch {
    findings.isBroken = true;
  }
}
