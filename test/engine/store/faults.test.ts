import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/engine/store/store';
import type { Gate } from './memoryDisk';
import { MemoryDisk } from './memoryDisk';
import { add, list, openOn } from './notes';

const codes = ['ENOSPC', 'EDQUOT', 'EIO', 'EACCES', 'EROFS'] as const;

/** Fails the operations that the plan has a code for, and counts all of them. */
function failing(plan: (operation: number) => string | undefined): { gate: Gate; count: () => number } {
  let count = 0;
  const gate: Gate = () => {
    const code = plan(count++);
    return code === undefined ? Promise.resolve() : Promise.reject(Object.assign(new Error(code), { code }));
  };
  return { gate, count: () => count };
}

interface Outcome {
  readonly acknowledged: string[];
  readonly refused: string[];
}

/** Uses a store through two owners; every failure is clear, and the memory never shows what was refused. */
async function use(disk: MemoryDisk): Promise<Outcome> {
  const outcome: Outcome = { acknowledged: [], refused: [] };
  for (let epoch = 1; epoch <= 2; epoch++) {
    const store = await openOn(disk, { epoch }).catch(expectClear);
    if (store === undefined) continue;
    for (let index = 0; index < 9; index++) await addOne(store, `${epoch}.${index}`, outcome);
    await store.close().catch(() => undefined);
  }
  return outcome;
}

async function addOne(store: Store, text: string, outcome: Outcome): Promise<void> {
  const before = list(store);
  const isSaved = await add(store, text).then(() => true).catch(expectClear); // prettier-ignore
  (isSaved === true ? outcome.acknowledged : outcome.refused).push(text);
  expect(list(store)).toEqual(isSaved === true ? [...before, text] : before);
  if (isSaved !== true) expect(store.health().lastError).not.toBeNull();
}

function expectClear(error: unknown): undefined {
  expect(error).toMatchObject({ code: 'storeUnavailable' });
  return undefined;
}

async function reopened(disk: MemoryDisk): Promise<string[]> {
  disk.gate = () => Promise.resolve();
  const store = await openOn(disk, { epoch: 3 });
  await add(store, 'afterwards');
  expect(store.health().lastError).toBeNull();
  expect([...disk.files().keys()].filter((name) => name.endsWith('.tmp'))).toEqual([]);
  return list(store);
}

describe('a failing disk', () => {
  it(
    'costs, at whichever operation, nothing that was acknowledged and keeps nothing that was refused',
    { timeout: 60_000 },
    async () => {
      const whole = failing(() => undefined);
      const healthy = new MemoryDisk();
      healthy.gate = whole.gate;
      await use(healthy);
      expect(whole.count()).toBeGreaterThan(60);
      for (let at = 0; at < whole.count(); at++) {
        const disk = new MemoryDisk();
        disk.gate = failing((operation) => (operation === at ? codes[at % codes.length] : undefined)).gate;
        const { acknowledged, refused } = await use(disk);
        expect(refused.length, `operation ${at}`).toBeLessThanOrEqual(1);
        expect(await reopened(disk), `operation ${at}`).toEqual([...acknowledged, 'afterwards']);
      }
    },
  );

  it('that fails again and again loses nothing that was acknowledged', { timeout: 60_000 }, async () => {
    const plan = fc.array(fc.option(fc.constantFrom(...codes), { freq: 4, nil: undefined }), {
      maxLength: 120,
    });
    await fc.assert(
      fc.asyncProperty(plan, async (codeOf) => {
        const disk = new MemoryDisk();
        disk.gate = failing((operation) => codeOf[operation]).gate;
        const { acknowledged, refused } = await use(disk);
        // A change that could neither be saved nor be taken back may be there; no other may.
        const found = (await reopened(disk)).slice(0, -1);
        expect(found.filter((text) => !refused.includes(text))).toEqual(acknowledged);
      }),
      { numRuns: 100 },
    );
  });

  it('that is full refuses each change with the reason, and serves again when there is space', async () => {
    const disk = new MemoryDisk();
    const store = await openOn(disk);
    await add(store, 'before');
    disk.gate = (kind) =>
      kind === 'write'
        ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
        : Promise.resolve();
    for (let attempt = 0; attempt < 20; attempt++)
      await expect(add(store, 'refused')).rejects.toMatchObject({ message: expect.stringContaining('the disk is full') as string }); // prettier-ignore
    expect(store.health().lastError).toContain('the disk is full');
    const used = disk.files().size;
    disk.gate = () => Promise.resolve();
    await add(store, 'after');
    expect(store.health().lastError).toBeNull();
    expect(list(store)).toEqual(['before', 'after']);
    expect(disk.files().size).toBeLessThanOrEqual(used + 1);
    expect(list(await openOn(disk, { epoch: 2 }))).toEqual(['before', 'after']);
  });

  it('costs nothing at whichever operation of an image of several parts', { timeout: 60_000 }, async () => {
    const text = 'x'.repeat(3 << 20);
    const disk = new MemoryDisk();
    const store = await openOn(disk);
    await add(store, text);
    await store.close();
    const files = disk.files();
    const open = async (gate: Gate): Promise<MemoryDisk> => {
      const copy = MemoryDisk.with(files);
      copy.gate = gate;
      const opened = await openOn(copy, { epoch: 2 }).catch(expectClear);
      await opened?.close().catch(() => undefined);
      return copy;
    };
    const whole = failing(() => undefined);
    await open(whole.gate);
    for (let at = 0; at < whole.count(); at++) {
      const struck = await open(failing((operation) => (operation === at ? 'EIO' : undefined)).gate);
      expect((await reopened(struck)).map(({ length }) => length), `operation ${at}`).toEqual([text.length, 'afterwards'.length]); // prettier-ignore
    }
  });
});
