import { expect, test } from 'vitest';
import { notedRepairs } from '../../../src/engine/store/repairNotes';
import type { Unsynced } from './memoryDisk';
import { afterPowerLoss, MemoryDisk } from './memoryDisk';
import { add, list, openOn } from './notes';

/** The files of a state of two epochs whose newest image is damaged. */
async function damagedFiles(): Promise<Map<string, Uint8Array>> {
  const disk = new MemoryDisk();
  for (const epoch of [1, 2]) {
    const store = await openOn(disk, { epoch });
    await add(store, `text ${epoch}`);
    await store.close();
  }
  disk.put('state.2.1.db', new Uint8Array([1, 2, 3]));
  return disk.files();
}

test(
  'what was repaired stays told, wherever the power fails while it is repaired, until it is read',
  { timeout: 60_000 },
  async () => {
    const files = await damagedFiles();
    const whole = MemoryDisk.with(files);
    const before = whole.operations.length;
    await (await openOn(whole, { epoch: 3 })).close();
    expect(whole.operations.length - before).toBeGreaterThan(10);
    for (const unsynced of ['kept', 'lost', 'half'] satisfies Unsynced[])
      for (let end = before; end <= whole.operations.length; end++) {
        const left = afterPowerLoss(whole.operations.slice(0, end), unsynced, () => unsynced === 'kept');
        const store = await openOn(MemoryDisk.with(left), { epoch: 4 });
        const told = store.read(notedRepairs).join(' ');
        expect(told, `operation ${end}, ${unsynced}`).toContain(
          '"state.2.1.db" of the saved state is damaged',
        );
        expect(list(store), `operation ${end}, ${unsynced}`).toEqual(['text 1', 'text 2']);
        await store.close();
      }
  },
);

test('what was repaired is told by every later owner, also from the log alone', async () => {
  const disk = MemoryDisk.with(await damagedFiles());
  for (const epoch of [3, 4]) await (await openOn(disk, { epoch })).close();
  for (const name of disk.files().keys())
    if (/^state\.[34]\.\d+\.db$/.test(name)) disk.put(name, new Uint8Array([1]));
  const store = await openOn(disk, { epoch: 5 });
  expect(store.read(notedRepairs)[0]).toContain('"state.2.1.db.damaged-3"');
});
