// A parser that nobody asks anything gives its memory back.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src/base/logger';
import { Syntax } from '../../../src/engine/syntax/syntax';
import { builtPrograms } from '../../support/build';
import { eventually } from '../../support/processes';

it.runIf(process.platform === 'linux')(
  'its thread ends, and another begins at the next question',
  async () => {
    const syntax = new Syntax({
      workerFile: join(await builtPrograms(), 'syntaxWorker.js'),
      logger: silentLogger,
      startMs: 20_000,
      idleMs: 20,
    });
    onTestFinished(() => syntax.dispose());
    const names = async (): Promise<string[] | undefined> =>
      (await syntax.symbols('a.ts', 'function one() {}\n'))?.map(({ name }) => name);
    for (let round = 0; round < 2; round++) {
      expect(await names()).toEqual(['one']);
      await eventually(async () => expect(await threads()).not.toContain('parallel-cc syn'));
    }
  },
);

// A thread's name is cut after fifteen characters.
async function threads(): Promise<string[]> {
  const ids = await readdir('/proc/self/task');
  return Promise.all(
    ids.map(async (id) => (await readFile(`/proc/self/task/${id}/comm`, 'utf8').catch(() => '')).trim()),
  );
}
