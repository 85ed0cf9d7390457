import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DiffSide } from '../../../src/core/text/lineChange';
import { markMyersChanges } from '../../../src/core/text/myersDiff';

const tokens = fc.array(fc.nat(4), { maxLength: 40 });

test('the lines that are not marked are a longest common subsequence', () => {
  fc.assert(
    fc.property(tokens, tokens, (a, b) => {
      const [keptA, keptB] = unmarked(a, b);
      expect(keptA).toEqual(keptB);
      expect(keptA).toHaveLength(longestCommonLength(a, b));
    }),
    { numRuns: 2000 },
  );
});

test('only the box is marked', () => {
  const [a, b] = [side([1, 2, 3]), side([4, 5, 6])];
  markMyersChanges(a, b, { aStart: 1, aEnd: 2, bStart: 0, bEnd: 1 });
  expect([...a.changed]).toEqual([0, 1, 0, 0]);
  expect([...b.changed]).toEqual([1, 0, 0, 0]);
});

test('a search that is cut off still leaves equal lines only', () => {
  const random = fc.array(fc.nat(3), { minLength: 3000, maxLength: 3000 });
  fc.assert(
    fc.property(random, random, (a, b) => {
      const [keptA, keptB] = unmarked(a, b);
      expect(keptA).toEqual(keptB);
      expect(keptA.length).toBeGreaterThan(1000);
    }),
    { numRuns: 5 },
  );
});

function unmarked(a: readonly number[], b: readonly number[]): [number[], number[]] {
  const [sideA, sideB] = [side(a), side(b)];
  markMyersChanges(sideA, sideB, { aStart: 0, aEnd: a.length, bStart: 0, bEnd: b.length });
  return [a.filter((_, at) => !sideA.changed[at]), b.filter((_, at) => !sideB.changed[at])];
}

function side(numbers: readonly number[]): DiffSide {
  return { tokens: Int32Array.from(numbers), changed: new Uint8Array(numbers.length + 1) };
}

function longestCommonLength(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const token of a) {
    const next = [0];
    b.forEach((other, at) => {
      next.push(token === other ? row[at]! + 1 : Math.max(row[at + 1]!, next[at]!));
    });
    row = next;
  }
  return row.at(-1)!;
}
