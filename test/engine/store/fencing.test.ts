import { describe, expect, it } from 'vitest';
import { deferred } from '../../../src/base/async';
import { MemoryDisk } from './memoryDisk';
import { add, list, openOn } from './notes';

interface Suspended {
  /** Lets the owner go on. */
  resume(): void;
  /** What the suspended owner had acknowledged, and what became of its change. */
  readonly acknowledged: string[];
  readonly change: Promise<boolean>;
}

/**
 * Suspends an owner just before one of its operations, as SIGSTOP would, while it saves changes and images.
 * Null when it has no operation of that number.
 */
async function suspendAt(disk: MemoryDisk, at: number, checkOwner: () => void): Promise<Suspended | null> {
  const store = await openOn(disk, { checkOwner, logLimitBytes: 500 });
  const acknowledged: string[] = [];
  const resume = deferred<unknown>();
  const reached = deferred<unknown>();
  let count = 0;
  disk.gate = () => {
    if (count++ < at) return Promise.resolve();
    reached.resolve(true);
    return resume.promise.then(() => undefined);
  };
  const change = (async () => {
    for (let index = 0; index < 6; index++) {
      try {
        await add(store, `one ${index}`);
      } catch {
        return false;
      }
      acknowledged.push(`one ${index}`);
    }
    await store.close();
    return true;
  })();
  const isReached = await Promise.race([reached.promise.then(() => true), change.then(() => false)]);
  return isReached ? { resume: () => resume.resolve(true), acknowledged, change } : null;
}

describe('an owner that was suspended and replaced', () => {
  it(
    'acknowledges nothing afterwards and changes nothing that is read, wherever it stopped',
    { timeout: 60_000 },
    async () => {
      let at = 0;
      for (; ; at++) {
        let isOwner = true;
        const checkOwner = (): void => {
          if (!isOwner) throw new Error('another process owns the repository');
        };
        const disk = new MemoryDisk();
        const suspended = await suspendAt(disk, at, checkOwner);
        if (suspended === null) break;
        const before = [...suspended.acknowledged];
        isOwner = false;
        disk.gate = () => Promise.resolve();
        const second = await openOn(disk, { epoch: 2 });
        await add(second, 'two 0');
        const seen = list(second);
        expect(seen.slice(0, before.length), `operation ${at}`).toEqual(before);

        suspended.resume();
        await suspended.change;
        expect(
          suspended.acknowledged.filter((text) => !seen.includes(text)),
          `operation ${at}`,
        ).toEqual([]);
        await add(second, 'two 1');
        expect(list(second), `operation ${at}`).toEqual([...seen, 'two 1']);
        await second.close();

        const third = await openOn(disk, { epoch: 3 });
        expect(list(third), `operation ${at}`).toEqual([...seen, 'two 1']);
        expect(third.repairs, `operation ${at}`).toEqual([]);
        await third.close();
        await withoutNewestImages(disk, [...seen, 'two 1'], at);
      }
      expect(at).toBeGreaterThan(25);
    },
  );
});

/** Whatever the late writer left, it is not used where the images of its successors cannot be. */
async function withoutNewestImages(disk: MemoryDisk, expected: readonly string[], at: number): Promise<void> {
  for (const [name] of disk.files())
    if (/^state\.[23]\.\d+\.db$/.test(name)) disk.put(name, new Uint8Array([1, 2, 3]));
  const store = await openOn(disk, { epoch: 4 });
  expect(list(store), `operation ${at}, damaged`).toEqual(expected);
  expect(store.repairs.at(-1), `operation ${at}`).toContain('Nothing is lost');
  await store.close();
}
