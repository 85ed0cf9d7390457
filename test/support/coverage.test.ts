import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joinCoverage } from './coverage';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parallel-cc-coverage-'));
  await mkdir(join(root, 'raw'));
  await writeFile(join(root, 'lcov.info'), `SF:${join(root, 'src/a.ts')}\nDA:1,1\nDA:2,0\nend_of_record\n`);
});

afterEach(() => rm(root, { recursive: true, force: true }));

const judge = () => joinCoverage(join(root, 'lcov.info'), join(root, 'raw'), root);
const whole = JSON.stringify({ result: [{ url: 'file:///a "b" \\ c', functions: [] }], timestamp: 1 });

describe('coverage that programs wrote', () => {
  it('names the files that a killed process left unfinished, wherever it was killed, and counts the others', async () => {
    for (let length = 0; length < whole.length; length += 1)
      await writeFile(join(root, 'raw', `cut-${length}.json`), whole.slice(0, length));
    await writeFile(join(root, 'raw/whole.json'), whole);
    const { unfinished, lines } = judge();
    expect(unfinished).toHaveLength(whole.length);
    expect(unfinished).not.toContain('whole.json');
    expect(lines).toBe(0.5);
  });

  it.each(['\0\0\0\0', '{"result":[]]}', `${whole}x`])(
    'fails on a file that is broken otherwise: %j',
    async (text) => {
      await writeFile(join(root, 'raw/broken.json'), text);
      expect(judge).toThrow('broken.json is broken');
    },
  );
});
