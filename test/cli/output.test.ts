import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { styleFor } from '../../src/cli/output/style';
import { table } from '../../src/cli/output/table';
import { columnsOf, printable, shellWord, truncate } from '../../src/cli/output/text';
import { ago, duration, until } from '../../src/cli/output/time';
import { run } from '../support/processes';

describe('printable', () => {
  it('shows characters that would steer the terminal or reverse the text as escapes', () => {
    expect(printable('a\nb\u001b[2Jc\u202ed\u0000')).toBe('a\\nb\\u{1b}[2Jc\\u{202e}d\\u{0}');
  });

  it('never lets a control character through', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/\p{Cc}/u.test(printable(text))));
  });
});

describe('columnsOf', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['🙂', 2],
    ['\u001b[31mred\u001b[39m', 3],
    ['…–', 2],
  ])('counts %j as %i', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

describe('truncate', () => {
  it('never takes more columns than it may', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 20 }),
        (text, columns) => columnsOf(truncate(printable(text), columns)) <= columns,
      ),
    );
  });

  it('leaves a text that fits as it is', () => {
    expect(truncate('fits', 4)).toBe('fits');
    expect(truncate('too long', 4)).toBe('too…');
  });
});

describe('table', () => {
  it('aligns by what is seen, not by characters, and leaves no blanks at the ends', () => {
    expect(
      table([
        ['A', 'B'],
        ['日本', '\u001b[31mx\u001b[39m'],
        ['abc', ''],
      ]),
    ).toBe('A     B\n日本  \u001b[31mx\u001b[39m\nabc');
  });

  it('shortens the last column to the width of the terminal', () => {
    expect(table([['name', 'x'.repeat(50)]], 30)).toBe(`name  ${'x'.repeat(23)}…`);
  });
});

describe('times', () => {
  it.each([
    [0, 'now'],
    [59_999, '59 s ago'],
    [60_000, '1 min ago'],
    [3_600_000, '1 h ago'],
    [47 * 3_600_000, '47 h ago'],
    [49 * 3_600_000, '2 d ago'],
    [-5_000, 'now'],
  ])('says %i ms before now as %s', (elapsed, said) => {
    expect(ago(1e12 - elapsed, 1e12)).toBe(said);
  });

  it('says how long it is until a moment', () => {
    expect(until(1e12 + 90_000, 1e12)).toBe('in 1 min');
    expect(until(1e12 - 1, 1e12)).toBe('now');
    expect(duration(12.4)).toBe('12 ms');
  });
});

describe('styleFor', () => {
  it('colours on a terminal only, and not where NO_COLOR is set', () => {
    expect(styleFor(false, {}).bad('x')).toBe('x');
    expect(styleFor(true, { NO_COLOR: '1' }).bad('x')).toBe('x');
    expect(styleFor(true, { TERM: 'dumb' }).bad('x')).toBe('x');
  });
});

describe('shellWord', () => {
  it('gives a shell back the word that it was given', async () => {
    for (const word of ['plain', 'with space', 'a"b', '$HOME', '`id`', "it's"]) {
      const { stdout } = await run('sh', ['-c', `printf %s ${shellWord(word)}`]);
      expect(stdout).toBe(word);
    }
  });
});
