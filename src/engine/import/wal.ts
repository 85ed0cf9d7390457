import { damaged, Unimportable } from './unimportable';

/** What the committed part of a write-ahead log holds. */
interface CommittedPages {
  readonly pageSize: number;
  /** How many pages the database has after the last commit. */
  readonly pageCount: number;
  /** Where in the log the newest content of each page is, by page number from 1. */
  readonly offsets: ReadonlyMap<number, number>;
  readonly commits: number;
}

/** A database with its write-ahead log merged into it. */
export interface MergedImage {
  readonly image: Uint8Array;
  /** How many transactions came from the log. */
  readonly commits: number;
}

/** Byte offsets in the header of the log, and of each of its frames. */
const logHeaderBytes = 32;
const frameHeaderBytes = 24;
/** The log's magic number; its lowest bit says that checksums read the content as big-endian words. */
const logMagic = 0x377f0682;
const logFormat = 3_007_000;
/** In bytes; what says that it is larger is not believed. */
const largestImage = 2 ** 30;

/**
 * Merges a write-ahead log into a database image as SQLite's own recovery does: it takes frames as long as their salts
 * are the log's and the cumulative checksums hold, up to the last of them that commits, and cuts the database to the
 * size that this one says. What comes behind it was never committed, or is left of an earlier run of the log.
 * The result says of itself that it needs no log. The arguments are left as they are.
 *
 * Source: https://www.sqlite.org/fileformat2.html#walformat (sections 4.1 to 4.3), and 1.3.3 for the header.
 * @throws Unimportable for a log of another format, or one that does not belong to the database.
 */
export function mergeWal(image: Uint8Array, wal: Uint8Array): MergedImage {
  // SQLite takes a log beside an empty file for one that was left behind.
  const committed = image.length === 0 ? null : readCommittedPages(wal);
  if (committed === null) return { image: withoutLog(image.slice()), commits: 0 };
  const bytes = committed.pageCount * committed.pageSize;
  if (bytes > largestImage)
    throw damaged(`its write-ahead log says that it has ${committed.pageCount} pages`);
  const merged = new Uint8Array(bytes);
  merged.set(image.subarray(0, merged.length));
  for (const [page, offset] of committed.offsets) {
    if (page <= committed.pageCount)
      merged.set(wal.subarray(offset, offset + committed.pageSize), (page - 1) * committed.pageSize);
  }
  if (pageSizeOf(merged) !== committed.pageSize)
    throw damaged('its write-ahead log has pages of another size');
  return { image: withoutLog(merged), commits: committed.commits };
}

function readCommittedPages(wal: Uint8Array): CommittedPages | null {
  const header = readLogHeader(wal);
  if (header === null) return null;
  const { view, pageSize, sum } = header;
  const offsets = new Map<number, number>();
  let uncommitted: [page: number, offset: number][] = [];
  let pageCount = 0;
  let commits = 0;
  const frameBytes = frameHeaderBytes + pageSize;
  for (let at = logHeaderBytes; at + frameBytes <= wal.length; at += frameBytes) {
    const page = view.getUint32(at);
    if (page === 0 || !sameSalts(view, at) || !sum.add(at, 8).add(at + frameHeaderBytes, pageSize).equals(at + 16)) break; // prettier-ignore
    uncommitted.push([page, at + frameHeaderBytes]);
    const pagesAfterCommit = view.getUint32(at + 4);
    if (pagesAfterCommit === 0) continue;
    for (const [committedPage, offset] of uncommitted) offsets.set(committedPage, offset);
    uncommitted = [];
    pageCount = pagesAfterCommit;
    commits++;
  }
  return commits === 0 ? null : { pageSize, pageCount, offsets, commits };
}

// A header that does not hold means that nothing was committed: SQLite begins the log anew then.
function readLogHeader(wal: Uint8Array): { view: DataView; pageSize: number; sum: LogChecksum } | null {
  if (wal.length <= logHeaderBytes) return null;
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const magic = view.getUint32(0);
  const pageSize = view.getUint32(8);
  if ((magic & ~1) >>> 0 !== logMagic || !isPageSize(pageSize)) return null;
  const sum = new LogChecksum(view, (magic & 1) === 1);
  if (!sum.add(0, 24).equals(24)) return null;
  const format = view.getUint32(4);
  if (format !== logFormat)
    throw new Unimportable(
      `its write-ahead log has format ${format}, which is not known`,
      'Open it once with the program that wrote it and close that, then import it again.',
    );
  return { view, pageSize, sum };
}

function sameSalts(view: DataView, frame: number): boolean {
  return (
    view.getUint32(frame + 8) === view.getUint32(16) && view.getUint32(frame + 12) === view.getUint32(20)
  );
}

/** The checksum of section 4.2: it goes on from the header through all frames. */
class LogChecksum {
  private first = 0;
  private second = 0;

  constructor(
    private readonly view: DataView,
    private readonly bigEndian: boolean,
  ) {}

  /** Adds bytes, a multiple of 8. */
  add(from: number, length: number): this {
    const { view } = this;
    const little = !this.bigEndian;
    let { first, second } = this;
    for (let at = from; at < from + length; at += 8) {
      first = (first + view.getUint32(at, little) + second) >>> 0;
      second = (second + view.getUint32(at + 4, little) + first) >>> 0;
    }
    this.first = first;
    this.second = second;
    return this;
  }

  /** Says whether the checksum that is stored at an offset, always big-endian, is this one. */
  equals(at: number): boolean {
    return this.view.getUint32(at) === this.first && this.view.getUint32(at + 4) === this.second;
  }
}

const journalModeBytes = [18, 19] as const;

function withoutLog(image: Uint8Array): Uint8Array {
  for (const at of journalModeBytes) if (image[at] === 2) image[at] = 1;
  return image;
}

function pageSizeOf(image: Uint8Array): number {
  const stored = ((image[16] ?? 0) << 8) | (image[17] ?? 0);
  return stored === 1 ? 65_536 : stored;
}

function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65_536 && (size & (size - 1)) === 0;
}
