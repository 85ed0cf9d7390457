import type { LineRange } from '../../conflict';
import type { MergeChunk } from '../../text/diff3';

/** The three versions of a merge. */
export const versionNames = ['base', 'ours', 'theirs'] as const;

/** The name of one of them. */
export type VersionName = (typeof versionNames)[number];

/** Something of each version. */
export type PerVersion<T> = Readonly<Record<VersionName, T>>;

/** Makes something of each version. */
export function perVersion<T>(make: (version: VersionName) => T): PerVersion<T> {
  return { base: make('base'), ours: make('ours'), theirs: make('theirs') };
}

/** A place between lines of all versions: so many lines into a chunk; more than none only where the versions are equal. */
interface Position {
  readonly chunk: number;
  readonly offset: number;
}

/** The same stretch of all three versions. */
export interface Region {
  readonly start: Position;
  readonly end: Position;
}

/** Knows which lines of the versions of a merge are at the same place. */
export class ChunkMap {
  constructor(private readonly chunks: readonly MergeChunk[]) {}

  /** The stretch of some chunks; the end is exclusive. */
  region(from: number, to: number): Region {
    return { start: { chunk: from, offset: 0 }, end: { chunk: to, offset: 0 } };
  }

  /** The lines of a stretch. */
  lines({ start, end }: Region): PerVersion<LineRange> {
    return perVersion((version) => ({ start: this.lineOf(version, start), end: this.lineOf(version, end) }));
  }

  /** The smallest stretch of whole chunks and of equal lines that holds a stretch and the wanted lines of each version. */
  widen({ start, end }: Region, wanted: PerVersion<LineRange>): Region {
    return versionNames.reduce(
      (region, version) => ({
        start: this.startAt(version, wanted[version].start, region.start),
        end: this.endAt(version, wanted[version].end, region.end),
      }),
      { start, end },
    );
  }

  private startAt(version: VersionName, line: number, current: Position): Position {
    if (line >= this.lineOf(version, current)) return current;
    for (let chunk = Math.min(current.chunk, this.chunks.length - 1); chunk >= 0; chunk--) {
      const { start } = this.rangeOf(version, chunk);
      if (line < start) continue;
      return { chunk, offset: this.chunks[chunk]?.kind === 'stable' ? line - start : 0 };
    }
    return { chunk: 0, offset: 0 };
  }

  private endAt(version: VersionName, line: number, current: Position): Position {
    if (line <= this.lineOf(version, current)) return current;
    for (let chunk = current.chunk; chunk < this.chunks.length; chunk++) {
      const { start, end } = this.rangeOf(version, chunk);
      if (line > end) continue;
      if (line === end || this.chunks[chunk]?.kind !== 'stable') return { chunk: chunk + 1, offset: 0 };
      return { chunk, offset: line - start };
    }
    return { chunk: this.chunks.length, offset: 0 };
  }

  private lineOf(version: VersionName, { chunk, offset }: Position): number {
    if (chunk >= this.chunks.length) return this.chunks.at(-1)?.[version].end ?? 0;
    return this.rangeOf(version, chunk).start + offset;
  }

  private rangeOf(version: VersionName, chunk: number): LineRange {
    return this.chunks[chunk]?.[version] ?? { start: 0, end: 0 };
  }
}
