import { createHash } from 'node:crypto';

/**
 * The file format of a saved state: one line of JSON with the epoch of its writer and the SHA-256 of what follows,
 * then SQLite's own image. So a file that was cut short or damaged is known as such.
 */
export interface SavedImage {
  readonly epoch: number;
  readonly database: Uint8Array;
}

const magic = 'parallel-cc state 1';

/** Wraps an image for its file. */
export function encodeImage({ epoch, database }: SavedImage): Uint8Array {
  const header = JSON.stringify({ magic, epoch, sha256: digest(database), length: database.length });
  return Buffer.concat([Buffer.from(`${header}\n`), database]);
}

/** Reads a file; null when it is not a whole one of ours. */
export function decodeImage(file: Uint8Array): SavedImage | null {
  const end = file.indexOf(10);
  if (end < 0 || end > 1000) return null;
  const header = parseHeader(Buffer.from(file.subarray(0, end)).toString('utf8'));
  const database = file.subarray(end + 1);
  if (header === null || header.length !== database.length || header.sha256 !== digest(database)) return null;
  return { epoch: header.epoch, database };
}

interface Header {
  readonly epoch: number;
  readonly sha256: string;
  readonly length: number;
}

function parseHeader(line: string): Header | null {
  try {
    const header = JSON.parse(line) as Partial<Header & { magic: string }>;
    const { epoch, sha256, length } = header;
    if (header.magic !== magic || epoch === undefined || sha256 === undefined || length === undefined)
      return null;
    return { epoch, sha256, length };
  } catch {
    return null;
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
