import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Syntax } from '../../../src/engine/syntax/syntax';
import { builtPrograms } from '../../support/build';
import { mergeText } from './mergeText';

/** Programs of functions and constants with different names, and edits of single ones of them. */
const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'] as const;
const functionText = (name: string, value: number): string =>
  `export function ${name}(x: number) {\n  const y = x + ${value};\n  return y;\n}\n`;
const program = (values: readonly number[]): string =>
  values.map((value, index) => functionText(names[index] ?? 'omega', value)).join('\n');
const values = fc.array(fc.nat(9), { minLength: 2, maxLength: names.length });

/** Texts of lines that look like code now and then, with all line ends, NUL and cut-off ends. */
const lineText = fc.oneof(fc.constantFrom('}', '{', 'import { a } from "b";', 'function f() {', 'return 1;', 'class A {', 'x = [', '],', '"', '/*', '\0', 'a: 1,'), fc.string({ maxLength: 12 })); // prettier-ignore
const anyText = fc
  .array(fc.tuple(lineText, fc.constantFrom('\n', '\r\n', '\r', '')), { maxLength: 12 })
  .map((lines) => lines.map(([line, end]) => line + end).join(''));
const path = fc.constantFrom(
  'a.ts',
  'a.tsx',
  'a.js',
  'a.py',
  'a.go',
  'a.rs',
  'a.java',
  'a.json',
  'a.yaml',
  'a.html',
  'a.css',
  'a.rb',
  'a.txt',
);

describe('a merge of any texts', () => {
  it('is the other side where one side changed nothing, and the side where both are the same', async () => {
    await fc.assert(
      fc.asyncProperty(path, anyText, anyText, async (file, base, side) => {
        expect((await mergeText(file, base, base, side)).text).toBe(side);
        expect((await mergeText(file, base, side, base)).text).toBe(side);
        expect((await mergeText(file, base, side, side)).text).toBe(side);
      }),
      { numRuns: 60 },
    );
  });

  it('never fails, and has markers exactly where it says so', async () => {
    await fc.assert(
      fc.asyncProperty(path, anyText, anyText, anyText, async (file, base, ours, theirs) => {
        const merged = await mergeText(file, base, ours, theirs);
        if (!`${base}${ours}${theirs}`.includes('\0'))
          expect(merged.text.includes('<<<<<<< ours')).toBe(merged.conflicts.length > 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a merge of programs', () => {
  it('takes edits of different functions, and insertions beside them, in whichever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(values, fc.nat(), fc.nat(), async (before, one, other) => {
        const [mine, yours] = [one % before.length, other % before.length];
        fc.pre(mine !== yours);
        const edit = (list: readonly number[], index: number, value: number): number[] =>
          list.with(index, value);
        const base = program(before);
        const merged = await mergeText(
          'a.ts',
          base,
          program(edit(before, mine, 50)),
          program(edit(before, yours, 60)),
        );
        expect(merged).toMatchObject({ clean: true, text: program(edit(edit(before, mine, 50), yours, 60)) });
      }),
      { numRuns: 30 },
    );
  });
});

describe('texts of unusual size', () => {
  it('are merged by lines where syntax would take too long: long ones, and brackets ten thousand deep', async () => {
    const syntax = new Syntax({ workerFile: join(await builtPrograms(), 'syntaxWorker.js'), logger: { log: () => undefined }, startMs: 20_000 }); // prettier-ignore
    const labels = { base: 'base', ours: 'ours', theirs: 'theirs' };
    const base = Array.from(
      { length: 150_000 },
      (_, index) => `export const value${index} = ${index};\n`,
    ).join('');
    const [ours, theirs] = [base.replace('= 7;', '= 70;'), base.replace('= 9;', '= 90;')];
    const long = await syntax.merge({ path: 'a.ts', base, ours, theirs, labels }, { timeoutMs: 30_000 });
    const nest = (value: string): string => `x = ${'['.repeat(10_000)}${value}${']'.repeat(10_000)};\n`;
    const deep = await syntax.merge({ path: 'a.js', base: nest('1'), ours: nest('2'), theirs: nest('3'), labels }, { timeoutMs: 500 }); // prettier-ignore
    await syntax.dispose();
    expect(long).toMatchObject({ clean: true, fellBack: 'size' });
    expect(long.text).toContain('= 70;\nexport const value8 = 8;\nexport const value9 = 90;\n');
    expect(deep.conflicts).toHaveLength(1);
  });
});
