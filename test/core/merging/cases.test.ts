// Runs the cases of test/merge-cases: a folder for each language, in it a folder for each case.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeText } from './mergeText';

const folder = join(import.meta.dirname, '../../merge-cases');

// Those of whole files, in `files`, are another test's.
describe.each(readdirSync(folder).filter((name) => name !== 'files'))('merging %s', (language) => {
  it.each(readdirSync(join(folder, language)))('%s', async (name) => {
    const place = join(folder, language, name);
    const files = readdirSync(place);
    const read = (version: string): string =>
      readFileSync(join(place, files.find((file) => file.startsWith(`${version}.`)) ?? version), 'utf8');
    const path = files[0] ?? '';
    const result = await mergeText(path, read('base'), read('ours'), read('theirs'));
    const expected = read('expected');
    const staysOpen = expected.includes('<<<<<<< ');
    expect(staysOpen ? result.text : (result.candidate?.text ?? result.text)).toBe(expected);
    expect(result.clean && staysOpen).toBe(false);
  });
});
