import type { LineRange } from '../conflict';
import { trimConflicts, type MergeChunk, type MergeVersions } from './diff3';
import { joinLines, lineEnding } from './lines';

/** How conflicts are written; the labels follow the markers, where they are not empty. */
export interface ConflictFormat {
  /** `diff3` shows the base lines too; `zdiff3` does so and first trims what both sides begin or end with. */
  readonly style: 'merge' | 'diff3' | 'zdiff3';
  readonly labels: { readonly ours: string; readonly base: string; readonly theirs: string };
  /** Characters of a marker, 7 if not given. */
  readonly markerSize?: number;
}

/** How many characters a conflict marker has where nothing else is agreed. */
export const defaultMarkerSize = 7;

/**
 * Writes a merge as text, the same as `git merge-file` in the `diff3` and `zdiff3` styles. A side that ends without
 * a line end gets one before the next marker; markers end as the lines around them do.
 */
export function printMerge(
  chunks: readonly MergeChunk[],
  versions: MergeVersions,
  format: ConflictFormat,
): string {
  const printed = format.style === 'zdiff3' ? trimConflicts(chunks, versions) : chunks;
  return printed.map((chunk) => printChunk(chunk, versions, format)).join('');
}

function printChunk(chunk: MergeChunk, versions: MergeVersions, format: ConflictFormat): string {
  if (chunk.kind === 'conflict') return printConflict(chunk, versions, format);
  const side = chunk.kind === 'theirs' ? 'theirs' : 'ours';
  return joinLines(linesOf(versions[side], chunk[side]));
}

function printConflict(chunk: MergeChunk, versions: MergeVersions, format: ConflictFormat): string {
  const { labels, markerSize = defaultMarkerSize } = format;
  const eol = markerEnding(chunk, versions);
  const marker = (sign: string, label: string): string =>
    sign.repeat(markerSize) + (label === '' ? '' : ` ${label}`) + eol;
  const section = (side: 'ours' | 'base' | 'theirs'): string => {
    const text = joinLines(linesOf(versions[side], chunk[side]));
    return text === '' || text.endsWith('\n') ? text : text + eol;
  };
  const base = format.style === 'merge' ? '' : marker('|', labels.base) + section('base');
  const ours = marker('<', labels.ours) + section('ours');
  const theirs = marker('=', '') + section('theirs') + marker('>', labels.theirs);
  return ours + base + theirs;
}

/** `\r\n` only if all versions that have line ends have that: each is asked at the line before the conflict. */
function markerEnding({ ours, theirs }: MergeChunk, versions: MergeVersions): string {
  const endings = [
    endingAt(versions.ours, ours.start - 1),
    endingAt(versions.theirs, theirs.start - 1),
    endingAt(versions.base, 0),
  ].filter((ending) => ending !== null);
  return endings.length > 0 && endings.every((ending) => ending === '\r\n') ? '\r\n' : '\n';
}

/** The line end at or, for a last line that has none, before a line. */
function endingAt(lines: readonly string[], index: number): string | null {
  const at = Math.max(0, index);
  return lineEnding(lines[at]) ?? lineEnding(lines[at - 1]);
}

function linesOf(lines: readonly string[], { start, end }: LineRange): readonly string[] {
  return lines.slice(start, end);
}
