import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merge3, type MergeChunk, type MergeVersions } from '../../../src/core/text/diff3';
import { splitLines } from '../../../src/core/text/lines';
import { editedVersions, repetitiveLines } from './texts';

const anyVersions: fc.Arbitrary<MergeVersions> = fc.oneof(
  editedVersions,
  fc.record({ base: repetitiveLines, ours: repetitiveLines, theirs: repetitiveLines }),
);

describe('examples', () => {
  test('changes of different lines both apply', () => {
    expect(kinds('1 2 3 4 5', 'x 2 3 4 5', '1 2 3 4')).toEqual(['ours', 'stable', 'theirs']);
  });

  test('different changes of one line conflict', () => {
    expect(merge3(versions('1 2 3', '1 ours 3', '1 theirs more 3'))[1]).toEqual({
      kind: 'conflict',
      base: { start: 1, end: 2 },
      ours: { start: 1, end: 2 },
      theirs: { start: 1, end: 3 },
    });
  });

  test('the same change on both sides is no conflict', () => {
    expect(kinds('1 2 3', '1 x 3', '1 x 3')).toEqual(['stable', 'both', 'stable']);
  });

  test('changes of neighbouring lines conflict', () => {
    expect(kinds('1 2 3 4', '1 x 3 4', '1 2 y 4')).toEqual(['stable', 'conflict', 'stable']);
  });

  test('one unchanged line between two changes keeps them apart', () => {
    expect(kinds('1 2 3 4 5', '1 x 3 4 5', '1 2 3 y 5')).toEqual([
      'stable',
      'ours',
      'stable',
      'theirs',
      'stable',
    ]);
  });

  test('an insertion beside a line that the other side deleted conflicts', () => {
    expect(kinds('1 2 3', '1 new 2 3', '1 3')).toEqual(['stable', 'conflict', 'stable']);
  });

  test('different insertions at one place conflict over no base lines', () => {
    const conflict = merge3(versions('1 2', '1 a 2', '1 b 2')).find(({ kind }) => kind === 'conflict');
    expect(conflict?.base).toEqual({ start: 1, end: 1 });
  });

  test('changes that touch in a row become one conflict', () => {
    const chunks = merge3(versions('1 2 3 4 5 6 7', '1 a 3 4 b 6 7', '1 2 c d e 6 7'));
    expect(chunks.map(({ kind }) => kind)).toEqual(['stable', 'conflict', 'stable']);
    expect(chunks[1]?.base).toEqual({ start: 1, end: 5 });
  });

  test('two files added with nothing in common are one conflict', () => {
    expect(kinds('', 'a b', 'c')).toEqual(['conflict']);
    expect(kinds('', '', '')).toEqual([]);
  });

  test('a zealous merge takes common first and last lines out of a conflict', () => {
    const chunks = merge3(versions('1 9', '1 same a b end 9', '1 same c end 9'), { zealous: true });
    expect(chunks.map(({ kind }) => kind)).toEqual(['stable', 'both', 'conflict', 'both', 'stable']);
    expect(chunks[2]).toEqual({
      kind: 'conflict',
      base: { start: 1, end: 1 },
      ours: { start: 2, end: 4 },
      theirs: { start: 2, end: 3 },
    });
  });
});

describe('properties', () => {
  test('the side that changed nothing gives way to the other', () => {
    fc.assert(
      fc.property(repetitiveLines, repetitiveLines, (base, changed) => {
        expect(cleanLines({ base, ours: base, theirs: changed })).toEqual(changed);
        expect(cleanLines({ base, ours: changed, theirs: base })).toEqual(changed);
      }),
    );
  });

  test('sides that are equal are the result', () => {
    fc.assert(
      fc.property(repetitiveLines, repetitiveLines, (base, both) => {
        expect(cleanLines({ base, ours: both, theirs: both })).toEqual(both);
      }),
    );
  });

  test.each([false, true])('swapping the sides mirrors the chunks (zealous: %s)', (zealous) => {
    fc.assert(
      fc.property(anyVersions, ({ base, ours, theirs }) => {
        const swapped = merge3({ base, ours: theirs, theirs: ours }, { zealous });
        expect(swapped.map(mirrored)).toEqual(merge3({ base, ours, theirs }, { zealous }));
      }),
    );
  });

  test.each([false, true])('the chunks tile all three versions (zealous: %s)', (zealous) => {
    fc.assert(
      fc.property(anyVersions, (all) => {
        const chunks = merge3(all, { zealous });
        for (const side of ['base', 'ours', 'theirs'] as const) {
          const tiled = chunks.flatMap((chunk) => linesOf(all, chunk, side));
          expect(tiled).toEqual(all[side]);
          chunks.reduce((end, chunk) => (expect(chunk[side].start).toBe(end), chunk[side].end), 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('each kind of chunk says which versions agree', () => {
    fc.assert(
      fc.property(anyVersions, (all) => {
        for (const chunk of merge3(all)) {
          const [base, ours, theirs] = (['base', 'ours', 'theirs'] as const).map((side) =>
            linesOf(all, chunk, side).join(''),
          );
          const { kind } = chunk;
          expect(ours === theirs).toBe(kind === 'stable' || kind === 'both');
          if (kind !== 'conflict') expect(theirs === base).toBe(kind === 'stable' || kind === 'ours');
          if (kind !== 'conflict') expect(ours === base).toBe(kind === 'stable' || kind === 'theirs');
        }
      }),
      { numRuns: 300 },
    );
  });
});

function versions(base: string, ours: string, theirs: string): MergeVersions {
  const lines = (words: string): string[] => splitLines(words.replaceAll(' ', '\n') + (words && '\n'));
  return { base: lines(base), ours: lines(ours), theirs: lines(theirs) };
}

function kinds(...texts: [base: string, ours: string, theirs: string]): string[] {
  return merge3(versions(...texts)).map(({ kind }) => kind);
}

function linesOf(all: MergeVersions, chunk: MergeChunk, side: keyof MergeVersions): readonly string[] {
  return all[side].slice(chunk[side].start, chunk[side].end);
}

function cleanLines(all: MergeVersions): string[] {
  return merge3(all).flatMap((chunk) => {
    expect(chunk.kind).not.toBe('conflict');
    return linesOf(all, chunk, chunk.kind === 'theirs' ? 'theirs' : 'ours');
  });
}

function mirrored(chunk: MergeChunk): MergeChunk {
  const kind = chunk.kind === 'ours' ? 'theirs' : chunk.kind === 'theirs' ? 'ours' : chunk.kind;
  return { kind, base: chunk.base, ours: chunk.theirs, theirs: chunk.ours };
}
