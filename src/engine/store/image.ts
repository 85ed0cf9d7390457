import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoreFile, StoreFiles } from './storeFiles';

/** What a saved image says of itself. */
export interface ImageHeader {
  /** The number under which its writer owned the repository. */
  readonly epoch: number;
  /** Number of the last change in it; each saved change has the next number. */
  readonly sequence: number;
  /** Milliseconds since the Unix epoch; null in images of the first format. */
  readonly savedAt: number | null;
}

/** An image with the database in it, which is SQLite's own file format. */
export interface SavedImage extends ImageHeader {
  readonly database: Uint8Array;
}

const magic = 'parallel-cc state 2';
const firstMagic = 'parallel-cc state 1';
const digestLength = 64;
/** So many bytes are hashed in one go, so that a large image does not hold the event loop. */
const chunkLength = 2 << 20;

/**
 * Writes an image: a line of JSON, the database, and the SHA-256 of both in hexadecimal. So a file that was cut short or
 * damaged anywhere is known as such. The file has its name only when it is whole and on disk.
 */
export async function writeImage(files: StoreFiles, path: string, image: SavedImage): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const file = await files.create(temporary);
    try {
      await writeContent(file, image);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(temporary, path);
  } catch (error) {
    await files.remove(temporary).catch(() => undefined);
    throw error;
  }
}

async function writeContent(file: StoreFile, { database, ...header }: SavedImage): Promise<void> {
  const hash = createHash('sha256');
  const line = Buffer.from(`${JSON.stringify({ magic, ...header, length: database.length })}\n`);
  let sent = Promise.resolve();
  for (const chunk of [line, ...chunksOf(database)]) {
    const written = file.write(chunk);
    // It is hashed while a thread writes it and what is before it goes to the disk.
    hash.update(chunk);
    await Promise.all([written, sent]);
    if (chunk.length === chunkLength) sent = file.sync();
  }
  await sent;
  await file.write(Buffer.from(hash.digest('hex')));
}

/** Reads an image; null when it is not a whole one of ours. */
export async function decodeImage(file: Uint8Array): Promise<SavedImage | null> {
  const end = file.indexOf(10);
  if (end < 0 || end > 1000) return null;
  const header = parseHeader(Buffer.from(file.subarray(0, end)).toString('utf8'));
  if (header === null) return null;
  const database = file.subarray(end + 1, end + 1 + header.length);
  const isFirst = header.magic === firstMagic;
  const digest = isFirst ? header.sha256 : Buffer.from(file.subarray(-digestLength)).toString('latin1');
  const length = end + 1 + header.length + (isFirst ? 0 : digestLength);
  const digested = isFirst ? database : file.subarray(0, -digestLength);
  if (file.length !== length || digest !== (await digestOf(digested))) return null;
  return { epoch: header.epoch, sequence: header.sequence ?? 0, savedAt: header.savedAt ?? null, database };
}

interface Header {
  readonly magic: string;
  readonly epoch: number;
  readonly length: number;
  readonly sequence?: number;
  readonly savedAt?: number;
  /** In the first format the digest, of the database alone, stands here. */
  readonly sha256?: string;
}

function parseHeader(line: string): Header | null {
  try {
    const header = JSON.parse(line) as Partial<Header> | null;
    if (header?.magic !== magic && header?.magic !== firstMagic) return null;
    if (!Number.isSafeInteger(header.epoch) || !Number.isSafeInteger(header.length)) return null;
    return header as Header;
  } catch {
    return null;
  }
}

async function digestOf(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (const chunk of chunksOf(bytes)) {
    hash.update(chunk);
    await nextTurn();
  }
  return hash.digest('hex');
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkLength) yield bytes.subarray(at, at + chunkLength);
}
