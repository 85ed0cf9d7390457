// Each folder of merge-cases/files holds the versions of one file, and what is to come of them: `expected`, the file;
// `regenerate`, the command, or nothing where nobody knows it; `conflict`, which stays one.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileRole } from '../../../src/core/files/fileRole';
import type { FileMerge } from '../../../src/core/files/mergeFile';
import { mergeFile } from '../../../src/core/files/mergeFile';

const cases = join(import.meta.dirname, '../../merge-cases/files');

function read(name: string, version: string): { readonly path: string; readonly text: string } {
  const folder = join(cases, name, version);
  const [file] = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  if (file === undefined) throw new Error(`${name} has no ${version}.`);
  const path = join(file.parentPath, file.name);
  return { path: path.slice(folder.length + 1), text: readFileSync(path, 'utf8') };
}

function merge(name: string, ours: 'ours' | 'theirs', theirs: 'ours' | 'theirs'): FileMerge {
  const { path, text } = read(name, ours);
  const role = fileRole(path, text);
  return mergeFile({ base: read(name, 'base').text, ours: text, theirs: read(name, theirs).text, role });
}

describe('files that are merged by what they are', () => {
  it.each(readdirSync(cases))('%s', (name) => {
    const merged = merge(name, 'ours', 'theirs');
    const files = readdirSync(join(cases, name));
    if (files.includes('conflict')) expect(merged).toEqual({ outcome: 'none' });
    else if (files.includes('regenerate')) {
      const command = readFileSync(join(cases, name, 'regenerate'), 'utf8').trim();
      expect(merged).toMatchObject({ outcome: 'regenerate', command: command === '' ? null : command });
    } else expect(merged).toMatchObject({ outcome: 'merged', text: read(name, 'expected').text });
    expect(merge(name, 'theirs', 'ours').outcome).toBe(merged.outcome);
  });
});
