import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinLines, lineEnding, splitLines } from '../../../src/core/text/lines';

test('lines keep their terminators, and a last line without one stays without', () => {
  expect(splitLines('a\r\n\nb\rc\nd')).toEqual(['a\r\n', '\n', 'b\rc\n', 'd']);
  expect(splitLines('a\n')).toEqual(['a\n']);
  expect(splitLines('')).toEqual([]);
});

test('joining the lines of any text gives the text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\u2028', '\0', '\ud800') });
  fc.assert(
    fc.property(text, (whole) => {
      expect(joinLines(splitLines(whole))).toBe(whole);
    }),
  );
});

test('every line but the last ends with its only newline', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\r', '\n') }), (text) => {
      const lines = splitLines(text);
      expect(lines.slice(0, -1).every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
      expect(lines).not.toContain('');
    }),
  );
});

test('the line ending of a line is told apart from none', () => {
  expect(['a\n', 'a\r\n', 'a\r', '', undefined].map(lineEnding)).toEqual(['\n', '\r\n', null, null, null]);
});
