// A program that is compiled in a thread must be the same as one that is required.
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Logger } from '../../../src/base/logger';
import { loadProgram } from '../../../src/extension/loading/loadProgram';
import { builtPrograms } from '../../support/build';

interface Exported {
  readonly file: string;
  readonly folder: string;
  readonly neighbour: string;
}

async function folderWith(programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-load-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, name), text);
  return folder;
}

async function withCompiler(folder: string): Promise<string> {
  await cp(join(await builtPrograms(), 'compileWorker.js'), join(folder, 'compileWorker.js'));
  return folder;
}

function recorder(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, log: (level, message) => void lines.push(`${level} ${message}`) };
}

const program = `exports.file = __filename; exports.folder = __dirname; exports.neighbour = require('./neighbour.js').name;`;
const neighbour = `exports.name = 'next door';`;

it('gives a program its own place, and what lies beside it', async () => {
  const folder = await withCompiler(await folderWith({ 'program.js': program, 'neighbour.js': neighbour }));
  const logger = recorder();
  expect(await loadProgram<Exported>(folder, 'program.js', logger)).toEqual({
    file: join(folder, 'program.js'),
    folder,
    neighbour: 'next door',
  });
  expect(logger.lines).toEqual([]);
});

it('gives what a program exports to all who load it, as it is run only once', async () => {
  const folder = await withCompiler(await folderWith({ 'program.js': 'exports.own = {};' }));
  const load = (): Promise<unknown> => loadProgram(folder, 'program.js', recorder());
  const [one, other] = await Promise.all([load(), load()]);
  expect(other).toBe(one);
  expect(await load()).toBe(one);
});

it('says where in the program something failed', async () => {
  const folder = await withCompiler(
    await folderWith({ 'program.js': `exports.fail = () => {\n  throw new Error('no');\n};` }),
  );
  const { fail } = await loadProgram<{ fail: () => void }>(folder, 'program.js', recorder());
  const error = await Promise.resolve()
    .then(fail)
    .catch((thrown: unknown) => thrown);
  expect((error as Error).stack).toContain(`${join(folder, 'program.js')}:2:9`);
});

it('loads a program that cannot be compiled aside in the ordinary way, and says so', async () => {
  const folder = await folderWith({ 'program.js': program, 'neighbour.js': neighbour });
  const logger = recorder();
  expect(await loadProgram<Exported>(folder, 'program.js', logger)).toMatchObject({ neighbour: 'next door' });
  expect(logger.lines).toEqual(['warn a program is compiled in place']);
});

it('fails as the program does, which is run only once', async () => {
  const text = `require('node:fs').appendFileSync(__dirname + '/runs', 'x'); throw new Error('cannot start');`;
  const folder = await withCompiler(await folderWith({ 'program.js': text }));
  const logger = recorder();
  await expect(loadProgram(folder, 'program.js', logger)).rejects.toThrow('cannot start');
  expect(await readFile(join(folder, 'runs'), 'utf8')).toBe('x');
  expect(logger.lines).toEqual([]);
});
