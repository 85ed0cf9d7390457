import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/core/textEdit';

const edit = (oldText: string | null, newText: string, everywhere = false) => ({
  oldText,
  newText,
  everywhere,
});

describe('edits of a text', () => {
  it.each([
    ['replace the first occurrence', 'a b a', [edit('a', 'c')], 'c b a'],
    ['replace every occurrence where that is asked', 'a b a', [edit('a', '$&', true)], '$& b $&'],
    ['come one after the other', 'a', [edit('a', 'b'), edit('b', 'c')], 'c'],
    ['replace the whole', 'a', [edit(null, 'new')], 'new'],
    ['fill an empty file', '', [edit('', 'new')], 'new'],
    ['are nothing where one finds nothing to replace', 'a', [edit('a', 'b'), edit('a', 'c')], null],
    ['are nothing where it is not said what is replaced', 'a', [edit('', 'b')], null],
  ])('%s', (_, text, edits, expected) => {
    expect(applyEdits(text, edits)).toBe(expected);
  });
});
