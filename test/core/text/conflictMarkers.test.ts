import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConflicts } from '../../../src/core/text/conflictMarkers';
import { merge3, type MergeChunk, type MergeVersions } from '../../../src/core/text/diff3';
import { splitLines } from '../../../src/core/text/lines';
import { printMerge } from '../../../src/core/text/printMerge';
import { editedVersions, repetitiveLines } from './texts';

describe('examples', () => {
  test('a conflict without its base', () => {
    const text = 'a\n<<<<<<< HEAD\nx\n=======\ny\nz\n>>>>>>> a branch\nb\n';
    expect(parseConflicts(text)).toEqual({
      conflicts: [
        {
          range: { start: 1, end: 7 },
          ours: { start: 2, end: 3 },
          base: null,
          theirs: { start: 4, end: 6 },
          labels: { ours: 'HEAD', base: '', theirs: 'a branch' },
          nested: [],
        },
      ],
      problems: [],
    });
  });

  test('a conflict with its base, empty sections, no labels and Windows line ends', () => {
    const text = '<<<<<<<\r\n||||||| b7c1\r\nold\r\n=======\r\n>>>>>>>';
    expect(parseConflicts(text).conflicts).toMatchObject([
      {
        range: { start: 0, end: 5 },
        ours: { start: 1, end: 1 },
        base: { start: 2, end: 3 },
        theirs: { start: 4, end: 4 },
        labels: { ours: '', base: 'b7c1', theirs: '' },
      },
    ]);
  });

  test('text that only resembles markers is none', () => {
    const text = 'Title\n=======\n<<<<<<<< eight\n<<<<<<<glued\n >>>>>>> indented\n|||||||\n';
    expect(parseConflicts(text)).toEqual({ conflicts: [], problems: [] });
  });

  test('an underlined heading in their section does not end it', () => {
    const text = '<<<<<<< a\nx\n=======\nTitle\n=======\n>>>>>>> b\n';
    expect(parseConflicts(text).conflicts).toMatchObject([{ theirs: { start: 3, end: 5 } }]);
  });

  test('a conflict inside a section belongs to the outer conflict', () => {
    const text = '<<<<<<< a\n<<<<<<< b\n1\n=======\n2\n>>>>>>> c\n=======\n3\n>>>>>>> d\n';
    expect(parseConflicts(text)).toMatchObject({
      conflicts: [
        {
          range: { start: 0, end: 9 },
          theirs: { start: 7, end: 8 },
          nested: [{ range: { start: 1, end: 6 } }],
        },
      ],
      problems: [],
    });
  });

  test('a conflict that never ends is a problem, and those inside it stand on their own', () => {
    const text = '<<<<<<< lost\n1\n<<<<<<< a\n2\n=======\n3\n>>>>>>> b\n4\n';
    expect(parseConflicts(text)).toMatchObject({
      conflicts: [{ range: { start: 2, end: 7 }, nested: [] }],
      problems: [{ line: 0, kind: 'unterminated' }],
    });
  });

  test('markers that belong to no whole conflict are problems in the order of their lines', () => {
    const text = '>>>>>>> x\n<<<<<<< a\n<<<<<<< b\n>>>>>>> b\n>>>>>>> a\n';
    expect(parseConflicts(text)).toEqual({
      conflicts: [],
      problems: [
        { line: 0, kind: 'unopened' },
        { line: 1, kind: 'withoutSeparator' },
        { line: 2, kind: 'withoutSeparator' },
      ],
    });
  });

  test('markers of another size are read when asked for', () => {
    const text = '<<<<<<<<< a\n<<<<<<< x\n=========\n>>>>>>>>> b\n';
    expect(parseConflicts(text, 9).conflicts).toMatchObject([{ ours: { start: 1, end: 2 } }]);
    expect(parseConflicts(text).problems).toEqual([{ line: 1, kind: 'unterminated' }]);
  });
});

describe('properties', () => {
  const versions: fc.Arbitrary<MergeVersions> = fc.oneof(
    editedVersions,
    fc.record({ base: repetitiveLines, ours: repetitiveLines, theirs: repetitiveLines }),
  );
  const labels = { ours: 'our session', base: 'base', theirs: '' };

  test.each(['merge', 'diff3', 'zdiff3'] as const)('what was printed as %s is found again', (style) => {
    fc.assert(
      fc.property(versions, (all) => {
        const chunks = merge3(all, { zealous: style === 'zdiff3' });
        const text = printMerge(chunks, all, { style, labels });
        const expected = chunks
          .filter(({ kind }) => kind === 'conflict')
          .map((chunk) => sections(chunk, all));
        const printed = splitLines(text);
        const found = parseConflicts(text);
        expect(found.problems).toEqual([]);
        expect(
          found.conflicts.map(({ ours, base, theirs }) => ({
            ours: withoutLineEnds(printed.slice(ours.start, ours.end)),
            base: base && withoutLineEnds(printed.slice(base.start, base.end)),
            theirs: withoutLineEnds(printed.slice(theirs.start, theirs.end)),
          })),
        ).toEqual(style === 'merge' ? expected.map((each) => ({ ...each, base: null })) : expected);
      }),
      { numRuns: 300 },
    );
  });

  test('any mixture of markers and text is read without failing, into ranges that lie inside it', () => {
    const line = fc.constantFrom('<<<<<<< a\n', '||||||| b\n', '=======\n', '>>>>>>> c\n', 'text\n');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const { conflicts, problems } = parseConflicts(lines.join(''));
        const opened = lines.filter((each) => each.startsWith('<')).length;
        const incomplete = problems.filter(({ kind }) => kind !== 'unopened').length;
        expect(count(conflicts) + incomplete).toBe(opened);
        for (const { range, ours, base, theirs } of conflicts) {
          const ends = [range.start, ours.start, ours.end, ...(base ? [base.start, base.end] : [])];
          ends.push(theirs.start, theirs.end, range.end);
          expect(ends).toEqual(ends.toSorted((a, b) => a - b));
          expect(range.end).toBeLessThanOrEqual(lines.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function sections(chunk: MergeChunk, all: MergeVersions) {
  const lines = (side: keyof MergeVersions): string[] =>
    withoutLineEnds(all[side].slice(chunk[side].start, chunk[side].end));
  return { ours: lines('ours'), base: lines('base'), theirs: lines('theirs') };
}

function withoutLineEnds(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/\r?\n$/, ''));
}

function count(conflicts: ReturnType<typeof parseConflicts>['conflicts']): number {
  return conflicts.reduce((sum, { nested }) => sum + 1 + count(nested), 0);
}
