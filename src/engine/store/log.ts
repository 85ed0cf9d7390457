import { hash } from 'node:crypto';
import type { Change } from './db';
import type { StoreFile, StoreFiles } from './storeFiles';

/** The first line of a log. */
export interface LogHeader {
  /** The number under which its writer owned the repository. */
  readonly epoch: number;
  /** Number of the last change before the log. */
  readonly base: number;
  /** The schema that its statements are for. */
  readonly schema: number;
}

/** One entry of a log: what was saved in one go. */
export interface LogEntry {
  readonly sequence: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly changes: readonly Change[];
}

/** How a log ends: `torn` in the middle of its last entry, or `damaged` before entries that are whole. */
export interface LogEnd {
  readonly kind: 'whole' | 'torn' | 'damaged';
  /** The highest sequence in it, behind the damage too; null when it has no entry. */
  readonly lastSequence: number | null;
}

const magic = 'parallel-cc log 1';

/** How much room is made at the end of a log, in bytes: as much as it has, within limits. */
const leastRoom = 1 << 15;
const mostRoom = 1 << 18;

/**
 * A log of changes: lines of JSON, each behind its own SHA-256. An entry is on disk when `append` returns; after a failed
 * `append` the log is not written any more.
 *
 * Behind its last entry there may be zeros, room for the next ones: to sync what does not make a file longer, the file
 * system need not write its journal, which has everybody else's files in it too. Who closes the log takes them away, if
 * that can be done.
 */
export class Log {
  /** Where the room at the end ends. */
  private end: number;

  private constructor(
    private readonly file: StoreFile,
    private length: number,
  ) {
    this.end = length;
  }

  /** Makes a log. The file has its name only when its first line is on disk; the name is, after the folder was synced. */
  static async create(files: StoreFiles, path: string, header: LogHeader): Promise<Log> {
    const temporary = `${path}.tmp`;
    const file = await files.create(temporary);
    try {
      const line = encodeLine({ magic, ...header });
      await file.write(line);
      await file.sync();
      await files.rename(temporary, path);
      return new Log(file, line.length);
    } catch (error) {
      await file.close().catch(() => undefined);
      await files.remove(temporary).catch(() => undefined);
      throw error;
    }
  }

  /** Its size in bytes. */
  get size(): number {
    return this.length;
  }

  /** Adds an entry and returns when it is on disk. */
  async append(entry: LogEntry): Promise<void> {
    const line = encodeLine(packEntry(entry));
    try {
      await this.write(line);
      await this.file.sync();
      this.length += line.length;
    } catch (error) {
      // Who reads the log later should not find what was refused; where that fails too, only the next log can tell.
      await this.cutBack().catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.end > this.length) await this.file.cut(this.length).catch(() => undefined);
    await this.file.close();
  }

  private async write(line: Uint8Array): Promise<void> {
    const needed = this.length + line.length;
    if (needed <= this.end) return this.file.write(line, this.length);
    const room = Math.min(Math.max(needed, leastRoom), mostRoom);
    this.end = needed + room;
    await this.file.write(Buffer.concat([line, Buffer.alloc(room)]), this.length);
  }

  private async cutBack(): Promise<void> {
    await this.file.cut(this.length);
    this.end = this.length;
    await this.file.sync();
  }
}

/** A log that was read: its header, and its entries one by one, up to the first that is not whole. */
export interface SavedLog extends LogHeader {
  entries(): Generator<LogEntry, LogEnd>;
}

/** Reads a log; null when it does not begin as one of ours. */
export function decodeLog(file: Uint8Array): SavedLog | null {
  const lines = linesOf(withoutRoom(file));
  const first = lines.next();
  const header = first.done === true ? null : (first.value as (LogHeader & { magic?: string }) | null);
  if (header?.magic !== magic) return null;
  const { epoch, base, schema } = header;
  return { epoch, base, schema, entries: () => entriesOf(lines as Generator<PackedEntry | null>) };
}

function* entriesOf(lines: Generator<PackedEntry | null>): Generator<LogEntry, LogEnd> {
  let lastSequence: number | null = null;
  let kind: LogEnd['kind'] = 'whole';
  for (const entry of lines) {
    if (entry === null) {
      if (kind === 'whole') kind = 'torn';
    } else {
      lastSequence = entry.sequence;
      if (kind === 'whole') yield unpackEntry(entry);
      else kind = 'damaged';
    }
  }
  return { kind, lastSequence };
}

/** An entry as it is written: changes that are saved together mostly run the same few statements. */
interface PackedEntry extends Omit<LogEntry, 'changes'> {
  readonly sql: readonly string[];
  /** As in `Change`, with the place in `sql` instead of the text. */
  readonly changes: readonly (readonly [sql: number, params: Change[1], rows: Change[2]])[];
}

function packEntry({ changes, ...entry }: LogEntry): PackedEntry {
  const places = new Map<string, number>();
  const packed = changes.map(([sql, params, rows]) => {
    const place = places.get(sql) ?? places.size;
    places.set(sql, place);
    return [place, params, rows] as const;
  });
  return { ...entry, sql: [...places.keys()], changes: packed };
}

function unpackEntry({ sql, changes, ...entry }: PackedEntry): LogEntry {
  return { ...entry, changes: changes.map(([place, params, rows]) => [sql[place] ?? '', params, rows]) };
}

function withoutRoom(file: Uint8Array): Uint8Array {
  let end = file.length;
  while (end > 0 && file[end - 1] === 0) end--;
  return file.subarray(0, end);
}

// The content of each line; null for a line that is not whole.
function* linesOf(file: Uint8Array): Generator {
  for (let at = 0; at < file.length;) {
    const found = file.indexOf(10, at);
    const end = found < 0 ? file.length : found;
    yield found < 0 ? null : decodeLine(Buffer.from(file.buffer, file.byteOffset + at, end - at));
    at = end + 1;
  }
}

function encodeLine(content: unknown): Uint8Array {
  const text = JSON.stringify(content);
  return Buffer.from(`${digestOf(text)} ${text}\n`);
}

function decodeLine(line: Buffer): unknown {
  const text = line.subarray(65);
  if (line.length < 66 || line.toString('latin1', 0, 64) !== digestOf(text)) return null;
  return JSON.parse(text.toString('utf8'));
}

function digestOf(content: string | Buffer): string {
  return hash('sha256', content);
}
