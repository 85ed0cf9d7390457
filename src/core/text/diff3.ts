import type { LineRange } from '../conflict';
import type { LineChange } from './lineChange';
import { diffLines } from './lineDiff';

/** Three versions of a text, each as lines with their terminators. */
export interface MergeVersions {
  readonly base: readonly string[];
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** A stretch of all three versions: which sides changed it, `both` to the same lines, `conflict` to different ones. */
export interface MergeChunk {
  readonly kind: 'stable' | 'ours' | 'theirs' | 'both' | 'conflict';
  readonly base: LineRange;
  readonly ours: LineRange;
  readonly theirs: LineRange;
}

/**
 * Merges the changes of two sides by line. The chunks are in order and tile all three versions.
 * diff3 (Khanna, Kunal, Pierce, "A Formal Investigation of Diff3", 2007) with git's stricter rule: changes of the two
 * sides that merely touch are one conflict.
 * @param options.zealous leaves the lines that both sides of a conflict begin or end with out of it, as `both` chunks.
 */
export function merge3(versions: MergeVersions, options: { readonly zealous?: boolean } = {}): MergeChunk[] {
  const { base, ours, theirs } = versions;
  const groups = groupTouching(diffLines(base, ours), diffLines(base, theirs));
  const chunks = tile(versions, groups);
  return options.zealous ? trimConflicts(chunks, versions) : chunks;
}

/** Takes the lines that both sides of a conflict begin or end with out of it, as `both` chunks of no base lines. */
export function trimConflicts(chunks: readonly MergeChunk[], { ours, theirs }: MergeVersions): MergeChunk[] {
  return chunks.flatMap((chunk) => (chunk.kind === 'conflict' ? trimConflict(chunk, ours, theirs) : [chunk]));
}

/** Changes of either side that touch each other, over the base lines from the first to the last of them. */
interface ChangeGroup {
  readonly start: number;
  end: number;
  readonly ours: LineChange[];
  readonly theirs: LineChange[];
}

function groupTouching(ours: readonly LineChange[], theirs: readonly LineChange[]): ChangeGroup[] {
  const all = [
    ...ours.map((change) => ({ side: 'ours' as const, change })),
    ...theirs.map((change) => ({ side: 'theirs' as const, change })),
  ].sort((a, b) => a.change.aStart - b.change.aStart);
  const groups: ChangeGroup[] = [];
  for (const { side, change } of all) {
    let group = groups.at(-1);
    if (!group || change.aStart > group.end) {
      group = { start: change.aStart, end: change.aEnd, ours: [], theirs: [] };
      groups.push(group);
    }
    group.end = Math.max(group.end, change.aEnd);
    group[side].push(change);
  }
  return groups;
}

function tile(versions: MergeVersions, groups: readonly ChangeGroup[]): MergeChunk[] {
  const chunks: MergeChunk[] = [];
  let at = { base: 0, ours: 0, theirs: 0 };
  const push = (kind: MergeChunk['kind'], end: typeof at): void => {
    const base = { start: at.base, end: end.base };
    const ours = { start: at.ours, end: end.ours };
    const theirs = { start: at.theirs, end: end.theirs };
    at = end;
    chunks.push({ kind, base, ours, theirs });
  };
  const pushStable = (length: number): void => {
    const end = { base: at.base + length, ours: at.ours + length, theirs: at.theirs + length };
    if (length > 0) push('stable', end);
  };
  for (const group of groups) {
    pushStable(group.start - at.base);
    const length = group.end - group.start;
    const end = {
      base: group.end,
      ours: at.ours + length + growth(group.ours),
      theirs: at.theirs + length + growth(group.theirs),
    };
    push(
      groupKind(group, versions.ours.slice(at.ours, end.ours), versions.theirs.slice(at.theirs, end.theirs)),
      end,
    );
  }
  pushStable(versions.base.length - at.base);
  return chunks;
}

/** How many lines more a side has after these changes. */
function growth(changes: readonly LineChange[]): number {
  return changes.reduce(
    (sum, change) => sum + change.bEnd - change.bStart - (change.aEnd - change.aStart),
    0,
  );
}

function groupKind(
  group: ChangeGroup,
  ours: readonly string[],
  theirs: readonly string[],
): Exclude<MergeChunk['kind'], 'stable'> {
  if (group.theirs.length === 0) return 'ours';
  if (group.ours.length === 0) return 'theirs';
  const same = ours.length === theirs.length && ours.every((line, index) => line === theirs[index]);
  return same ? 'both' : 'conflict';
}

function trimConflict(
  chunk: MergeChunk,
  oursLines: readonly string[],
  theirsLines: readonly string[],
): MergeChunk[] {
  const { base, ours, theirs } = chunk;
  const shorter = Math.min(ours.end - ours.start, theirs.end - theirs.start);
  let head = 0;
  while (head < shorter && oursLines[ours.start + head] === theirsLines[theirs.start + head]) head++;
  let tail = 0;
  while (tail < shorter - head && oursLines[ours.end - 1 - tail] === theirsLines[theirs.end - 1 - tail])
    tail++;
  const added = (place: number, oursStart: number, theirsStart: number, length: number): MergeChunk => ({
    kind: 'both',
    base: { start: place, end: place },
    ours: { start: oursStart, end: oursStart + length },
    theirs: { start: theirsStart, end: theirsStart + length },
  });
  const rest: MergeChunk = {
    kind: 'conflict',
    base,
    ours: { start: ours.start + head, end: ours.end - tail },
    theirs: { start: theirs.start + head, end: theirs.end - tail },
  };
  const before = head > 0 ? [added(base.start, ours.start, theirs.start, head)] : [];
  const after = tail > 0 ? [added(base.end, ours.end - tail, theirs.end - tail, tail)] : [];
  return [...before, rest, ...after];
}
