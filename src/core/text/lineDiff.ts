import { markHistogramChanges } from './histogramDiff';
import type { DiffSide, LineChange } from './lineChange';
import { slideChanges } from './slideChanges';

/**
 * Compares two texts by line; the changes are in order and never touch. Histogram diff as git does for merges, Myers
 * where lines repeat too often, and changes that could stand in several places slid to where git puts them.
 * The time is bounded also for large and entirely different texts, at the price of a change list that is not minimal.
 */
export function diffLines(a: readonly string[], b: readonly string[]): LineChange[] {
  const { sideA, sideB, tokenCount } = internLines(a, b);
  markHistogramChanges(sideA, sideB, trimCommonEnds(sideA.tokens, sideB.tokens), tokenCount);
  slideChanges(sideA, sideB);
  slideChanges(sideB, sideA);
  return collectChanges(sideA, sideB);
}

function internLines(a: readonly string[], b: readonly string[]) {
  const numbers = new Map<string, number>();
  const intern = (line: string): number => {
    const known = numbers.get(line);
    if (known !== undefined) return known;
    numbers.set(line, numbers.size);
    return numbers.size - 1;
  };
  const side = (lines: readonly string[]): DiffSide => ({
    tokens: Int32Array.from(lines, intern),
    changed: new Uint8Array(lines.length + 1),
  });
  return { sideA: side(a), sideB: side(b), tokenCount: numbers.size };
}

function trimCommonEnds(a: Int32Array, b: Int32Array): LineChange {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return { aStart: start, aEnd: a.length - end, bStart: start, bEnd: b.length - end };
}

function collectChanges({ changed: changedA }: DiffSide, { changed: changedB }: DiffSide): LineChange[] {
  const changes: LineChange[] = [];
  const [lengthA, lengthB] = [changedA.length - 1, changedB.length - 1];
  for (let a = 0, b = 0; a < lengthA || b < lengthB; a++, b++) {
    const [aStart, bStart] = [a, b];
    while (changedA[a]) a++;
    while (changedB[b]) b++;
    if (a > aStart || b > bStart) changes.push({ aStart, aEnd: a, bStart, bEnd: b });
  }
  return changes;
}
