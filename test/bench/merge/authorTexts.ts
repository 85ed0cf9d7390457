// What the author of a merge wrote in each stretch that conflicted.
import type { FileMerge } from '../../../src/core/merging/fileMerge';
import { assemble, chunksIn } from '../../../src/core/merging/fileMerge';
import { regionTexts } from '../../../src/core/merging/regionCandidates';
import { diffLines } from '../../../src/core/text/lineDiff';
import { splitLines } from '../../../src/core/text/lines';

/** Finds the author's text of each stretch; null where it cannot be told. */
export function authorTexts(merge: FileMerge, resolved: string): readonly (string | null)[] {
  const exact = betweenEqualParts(merge, resolved);
  if (exact !== null) return exact;
  const tries = (['withOurs', 'withTheirs', 'withBoth'] as const).map((way) =>
    alignedTexts(merge, resolved, way),
  );
  return merge.regions.map(
    (_, index) => tries.map((texts) => texts[index] ?? null).find((text) => text !== null) ?? null,
  );
}

/** The author has left what is around the conflicts as it was: what is between those parts is the author's. */
function betweenEqualParts({ chunks, versions, regions }: FileMerge, resolved: string): string[] | null {
  const parts: string[] = [''];
  const conflicts: number[] = [];
  for (const [index, chunk] of chunks.entries())
    if (chunk.kind === 'conflict') {
      conflicts.push(index);
      parts.push('');
    } else parts.push(`${parts.pop() ?? ''}${regionTexts([chunk], versions).withOurs}`);
  if (!resolved.startsWith(parts[0] ?? '')) return null;
  let at = parts[0]?.length ?? 0;
  const written = new Map<number, string>();
  for (const [turn, index] of conflicts.entries()) {
    const part = parts[turn + 1] ?? '';
    const isLast = turn === conflicts.length - 1;
    const next = isLast
      ? resolved.endsWith(part)
        ? resolved.length - part.length
        : -1
      : resolved.indexOf(part, at);
    if (next < at) return null;
    written.set(index, resolved.slice(at, next));
    at = next + part.length;
  }
  return regions.map(({ region }) =>
    chunksIn(chunks, region.start, region.end)
      .map(
        (chunk, offset) =>
          written.get(region.start.chunk + offset) ?? regionTexts([chunk], versions).withOurs,
      )
      .join(''),
  );
}

/** Compares the file with all conflicts taken one way with the author's, and finds the borders of the stretches there. */
function alignedTexts(
  merge: FileMerge,
  resolved: string,
  way: 'withOurs' | 'withTheirs' | 'withBoth',
): (string | null)[] {
  const texts = merge.regions.map((region) => region.texts[way]);
  const lines = splitLines(resolved);
  const whole = splitLines(assemble(merge, texts));
  const changes = diffLines(whole, lines);
  const marker = '\u0000here';
  return merge.regions.map((_, index) => {
    const before =
      assemble(
        merge,
        texts.map((text, other) => (other === index ? marker : text)),
      ).split(marker)[0] ?? '';
    const start = splitLines(before).length;
    const from = placeOf(start, changes, 'start');
    const to = placeOf(start + splitLines(texts[index] ?? '').length, changes, 'end');
    return from === null || to === null || to < from ? null : lines.slice(from, to).join('');
  });
}

function placeOf(
  line: number,
  changes: ReturnType<typeof diffLines>,
  border: 'start' | 'end',
): number | null {
  let shift = 0;
  for (const { aStart, aEnd, bStart, bEnd } of changes) {
    if (line < aStart) break;
    if (line === aStart && border === 'start') return bStart;
    if (line === aEnd && border === 'end') return bEnd;
    if (line < aEnd) return line === aStart ? bStart : null;
    shift = bEnd - aEnd;
  }
  return line + shift;
}
