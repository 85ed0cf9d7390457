import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtPrograms } from '../support/build';
import { runCommand, runJson } from '../support/commandLine';
import { makeRepository } from '../support/git';
import { run } from '../support/processes';

const texts = {
  'base.ts': 'export function one() {\n  return 1;\n}\n',
  'ours.ts': 'export function one() {\n  return 1;\n}\n\nexport function two() {\n  return 2;\n}\n',
  'theirs.ts': 'export function one() {\n  return 1;\n}\n\nexport function three() {\n  return 3;\n}\n',
  'other.ts': 'export function one() {\n  return 11;\n}\n',
  'another.ts': 'export function one() {\n  return 111;\n}\n',
};
const merged = `${texts['ours.ts']}\nexport function three() {\n  return 3;\n}\n`;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pcc-merge-'));
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('merge-file merges by syntax to standard output, or leaves conflicts and exits with 1, or fails with 2', async () => {
  const sides = ['--base', 'base.ts', '--ours', 'ours.ts', '--theirs', 'theirs.ts'];
  expect(await runCommand(folder, ['merge-file', ...sides])).toMatchObject({ code: 0, stdout: merged });
  expect(await runJson(folder, ['merge-file', ...sides])).toMatchObject({ clean: true, kind: 'structured', language: 'typescript', text: merged }); // prettier-ignore
  const conflict = await runCommand(folder, ['merge-file', '--base', 'base.ts', '--ours', 'other.ts', '--theirs', 'another.ts', '-o', 'out.ts']); // prettier-ignore
  expect(conflict).toMatchObject({ code: 1, stdout: '' });
  expect(await readFile(join(folder, 'out.ts'), 'utf8')).toContain(
    '<<<<<<< ours\n  return 11;\n||||||| base\n',
  );
  const missing = await runCommand(folder, ['merge-file', '--base', 'none.ts', '--ours', 'ours.ts', '--theirs', 'theirs.ts']); // prettier-ignore
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('none.ts cannot be read');
});

it('merge-file --batch answers each line with what became of it, and goes on after one that fails', async () => {
  const lines = [
    { base: 'base.ts', ours: 'ours.ts', theirs: 'theirs.ts', path: 'src/a.ts', out: 'batch.ts' },
    { base: 'none.ts', ours: 'ours.ts', theirs: 'theirs.ts', path: 'src/a.ts', out: 'none-out.ts' },
    { base: 'base.ts', ours: 'other.ts', theirs: 'another.ts', path: 'src/a.ts', out: 'left.ts' },
  ];
  const cli = join(await builtPrograms(), 'cli.js');
  const input = lines.map((line) => JSON.stringify(line)).join('\n');
  const { code, stdout } = await run(process.execPath, [cli, 'merge-file', '--batch'], {
    cwd: folder,
    input,
  });
  const answers = stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown); // prettier-ignore
  expect(answers).toMatchObject([
    { out: 'batch.ts', clean: true, kind: 'structured' },
    { out: 'none-out.ts', error: { code: 'invalidInput' } },
    { out: 'left.ts', clean: false, kind: 'conflict', conflicts: [{ ours: { start: 1, end: 2 } }] },
  ]);
  expect(code).toBe(2);
  expect(await readFile(join(folder, 'batch.ts'), 'utf8')).toBe(merged);
});

it('merge-driver merges for git, as .gitattributes asks, and replaces our version with the result', async () => {
  await using repository = await makeRepository();
  const cli = join(await builtPrograms(), 'cli.js');
  await repository.commit('base', { 'a.ts': texts['base.ts'], '.gitattributes': '*.ts merge=parallel-cc\n' });
  await repository.git('config', 'merge.parallel-cc.driver', `"${process.execPath}" "${cli}" merge-driver %O %A %B %P -L %L`); // prettier-ignore
  await repository.git('checkout', '--quiet', '-b', 'side');
  await repository.commit('theirs', { 'a.ts': texts['theirs.ts'] });
  await repository.git('checkout', '--quiet', 'main');
  await repository.commit('ours', { 'a.ts': texts['ours.ts'] });
  await repository.git('merge', '--quiet', '--no-edit', 'side');
  expect(await readFile(join(repository.path, 'a.ts'), 'utf8')).toBe(merged);
});
