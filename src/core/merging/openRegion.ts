import type { LineRange } from '../conflict';
import type { Segment } from '../syntax/merging/printMerged';
import { printMerged } from '../syntax/merging/printMerged';
import type { MergeChunk, MergeVersions } from '../text/diff3';
import { trimConflicts } from '../text/diff3';
import { splitLines } from '../text/lines';
import type { ConflictRegion, FileMerge } from './fileMerge';
import { chunksIn } from './fileMerge';
import type { MergeConflict, MergeInput, VersionTexts } from './merge';
import { defaultMarkerSize } from '../text/printMerge';

/** A stretch that is left as a conflict: its text with markers, and what each conflict in it is. */
export interface OpenRegion {
  readonly text: string;
  readonly conflicts: readonly MergeConflict[];
}

/** How conflicts are marked. */
type Markers = Pick<MergeInput, 'labels' | 'markerSize'>;

/** Writes a stretch with conflicts, as small as they can be made. */
export function openRegion(region: ConflictRegion, merge: FileMerge, markers: Markers): OpenRegion {
  const byLines = linePieces(chunksIn(merge.chunks, region.region.start, region.region.end), merge.versions);
  const bySyntax =
    region.structured === null ? null : wholeLines(printMerged([region.structured.merged], () => 'open'));
  const pieces =
    bySyntax !== null && bySyntax.some(isOpen) && size(bySyntax) <= size(byLines) ? bySyntax : byLines;
  return print(pieces, region, merge, markers);
}

type Piece = string | VersionTexts;

function isOpen(piece: Piece): piece is VersionTexts {
  return typeof piece !== 'string';
}

function size(pieces: readonly Piece[]): number {
  return pieces
    .filter(isOpen)
    .reduce((sum, { base, ours, theirs }) => sum + base.length + ours.length + theirs.length, 0);
}

function linePieces(chunks: readonly MergeChunk[], versions: MergeVersions): Piece[] {
  const text = (side: 'base' | 'ours' | 'theirs', { start, end }: LineRange): string =>
    versions[side].slice(start, end).join('');
  return trimConflicts(chunks, versions).map(({ kind, base, ours, theirs }) =>
    kind === 'conflict'
      ? { base: text('base', base), ours: text('ours', ours), theirs: text('theirs', theirs) }
      : kind === 'theirs'
        ? text('theirs', theirs)
        : text('ours', ours),
  );
}

/** Widens conflicts that begin or end within a line to whole lines, and joins those that share one. */
function wholeLines(segments: readonly Segment[]): Piece[] {
  const pieces: Piece[] = [];
  for (const segment of segments) {
    const last = pieces.at(-1);
    if (segment.kind === 'open') {
      const head = takeLineStart(pieces);
      pieces.push(join(head, segment));
      continue;
    }
    const mustJoin = last !== undefined && isOpen(last) && !endsLine(last);
    const cut = mustJoin ? segment.text.indexOf('\n') + 1 || segment.text.length : 0;
    if (mustJoin) pieces[pieces.length - 1] = join(last, same(segment.text.slice(0, cut)));
    if (cut < segment.text.length) pieces.push(segment.text.slice(cut));
  }
  return pieces;
}

/** Takes away the beginning of the line that a conflict stands in. */
function takeLineStart(pieces: Piece[]): VersionTexts {
  const last = pieces.at(-1);
  if (last === undefined) return same('');
  if (isOpen(last)) {
    if (endsLine(last)) return same('');
    pieces.pop();
    return last;
  }
  const start = last.lastIndexOf('\n') + 1;
  pieces.pop();
  if (start > 0) pieces.push(last.slice(0, start));
  else if (pieces.length > 0) return join(takeLineStart(pieces), same(last));
  return same(last.slice(start));
}

function endsLine({ base, ours, theirs }: VersionTexts): boolean {
  return [base, ours, theirs].every((text) => text === '' || text.endsWith('\n'));
}

function same(text: string): VersionTexts {
  return { base: text, ours: text, theirs: text };
}

function join(one: VersionTexts, other: VersionTexts): VersionTexts {
  return { base: one.base + other.base, ours: one.ours + other.ours, theirs: one.theirs + other.theirs };
}

function print(
  pieces: readonly Piece[],
  region: ConflictRegion,
  merge: FileMerge,
  markers: Markers,
): OpenRegion {
  const lines = merge.map.lines(region.region);
  const eol = region.texts.ours.includes('\r\n') ? '\r\n' : '\n';
  const conflicts: MergeConflict[] = [];
  const at = { base: lines.base.start, ours: lines.ours.start, theirs: lines.theirs.start };
  let text = '';
  for (const piece of pieces) {
    if (!isOpen(piece)) {
      text += piece;
      continue;
    }
    const range = (version: keyof typeof at): LineRange =>
      locate(piece[version], merge.versions[version], at[version], lines[version].end);
    const [base, ours, theirs] = [range('base'), range('ours'), range('theirs')];
    Object.assign(at, { base: base.end, ours: ours.end, theirs: theirs.end });
    conflicts.push({ base, ours, theirs, texts: piece, declarations: region.structured?.path ?? [] });
    text += marked(piece, markers, eol);
  }
  return { text, conflicts };
}

/** Where the lines of a conflict stand in a version; all that is left of the stretch where they were put together anew. */
function locate(text: string, lines: readonly string[], from: number, to: number): LineRange {
  const wanted = splitLines(text);
  if (wanted.length === 0) return { start: from, end: from };
  for (let start = from; start + wanted.length <= to; start++)
    if (wanted.every((line, index) => line === lines[start + index]))
      return { start, end: start + wanted.length };
  return { start: from, end: to };
}

function marked(
  { base, ours, theirs }: VersionTexts,
  { labels, markerSize = defaultMarkerSize }: Markers,
  eol: string,
): string {
  const marker = (sign: string, label: string): string =>
    `${sign.repeat(markerSize)}${label === '' ? '' : ` ${label}`}${eol}`;
  const section = (text: string): string => {
    if (text.trim() === '') return '';
    return text.endsWith('\n') ? text : text + eol;
  };
  return [
    marker('<', labels.ours) + section(ours),
    marker('|', labels.base) + section(base),
    marker('=', '') + section(theirs) + marker('>', labels.theirs),
  ].join('');
}
