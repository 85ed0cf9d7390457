import { expect, it } from 'vitest';
import type { MergeInput } from '../../../src/core/merging/merge';
import { mergeByText } from '../../../src/core/merging/textMerge';

const input = (ours: string, theirs: string): MergeInput => ({
  path: 'a.txt',
  base: 'one\ntwo\nthree\n',
  ours,
  theirs,
  labels: { base: 'main', ours: 'alpha', theirs: 'beta' },
});

it('a merge by lines takes the changes of both sides where they do not meet', () => {
  const { text, clean, conflicts } = mergeByText(input('ONE\ntwo\nthree\n', 'one\ntwo\nTHREE\n'));
  expect({ text, clean, conflicts }).toEqual({ text: 'ONE\ntwo\nTHREE\n', clean: true, conflicts: [] });
});

it('a merge by lines leaves what both changed, with the names of the sides, and says where it is', () => {
  const merged = mergeByText(input('one\n2\nthree\n', 'one\nTWO\nthree\n'));
  expect(merged.text).toBe('one\n<<<<<<< alpha\n2\n||||||| main\ntwo\n=======\nTWO\n>>>>>>> beta\nthree\n');
  expect(merged).toMatchObject({
    clean: false,
    green: false,
    confidence: 0,
    conflicts: [{ base: { start: 1, end: 2 }, texts: { base: 'two\n', ours: '2\n', theirs: 'TWO\n' } }],
  });
});
