import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunLog } from '../../../src/engine/runs/runLog';

const secret = 'sk-ant-0123456789-secret';
let folder: string;
let logs = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parallel-cc-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the log of a run', () => {
  it('shows no secret, in clear or in base64, wherever it is cut and whoever goes on; all else is as it came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }),
        fc.integer({ min: 0, max: 2 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 9 }),
        async (noise, shift, lengths) => {
          const inBase64 = Buffer.from(`${'x'.repeat(shift)}${secret}yz`).toString('base64');
          const parts = noise.flatMap((part) => [Buffer.from(part), Buffer.from(secret), Buffer.from(` ${inBase64} `)]); // prettier-ignore
          const whole = Buffer.concat(parts);
          const path = join(folder, String(logs++));
          let turn = 0;
          for (let at = 0; at < whole.length;) {
            const log = await RunLog.open(path, { secrets: [secret], onGrown: () => undefined });
            expect(log.size).toBe(at);
            const length = lengths[turn++ % lengths.length] ?? 1;
            await log.append(whole.subarray(at, at + length));
            at = log.size;
            await log.close();
          }
          const written = whole.length === 0 ? whole : await readFile(path);
          expect(written.length).toBe(whole.length);
          expect(written.includes(secret)).toBe(false);
          expect(written.includes(Buffer.from(inBase64).subarray(4, 28))).toBe(false);
          const shown = [...written].filter((byte, index) => byte !== whole[index]);
          expect(new Set(shown).size).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 20 },
    );
  });
});
