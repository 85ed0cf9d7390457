import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/engine/store/store';
import { openStore } from '../../../src/engine/store/store';
import type { StoreFiles } from '../../../src/engine/store/storeFiles';
import { realFiles } from '../../../src/engine/store/storeFiles';

interface Place extends AsyncDisposable {
  readonly dir: string;
  open(parts?: { epoch?: number; files?: StoreFiles; checkOwner?: () => void }): Promise<Store>;
}

async function makePlace(): Promise<Place> {
  const dir = await mkdtemp(join(tmpdir(), 'parallel-cc-store-'));
  return {
    dir,
    open: (parts = {}) => openStore(dir, { epoch: 1, checkOwner: () => undefined, ...parts }),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}

function add(store: Store, summary: string): Promise<void> {
  return store.transaction((db) =>
    db.run('INSERT INTO operations (time, kind, summary) VALUES (1, ?, ?)', ['sessionRegistered', summary]),
  );
}

function list(store: Store): string[] {
  return store.read((db) => db.all<{ summary: string }>('SELECT summary FROM operations ORDER BY id')).map(({ summary }) => summary); // prettier-ignore
}

/** Files of which one operation fails while it is told to. */
function failingFiles(): StoreFiles & { failing: keyof StoreFiles | null; writes: number } {
  const failing = <K extends keyof StoreFiles>(name: K): StoreFiles[K] =>
    ((...args: Parameters<StoreFiles[K]>) => {
      if (name === 'writeDurably') files.writes++;
      if (files.failing === name)
        return Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
      return (realFiles[name] as (...given: Parameters<StoreFiles[K]>) => unknown)(...args);
    }) as StoreFiles[K];
  const files = {
    failing: null as keyof StoreFiles | null,
    writes: 0,
    read: failing('read'),
    writeDurably: failing('writeDurably'),
    replaceDurably: failing('replaceDurably'),
    keepAs: failing('keepAs'),
  };
  return files;
}

describe('a store', () => {
  it('has what was acknowledged when it is opened again', async () => {
    await using place = await makePlace();
    const store = await place.open();
    await add(store, 'one');
    // Not closed: the process may be gone at any time.
    const again = await place.open({ epoch: 2 });
    expect(list(again)).toEqual(['one']);
    expect(again.repairs).toEqual([]);
  });

  it('changes nothing when a change throws, and goes on', async () => {
    await using place = await makePlace();
    const store = await place.open();
    const change = store.transaction((db) => {
      db.run('INSERT INTO operations (time, kind, summary) VALUES (1, ?, ?)', ['x', 'lost']);
      throw new Error('on purpose');
    });
    await expect(change).rejects.toThrow('on purpose');
    await add(store, 'kept');
    expect(list(store)).toEqual(['kept']);
  });

  it.each(['writeDurably', 'keepAs', 'replaceDurably'] as const)(
    'goes back to what is on disk when %s fails, says so, and recovers',
    async (operation) => {
      await using place = await makePlace();
      const files = failingFiles();
      const store = await place.open({ files });
      await add(store, 'before');
      files.failing = operation;
      await expect(add(store, 'lost')).rejects.toMatchObject({
        code: 'storeUnavailable',
        message: expect.stringContaining('the disk is full') as string,
      });
      expect(list(store)).toEqual(['before']);
      files.failing = null;
      await add(store, 'after');
      expect(list(await place.open({ epoch: 2 }))).toEqual(['before', 'after']);
    },
  );

  it('saves many changes of one moment together', async () => {
    await using place = await makePlace();
    const files = failingFiles();
    const store = await place.open({ files });
    const before = files.writes;
    await Promise.all(Array.from({ length: 100 }, (_, index) => add(store, String(index))));
    expect(files.writes - before).toBeLessThanOrEqual(2);
    expect(list(store)).toHaveLength(100);
  });

  it('refuses one change of a batch and keeps the others', async () => {
    await using place = await makePlace();
    const store = await place.open();
    const bad = store.transaction(() => {
      throw new Error('bad');
    });
    await Promise.all([add(store, 'one'), expect(bad).rejects.toThrow('bad'), add(store, 'two')]);
    expect(list(store)).toEqual(['one', 'two']);
  });

  it('is not written by who does not own it any more', async () => {
    await using place = await makePlace();
    let isOwner = true;
    const checkOwner = (): void => {
      if (!isOwner) throw new Error('evicted');
    };
    const store = await place.open({ checkOwner });
    await add(store, 'mine');
    isOwner = false;
    await expect(add(store, 'late')).rejects.toMatchObject({ code: 'storeUnavailable' });
    expect(list(await place.open({ epoch: 2 }))).toEqual(['mine']);
  });

  it('is not opened under an older number than it was written with', async () => {
    await using place = await makePlace();
    await place.open({ epoch: 5 });
    await expect(place.open({ epoch: 4 })).rejects.toMatchObject({ code: 'storeUnavailable' });
  });

  it('leaves a state of a newer program alone', async () => {
    await using place = await makePlace();
    const store = await place.open();
    await store.transaction((db) => db.script('PRAGMA user_version = 99'));
    const before = await readFile(join(place.dir, 'state.db'));
    await expect(place.open({ epoch: 2 })).rejects.toMatchObject({ code: 'storeNewer' });
    expect((await readFile(join(place.dir, 'state.db'))).equals(before)).toBe(true);
  });

  it.each([
    ['cut short', (path: string) => truncate(path, 500)],
    ['empty', (path: string) => truncate(path, 0)],
    ['something else', (path: string) => writeFile(path, 'SQLite format 3\0 but not ours')],
    [
      'changed in one byte',
      async (path: string) => {
        const content = await readFile(path);
        content[content.length - 100]! ^= 1;
        await writeFile(path, content);
      },
    ],
  ])('sets a file aside that is %s, uses the copy before it, and tells', async (_, damage) => {
    await using place = await makePlace();
    const store = await place.open();
    await add(store, 'one');
    await add(store, 'two');
    await damage(join(place.dir, 'state.db'));
    const again = await place.open({ epoch: 2 });
    expect(list(again)).toEqual(['one']);
    expect(again.repairs.join(' ')).toContain('was damaged');
    expect((await readdir(place.dir)).some((name) => name.startsWith('state.db.damaged'))).toBe(true);
  });

  it('holds what a simple list would, whatever happens in whatever order', { timeout: 60_000 }, async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('add' as const), text: fc.string() }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('fail' as const),
          at: fc.constantFrom('writeDurably' as const, 'keepAs' as const, 'replaceDurably' as const),
        }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await using place = await makePlace();
        const files = failingFiles();
        const expected: string[] = [];
        let epoch = 1;
        let store = await place.open({ files, epoch });
        for (const action of steps) {
          if (action.kind === 'add') {
            await add(store, action.text);
            expected.push(action.text);
          } else if (action.kind === 'fail') {
            files.failing = action.at;
            await expect(add(store, 'lost')).rejects.toThrow();
            files.failing = null;
          } else store = await place.open({ files, epoch: ++epoch });
          expect(list(store)).toEqual(expected);
        }
      }),
      { numRuns: 25 },
    );
  });
});
