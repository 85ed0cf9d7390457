import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines } from '../../../src/core/text/lineDiff';
import { shiftRange } from '../../../src/extension/editor/shiftRange';

const saved = ['a', 'b', 'c', 'd', 'e'];
const shiftTo = (edited: readonly string[]) => shiftRange({ start: 2, end: 4 }, diffLines(saved, edited));

test('lines typed above a range move it down', () => {
  expect(shiftTo(['x', 'y', ...saved])).toEqual({ start: 4, end: 6 });
});

test('lines removed above a range move it up', () => {
  expect(shiftTo(['b', 'c', 'd', 'e'])).toEqual({ start: 1, end: 3 });
});

test('lines typed below a range leave it where it is', () => {
  expect(shiftTo([...saved, 'x'])).toEqual({ start: 2, end: 4 });
});

test('lines typed right behind a range do not make it longer', () => {
  expect(shiftTo(['a', 'b', 'c', 'd', 'x', 'e'])).toEqual({ start: 2, end: 4 });
});

test('lines typed within a range make it longer', () => {
  expect(shiftTo(['a', 'b', 'c', 'x', 'd', 'e'])).toEqual({ start: 2, end: 5 });
});

test('a range whose lines were all removed marks the place where they were', () => {
  expect(shiftTo(['a', 'b', 'e'])).toEqual({ start: 2, end: 2 });
});

test('a range in lines that did not change keeps its text, whatever is typed around it', () => {
  const saved = fc.array(fc.constantFrom('x', 'y'));
  const typed = fc.array(fc.constantFrom('p', 'q'));
  fc.assert(
    fc.property(saved, saved, typed, typed, (above, below, newAbove, newBelow) => {
      const kept = ['<kept 1>', '<kept 2>', '<kept 3>'];
      const edited = [...newAbove, ...kept, ...newBelow];
      const range = { start: above.length, end: above.length + kept.length };
      const { start, end } = shiftRange(range, diffLines([...above, ...kept, ...below], edited));
      expect(edited.slice(start, end)).toEqual(kept);
    }),
  );
});
