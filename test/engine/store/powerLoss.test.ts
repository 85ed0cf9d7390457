import { describe, expect, it } from 'vitest';
import type { Unsynced } from './memoryDisk';
import { afterPowerLoss, MemoryDisk } from './memoryDisk';
import { add, list, openOn } from './notes';

/** A history with several images, two owners and a crash, and how much was acknowledged after how many operations. */
async function record(): Promise<{ disk: MemoryDisk; texts: string[]; acknowledged: number[] }> {
  const disk = new MemoryDisk();
  const texts: string[] = [];
  const acknowledged: number[] = [];
  for (let epoch = 1; epoch <= 3; epoch++) {
    const store = await openOn(disk, { epoch });
    for (let index = 0; index < 9; index++) {
      const text = `${epoch}.${index}`;
      texts.push(text);
      await add(store, text);
      acknowledged.push(disk.operations.length);
    }
    if (epoch !== 2) await store.close();
  }
  return { disk, texts, acknowledged };
}

const nameChanges: [string, (index: number) => boolean][] = [
  ['all', () => true],
  ['none', () => false],
  ['every other', (index) => index % 2 === 0],
  ['every second', (index) => index % 2 === 1],
  ['only the last', (index) => index > 0],
];
const contents: Unsynced[] = ['kept', 'lost', 'half', 'zeros'];

describe('a power loss', () => {
  it(
    'at any moment leaves a state that opens and has all that was acknowledged',
    { timeout: 60_000 },
    async () => {
      const { disk, texts, acknowledged } = await record();
      let opened = 0;
      for (let length = 0; length <= disk.operations.length; length++) {
        const operations = disk.operations.slice(0, length);
        const needed = acknowledged.filter((at) => at <= length).length;
        const seen = new Set<string>();
        for (const [name, happened] of nameChanges) {
          for (const unsynced of contents) {
            const files = afterPowerLoss(operations, unsynced, happened);
            const key = [...files]
              .map(([file, content]) => `${file} ${Buffer.from(content).toString('base64')}`)
              .join();
            if (seen.has(key)) continue;
            seen.add(key);
            const store = await openOn(MemoryDisk.with(files), { epoch: 9 });
            const found = list(store);
            const context = `after ${length} operations, names: ${name}, content: ${unsynced}`;
            expect(found, context).toEqual(texts.slice(0, found.length));
            expect(found.length, context).toBeGreaterThanOrEqual(needed);
            // A cut entry may be told of; nothing else is ever found damaged or missing.
            for (const repair of store.repairs)
              expect(repair, context).toContain('a change that was being saved');
            await store.close();
            opened++;
          }
        }
      }
      expect(opened).toBeGreaterThan(disk.operations.length);
    },
  );
});
