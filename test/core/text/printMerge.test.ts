import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { merge3, type MergeVersions } from '../../../src/core/text/diff3';
import { splitLines } from '../../../src/core/text/lines';
import { printMerge, type ConflictFormat } from '../../../src/core/text/printMerge';
import { gitEnvironment } from '../../support/git';
import { run } from '../../support/processes';
import { editedVersions, numberedLines } from './texts';

const labels = { ours: 'our side', base: 'the base', theirs: 'their side' };

describe('examples', () => {
  test('a conflict is written with its base, and nothing but a side in the merge style', () => {
    const all = versions('1\n2\n', '1\na\n', '1\nb\n');
    expect(printMerge(merge3(all), all, { style: 'diff3', labels })).toBe(
      '1\n<<<<<<< our side\na\n||||||| the base\n2\n=======\nb\n>>>>>>> their side\n',
    );
    expect(printMerge(merge3(all), all, { style: 'merge', labels })).toBe(
      '1\n<<<<<<< our side\na\n=======\nb\n>>>>>>> their side\n',
    );
  });

  test('markers end as the lines before them do in all versions, and as \\n where those disagree', () => {
    const windows = versions('1\r\n2\r\n', '1\r\na\r\n', '1\r\nb');
    expect(printMerge(merge3(windows), windows, { style: 'merge', labels })).toBe(
      '1\r\n<<<<<<< our side\r\na\r\n=======\r\nb\r\n>>>>>>> their side\r\n',
    );
    const after = versions('1\r\n', '1\r\na\n', '1\r\nb\n');
    expect(printMerge(merge3(after), after, { style: 'merge', labels })).toBe(
      '1\r\n<<<<<<< our side\r\na\n=======\r\nb\n>>>>>>> their side\r\n',
    );
    const mixed = versions('', 'a\r\n', 'b\n');
    expect(printMerge(merge3(mixed), mixed, { style: 'merge', labels })).toBe(
      '<<<<<<< our side\na\r\n=======\nb\n>>>>>>> their side\n',
    );
  });

  test('an empty label leaves no blank, and the size of the markers is free', () => {
    const all = versions('', 'a\n', 'b\n');
    const format: ConflictFormat = {
      style: 'merge',
      labels: { ours: '', base: '', theirs: 'x' },
      markerSize: 9,
    };
    expect(printMerge(merge3(all), all, format)).toBe('<<<<<<<<<\na\n=========\nb\n>>>>>>>>> x\n');
  });

  test('a clean merge is its text, without a line end added', () => {
    const all = versions('1\n2\n3', '0\n2\n3', '1\n2\n4');
    expect(printMerge(merge3(all), all, { style: 'merge', labels })).toBe('0\n2\n4');
  });
});

describe('beside git merge-file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parallel-cc-merge-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

  test.each(['diff3', 'zdiff3'] as const)(
    'edits of lines that are all different merge byte for byte as in git (%s)',
    async (style) => {
      await fc.assert(
        fc.asyncProperty(distinctlyEditedVersions, async (all) => {
          expect(ourMerge(all, style)).toEqual(await gitMerge(all, style));
        }),
        { numRuns: 100 },
      );
    },
    120_000,
  );

  test('edits that repeat lines give the same verdict nearly always, and the same text where both are clean', async () => {
    let disagreements = 0;
    const all = fc.sample(editedVersions, { numRuns: 150, seed: 7 });
    for (const each of all) {
      const [ours, gits] = [ourMerge(each, 'diff3'), await gitMerge(each, 'diff3')];
      if (ours.clean !== gits.clean) disagreements++;
      if (ours.clean && gits.clean) expect(ours.text).toBe(gits.text);
    }
    expect(all.length - disagreements).toBeGreaterThanOrEqual(all.length * 0.97);
  }, 120_000);

  function ourMerge(all: MergeVersions, style: ConflictFormat['style']) {
    const chunks = merge3(all);
    const clean = chunks.every(({ kind }) => kind !== 'conflict');
    return { clean, text: printMerge(chunks, all, { style, labels }) };
  }

  async function gitMerge(all: MergeVersions, style: 'diff3' | 'zdiff3') {
    const files = ['ours', 'base', 'theirs'] as const;
    await Promise.all(files.map((side) => writeFile(join(folder, side), all[side].join(''))));
    const labelled = files.flatMap((side) => ['-L', labels[side]]);
    const args = ['merge-file', '-p', `--${style}`, ...labelled, ...files];
    const { code, stdout } = await run('git', args, { cwd: folder, env: gitEnvironment() });
    return { clean: code === 0, text: stdout };
  }
});

/** Each line of the base stays, goes, changes or gets a line before it, on each side; no line occurs twice in a version. */
const distinctlyEditedVersions: fc.Arbitrary<MergeVersions> = fc
  .record({ length: fc.integer({ min: 1, max: 25 }), ours: edits(), theirs: edits(), crlf: fc.boolean() })
  .map(({ length, ours, theirs, crlf }) => {
    const base = numberedLines(length);
    const ended = (lines: string[]): string[] =>
      crlf ? lines.map((line) => line.replace('\n', '\r\n')) : lines;
    return {
      base: ended(base),
      ours: ended(edited(base, ours, 'ours')),
      theirs: ended(edited(base, theirs, 'theirs')),
    };
  });

type Edit = 'keep' | 'delete' | 'change' | 'insert' | 'shared';

function edits(): fc.Arbitrary<Edit[]> {
  const edit = fc.oneof(
    { arbitrary: fc.constant<Edit>('keep'), weight: 8 },
    { arbitrary: fc.constantFrom<Edit>('delete', 'change', 'insert', 'shared'), weight: 2 },
  );
  return fc.array(edit, { minLength: 25, maxLength: 25 });
}

function edited(base: readonly string[], all: readonly Edit[], name: string): string[] {
  return base.flatMap((line, at) => {
    if (all[at] === 'delete') return [];
    if (all[at] === 'change') return [`${name} changed ${line}`];
    if (all[at] === 'insert') return [`${name} before ${line}`, line];
    if (all[at] === 'shared') return [`both changed ${line}`];
    return [line];
  });
}

function versions(base: string, ours: string, theirs: string): MergeVersions {
  return { base: splitLines(base), ours: splitLines(ours), theirs: splitLines(theirs) };
}
