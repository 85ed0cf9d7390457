import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineChange } from '../../../src/core/text/lineChange';
import { diffLines } from '../../../src/core/text/lineDiff';
import { splitLines } from '../../../src/core/text/lines';
import { editedVersions, numberedLines, repetitiveLines } from './texts';

describe('examples', () => {
  test('equal texts have no changes', () => {
    expect(diffLines(['a\n', 'b\n'], ['a\n', 'b\n'])).toEqual([]);
    expect(diffLines([], [])).toEqual([]);
  });

  test('an empty side is one change', () => {
    expect(diffLines([], ['a\n', 'b\n'])).toEqual([{ aStart: 0, aEnd: 0, bStart: 0, bEnd: 2 }]);
    expect(diffLines(['a\n'], [])).toEqual([{ aStart: 0, aEnd: 1, bStart: 0, bEnd: 0 }]);
  });

  test('a line differs from the same line without or with another terminator', () => {
    const change = { aStart: 0, aEnd: 1, bStart: 0, bEnd: 1 };
    expect(diffLines(['a\n'], ['a'])).toEqual([change]);
    expect(diffLines(['a\n'], ['a\r\n'])).toEqual([change]);
  });

  test('an insertion among equal lines stands as far down as it can', () => {
    expect(diffLines(['a\n', 'a\n', 'b\n'], ['a\n', 'a\n', 'a\n', 'b\n'])).toEqual([
      { aStart: 2, aEnd: 2, bStart: 2, bEnd: 3 },
    ]);
  });

  test('an insertion that could stand beside a deletion joins it', () => {
    const a = splitLines('x\nold\n}\n');
    const b = splitLines('x\n}\nnew\n}\n');
    expect(diffLines(a, b)).toEqual([{ aStart: 1, aEnd: 2, bStart: 1, bEnd: 3 }]);
  });

  test('an insertion that was found above equal lines is slid below them', () => {
    const a = splitLines('0\n1\nx\n2\n3\n4\n9\n');
    const b = splitLines('8\n1\nx\nnew\nx\n2\n3\n4\n7\n');
    expect(diffLines(a, b)[1]).toEqual({ aStart: 3, aEnd: 3, bStart: 3, bEnd: 5 });
  });

  test('a rare line is matched rather than many frequent ones', () => {
    const a = splitLines('unique\n{\n}\n{\n}\n');
    const b = splitLines('{\n}\n{\n}\nunique\n');
    expect(diffLines(a, b)).toEqual([
      { aStart: 0, aEnd: 0, bStart: 0, bEnd: 4 },
      { aStart: 1, aEnd: 5, bStart: 5, bEnd: 5 },
    ]);
  });
});

describe('properties', () => {
  test('the changes of repetitive texts turn the one into the other', () => {
    fc.assert(fc.property(repetitiveLines, repetitiveLines, expectDiffToHold), { numRuns: 1000 });
  });

  test('the changes of edited texts turn the one into the other', () => {
    fc.assert(
      fc.property(editedVersions, ({ base, ours }) => expectDiffToHold(base, ours)),
      { numRuns: 500 },
    );
  });

  test('texts of lines too frequent for the histogram are compared as exactly', () => {
    const manyLines = fc.array(fc.constantFrom('a\n', 'b\n'), { minLength: 150, maxLength: 400 });
    fc.assert(fc.property(manyLines, manyLines, expectDiffToHold), { numRuns: 100 });
  });
});

describe('large texts', () => {
  test('10,000 lines with 200 edits are compared edit by edit', () => {
    const a = numberedLines(10_000);
    const b = a.map((line, number) => (number % 50 === 7 ? `new ${line}` : line));
    expect(diffLines(a, b)).toHaveLength(200);
  });

  test.each([
    ['without a common line', (side: number, n: number) => `${side} ${n}\n`],
    [
      'of which every second line is common',
      (side: number, n: number) => (n % 2 ? `${side} ${n}\n` : `${n}\n`),
    ],
    ['of random lines out of 20', (side: number, n: number) => `${scramble(n, side) % 20}\n`],
    ['of random lines out of 2,000', (side: number, n: number) => `${scramble(n, side) % 2_000}\n`],
    ['of random lines out of 50,000', (side: number, n: number) => `${scramble(n, side) % 50_000}\n`],
    ['in opposite order', (side: number, n: number) => `${side ? n : 50_000 - n}\n`],
  ])('two texts of 50,000 lines %s are compared', (_, line) => {
    const [a, b] = [0, 1].map((side) => Array.from({ length: 50_000 }, (_, n) => line(side, n)));
    expect(applyChanges(a!, b!, diffLines(a!, b!)).join('')).toBe(b!.join(''));
  });
});

function expectDiffToHold(a: readonly string[], b: readonly string[]): void {
  const changes = diffLines(a, b);
  expect(applyChanges(a, b, changes)).toEqual(b);
  for (const [index, change] of changes.entries()) {
    const previous = changes[index - 1];
    expect(change.aEnd - change.aStart + change.bEnd - change.bStart).toBeGreaterThan(0);
    if (previous) expect(change.aStart).toBeGreaterThan(previous.aEnd);
  }
}

function applyChanges(a: readonly string[], b: readonly string[], changes: readonly LineChange[]): string[] {
  const result = [...a];
  for (const { aStart, aEnd, bStart, bEnd } of changes.toReversed()) {
    result.splice(aStart, aEnd - aStart, ...b.slice(bStart, bEnd));
  }
  return result;
}

/** A number that looks random but is the same at every run. */
function scramble(number: number, seed: number): number {
  let mixed = (number + 1) * 0x9e3779b1 + seed * 0x85ebca6b;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
