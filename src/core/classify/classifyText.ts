import type { ConflictRegion, LineRange } from '../conflict';
import type { FileRole } from '../files/fileRole';
import { languageOf } from '../syntax/languages';
import type { MergeChunk, MergeVersions } from '../text/diff3';
import { merge3, trimConflicts } from '../text/diff3';
import { diffLines } from '../text/lineDiff';
import { splitLines } from '../text/lines';
import type { Symbols } from './declarations';
import { declarationsAt } from './declarations';
import { importLines } from './importLines';
import type { ConflictReading, ConflictSeverity } from './reading';
import { conflictType } from './reading';
import { countName } from './renaming';
import type { RegionNature, Side } from './regionNature';
import { natureOfRegion } from './regionNature';
import { remedyOf } from './remedy';
import { sentenceOf } from './textSentence';

/** A text that conflicts, in its three versions. */
export interface ConflictedText {
  readonly path: string;
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** Whether there was no such file before. */
  readonly isNew: boolean;
  readonly role: FileRole | null;
  /** The definitions of each side; empty where they are not known. */
  readonly symbols: Readonly<Record<Side, Symbols>>;
}

/** Where a text conflicts, and what it is about. */
export interface ReadText {
  readonly regions: readonly ConflictRegion[];
  readonly reading: ConflictReading;
}

/** Finds the lines that conflict in a text, and what they are about; the gravest of them names the conflict. */
export function classifyText(text: ConflictedText): ReadText {
  const versions = {
    base: splitLines(text.base),
    ours: splitLines(text.ours),
    theirs: splitLines(text.theirs),
  };
  const whole = merge3(versions);
  // What both begin or end with is no conflict, but it tells what the rest is part of.
  const conflicts = trimConflicts(whole, versions).filter(({ kind }) => kind === 'conflict');
  const regions = conflicts.map((chunk) => ({ ours: chunk.ours, theirs: chunk.theirs }));
  const found = natures(text, versions, whole);
  const ranked = [...found].sort((one, other) => gravity.indexOf(other.nature) - gravity.indexOf(one.nature));
  const main = ranked[0] ?? { nature: 'concurrent-edit' };
  const touched = { ours: touchedBy('ours', text, versions, conflicts), theirs: touchedBy('theirs', text, versions, conflicts) }; // prettier-ignore
  const nature = wholeNature(text, main, touched);
  const declarations = [...new Set([...touched.ours, ...touched.theirs])];
  const shared = touched.ours.filter((name) => touched.theirs.includes(name));
  return {
    regions,
    reading: {
      nature,
      severity: severityOf(nature, regions, shared.length > 0),
      type: conflictType(nature, declarations),
      sentence: sentenceOf(nature, main, {
        path: text.path,
        isNew: text.isNew,
        regions,
        declarations,
        shared,
      }),
      declarations,
      remedy: remedyOf(nature, text),
    },
  };
}

const gravity: readonly string[] = ['formatting', 'imports', 'both-added', 'structural', 'moved', 'renamed', 'concurrent-edit', 'delete-modify']; // prettier-ignore

function natures(
  { path, ...texts }: ConflictedText,
  versions: MergeVersions,
  chunks: readonly MergeChunk[],
): RegionNature[] {
  const language = languageOf(path);
  const imports = (['base', 'ours', 'theirs'] as const).map((side) => language === null ? [] : importLines(versions[side], language)); // prettier-ignore
  const put = { ours: putLines(versions, chunks, 'ours'), theirs: putLines(versions, chunks, 'theirs') };
  const wasReplaced = (side: Side, name: string): boolean =>
    countName(texts.base, name) > 1 && countName(texts[side], name) === 0;
  return chunks
    .filter(({ kind }) => kind === 'conflict')
    .map((chunk) => {
      const ranges = [chunk.base, chunk.ours, chunk.theirs];
      const isImports = ranges.every((range, index) =>
        isWithin(range, imports[index] ?? [], versions, index),
      );
      const region = { base: cut(versions.base, chunk.base), ours: cut(versions.ours, chunk.ours), theirs: cut(versions.theirs, chunk.theirs) }; // prettier-ignore
      const elsewhere = { ours: without(put.ours, region.ours), theirs: without(put.theirs, region.theirs) };
      return natureOfRegion(region, {
        indentMatters: indentMatters(path),
        isImports,
        wasReplaced,
        elsewhere,
      });
    });
}

function isWithin(
  range: LineRange,
  flags: readonly boolean[],
  versions: MergeVersions,
  version: number,
): boolean {
  const lines = [versions.base, versions.ours, versions.theirs][version] ?? [];
  for (let line = range.start; line < range.end; line++)
    if (flags[line] !== true && lines[line]?.trim() !== '') return false;
  return true;
}

/** The lines that a side has put anywhere in its file. */
function putLines(versions: MergeVersions, chunks: readonly MergeChunk[], side: Side): ReadonlySet<string> {
  const changed = chunks.filter(({ kind }) => kind === side || kind === 'conflict' || kind === 'both');
  return new Set(changed.flatMap((chunk) => cut(versions[side], chunk[side]).map((line) => line.trim())));
}

function without(all: ReadonlySet<string>, lines: readonly string[]): ReadonlySet<string> {
  const here = new Set(lines.map((line) => line.trim()));
  return new Set([...all].filter((line) => !here.has(line)));
}

function cut(lines: readonly string[], { start, end }: LineRange): readonly string[] {
  return lines.slice(start, end);
}

function indentMatters(path: string): boolean {
  return /\.(pyi?|ya?ml|haml|pug|sass|coffee|nim|rst|md)$|(^|\/)makefile$/i.test(path);
}

/** The definitions that a side changed within the conflicting stretches. */
function touchedBy(
  side: Side,
  { symbols }: ConflictedText,
  versions: MergeVersions,
  conflicts: readonly MergeChunk[],
): string[] {
  const ranges = conflicts.flatMap((chunk) =>
    diffLines(cut(versions.base, chunk.base), cut(versions[side], chunk[side])).map(({ bStart, bEnd }) => ({
      start: chunk[side].start + bStart,
      end: chunk[side].start + bEnd,
    })),
  );
  return declarationsAt(symbols[side], ranges);
}

// What a program makes is made anew, and changes of neighbours are not changes of the same.
function wholeNature(
  { role, isNew }: ConflictedText,
  { nature }: RegionNature,
  touched: Readonly<Record<Side, readonly string[]>>,
): ConflictReading['nature'] {
  if (role?.kind === 'lockfile' || role?.kind === 'generated') return 'generated';
  if (isNew && nature !== 'formatting') return 'both-added';
  const areApart =
    touched.ours.length > 0 &&
    touched.theirs.length > 0 &&
    !touched.ours.some((name) => touched.theirs.includes(name));
  return nature === 'concurrent-edit' && areApart ? 'structural' : nature;
}

/** More regions, or lines in them, than these are hard to put together by eye. */
const manyRegions = 3;
const manyLines = 60;

function severityOf(
  nature: ConflictReading['nature'],
  regions: readonly ConflictRegion[],
  isShared: boolean,
): ConflictSeverity {
  if (['formatting', 'imports', 'generated'].includes(nature)) return 'low';
  if (nature === 'delete-modify') return 'high';
  const lines = regions.reduce((sum, region) => sum + region.ours.end - region.ours.start + region.theirs.end - region.theirs.start, 0); // prettier-ignore
  if (regions.length >= manyRegions || lines > manyLines) return 'high';
  return nature === 'structural' || (nature === 'both-added' && !isShared) ? 'low' : 'medium';
}
