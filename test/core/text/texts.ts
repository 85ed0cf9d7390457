import fc from 'fast-check';

/** Lines with terminators, few enough different ones to repeat; now and then the last line lacks its terminator. */
export const repetitiveLines = fc
  .tuple(
    fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n', '\n', 'a\r\n'), { maxLength: 25 }),
    fc.boolean(),
  )
  .map(([lines, terminated]) => [...lines, ...(terminated ? [] : ['e'])]);

/** One edit of a text: at `at` (taken modulo the length), remove some lines and put in others. */
interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly string[];
}

/** Three versions of a text of unique lines, where each side made a few edits of its own. */
export const editedVersions = fc
  .record({
    length: fc.integer({ min: 0, max: 40 }),
    ours: edits('ours'),
    theirs: edits('theirs'),
  })
  .map(({ length, ours, theirs }) => {
    const base = numberedLines(length);
    return { base, ours: applyEdits(base, ours), theirs: applyEdits(base, theirs) };
  });

/** The lines `line 0` to `line count-1`. */
export function numberedLines(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `line ${number}\n`);
}

function edits(author: string): fc.Arbitrary<Edit[]> {
  const line = fc.oneof(
    fc.constantFrom('shared 1\n', 'shared 2\n'),
    fc.nat(9).map((n) => `${author} ${n}\n`),
  );
  return fc.array(
    fc.record({ at: fc.nat(60), remove: fc.nat(3), insert: fc.array(line, { maxLength: 3 }) }),
    { maxLength: 4 },
  );
}

function applyEdits(base: readonly string[], all: readonly Edit[]): string[] {
  const lines = [...base];
  for (const { at, remove, insert } of all) lines.splice(at % (lines.length + 1), remove, ...insert);
  return lines;
}
