import type { MergeChunk, MergeVersions } from '../text/diff3';
import { merge3 } from '../text/diff3';
import type { MergeGrammar } from '../syntax/grammars/mergeGrammar';
import { mergeGrammarOf } from '../syntax/grammars/mergeGrammars';
import { LineIndex } from '../syntax/merging/lineIndex';
import type { ParsedVersions, RegionMerge } from '../syntax/merging/mergeRegion';
import { mergeRegion } from '../syntax/merging/mergeRegion';
import type { PerVersion, Region, VersionName } from '../syntax/merging/regions';
import { ChunkMap, perVersion } from '../syntax/merging/regions';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { countErrors, readTree } from '../syntax/tree/readTree';
import type { MergeInput } from './merge';
import type { FileFacts } from './fileFacts';
import { tellingLines } from './fileFacts';
import type { RegionContext } from './features';
import { countTokens } from './tokenChanges';
import type { RegionCandidate, RegionTexts } from './regionCandidates';
import { regionCandidates, regionTexts } from './regionCandidates';
import { splitVersions } from './textMerge';

/** Parses a text and hands its tree to a reader, which must not keep it. */
export type ParseSource = <T>(text: string, read: (root: SyntaxNode) => T) => T;

/** A stretch with conflicts, and the ways of resolving it. */
export interface ConflictRegion {
  readonly region: Region;
  readonly texts: RegionTexts;
  readonly structured: RegionMerge | null;
  readonly candidates: readonly RegionCandidate[];
}

/** A merge of a file that is not decided yet. */
export interface FileMerge {
  readonly grammar: MergeGrammar | null;
  readonly versions: MergeVersions;
  readonly chunks: readonly MergeChunk[];
  readonly map: ChunkMap;
  readonly regions: readonly ConflictRegion[];
  /** null where the language is not known. */
  readonly parsed: ParsedFile | null;
}

/** The versions with their trees, and how many parse errors each has. */
export interface ParsedFile extends ParsedVersions {
  readonly errors: PerVersion<number>;
}

/** Finds what both sides changed, and the ways of merging it. */
export function analyseMerge(input: MergeInput, parse: ParseSource | null): FileMerge {
  const versions = splitVersions(input);
  const chunks = merge3(versions);
  const map = new ChunkMap(chunks);
  const grammar = parse === null ? null : mergeGrammarOf(input.path);
  const parsed = parse === null || grammar === null ? null : parseVersions(input, chunks, grammar, parse);
  const regions = findRegions(chunks, map, parsed).map((found) => regionOf(found, { chunks, map, versions }));
  return {
    grammar,
    versions,
    chunks,
    map,
    regions,
    parsed,
  };
}

function parseVersions(
  input: MergeInput,
  chunks: readonly MergeChunk[],
  grammar: MergeGrammar,
  parse: ParseSource,
): ParsedFile {
  const indexes = perVersion((version) => new LineIndex(input[version]));
  const errors: Partial<Record<VersionName, number>> = {};
  const versions = perVersion((version) => {
    const ranges = chunks
      .filter(({ kind }) => kind !== 'stable')
      .map((chunk) => ({
        start: indexes[version].offset(chunk[version].start),
        end: indexes[version].offset(chunk[version].end),
      }));
    const root = parse(input[version], (node) => {
      errors[version] = countErrors(node);
      return readTree(node, ranges);
    });
    return { text: input[version], root, grammar };
  });
  return { versions, indexes, errors: perVersion((version) => errors[version] ?? 0) };
}

interface FoundRegion {
  readonly region: Region;
  readonly structured: RegionMerge | null;
}

function findRegions(
  chunks: readonly MergeChunk[],
  map: ChunkMap,
  parsed: ParsedVersions | null,
): FoundRegion[] {
  const found: FoundRegion[] = [];
  for (const [index, { kind }] of chunks.entries()) {
    if (kind !== 'conflict') continue;
    const last = found.at(-1);
    if (last !== undefined && isBefore({ chunk: index, offset: 0 }, last.region.end)) continue;
    found.push(tryRegion(map.region(index, index + 1), map, parsed));
    joinOverlapping(found, map, parsed);
  }
  return found;
}

function tryRegion(region: Region, map: ChunkMap, parsed: ParsedVersions | null): FoundRegion {
  const structured = parsed === null ? null : mergeRegion(region, map, parsed);
  return { region: structured?.region ?? region, structured };
}

function joinOverlapping(found: FoundRegion[], map: ChunkMap, parsed: ParsedVersions | null): void {
  for (;;) {
    const [last, before] = [found.at(-1), found.at(-2)];
    if (last === undefined || before === undefined || !isBefore(last.region.start, before.region.end)) return;
    const start = isBefore(last.region.start, before.region.start) ? last.region.start : before.region.start;
    const end = isBefore(last.region.end, before.region.end) ? before.region.end : last.region.end;
    found.splice(-2, 2, tryRegion({ start, end }, map, parsed));
  }
}

function isBefore(one: Region['start'], other: Region['start']): boolean {
  return one.chunk < other.chunk || (one.chunk === other.chunk && one.offset < other.offset);
}

interface FileContext {
  readonly chunks: readonly MergeChunk[];
  readonly map: ChunkMap;
  readonly versions: MergeVersions;
}

function regionOf({ region, structured }: FoundRegion, { chunks, versions }: FileContext): ConflictRegion {
  const texts = regionTexts(chunksIn(chunks, region.start, region.end), versions);
  return { region, texts, structured, candidates: regionCandidates(texts, structured) };
}

/** The chunks between two places, the first and last cut where the places are inside of them. */
export function chunksIn(
  chunks: readonly MergeChunk[],
  start: Region['start'],
  end: Region['end'],
): MergeChunk[] {
  const until = end.offset > 0 ? end.chunk + 1 : end.chunk;
  return chunks.slice(start.chunk, until).map((chunk, index) => {
    const from = index === 0 ? start.offset : 0;
    const to = start.chunk + index === end.chunk ? end.offset : null;
    if (from === 0 && to === null) return chunk;
    const cut = perVersion((version) => ({
      start: chunk[version].start + from,
      end: to === null ? chunk[version].end : chunk[version].start + to,
    }));
    return { kind: chunk.kind, ...cut };
  });
}

/** Puts a file together from what the sides changed alone and what its stretches with conflicts become. */
export function assemble({ chunks, versions, regions }: FileMerge, texts: readonly string[]): string {
  let merged = '';
  let at: Region['start'] = { chunk: 0, offset: 0 };
  const upTo = (place: Region['start']): void => {
    if (isBefore(at, place)) merged += regionTexts(chunksIn(chunks, at, place), versions).withOurs;
  };
  for (const [index, { region }] of regions.entries()) {
    upTo(region.start);
    merged += texts[index] ?? '';
    at = region.end;
  }
  upTo({ chunk: chunks.length, offset: 0 });
  return merged;
}

/** What is around one of its stretches; of the others both sides are taken. */
export function contextOf(merge: FileMerge, index: number, facts: FileFacts): RegionContext {
  const texts = merge.regions.map(({ texts: { withBoth } }, other) => (other === index ? '' : withBoth));
  const rest = assemble(merge, texts);
  return { facts, rest: countTokens(rest), restLines: new Set(tellingLines(rest)) };
}
