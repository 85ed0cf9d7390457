import { readdir, readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/engine/store/store';
import { add, list } from './notes';
import type { Place } from './place';
import { addUnderEpochs, makePlace } from './place';

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
    expect(list(await place.open({ epoch: 2 }))).toEqual(['kept']);
  });

  it('refuses a change that SQLite refuses only at the end, in memory and on disk', async () => {
    await using place = await makePlace();
    const store = await place.open();
    const change = store.transaction((db) => {
      db.script('PRAGMA defer_foreign_keys = ON');
      db.run(
        `INSERT INTO notices (session_id, kind, key, text, created_at) VALUES ('nobody', 'x', 'x', 'x', 1)`,
      );
    });
    await expect(change).rejects.toMatchObject({ code: 'storeUnavailable' });
    await add(store, 'kept');
    expect(list(store)).toEqual(['kept']);
    const again = await place.open({ epoch: 2 });
    expect(list(again)).toEqual(['kept']);
    expect(again.repairs).toEqual([]);
  });

  it('saves many changes of one moment together', async () => {
    await using place = await makePlace();
    const store = await place.open();
    await Promise.all(Array.from({ length: 100 }, (_, index) => add(store, String(index))));
    expect(store.health().sequence).toBeLessThanOrEqual(3);
    expect(list(await place.open({ epoch: 2 }))).toHaveLength(100);
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

  it('saves nothing for a change that changes nothing', async () => {
    await using place = await makePlace();
    const store = await place.open();
    expect(await store.transaction((db) => db.get<{ n: number }>('SELECT count(*) AS n FROM sessions'))).toEqual({ n: 0 }); // prettier-ignore
    expect(store.health().sequence).toBe(0);
  });

  it('saves changes that give rows, too', async () => {
    await using place = await makePlace();
    const store = await place.open();
    const row = await store.transaction((db) =>
      db.get<{ id: number }>(
        `INSERT INTO operations (time, kind, summary) VALUES (1, 'x', 'returned') RETURNING id`,
      ),
    );
    expect(row).toEqual({ id: 1 });
    expect(list(await place.open({ epoch: 2 }))).toEqual(['returned']);
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
    await store.close();
    const before = await contentsOf(place);
    await expect(place.open({ epoch: 2 })).rejects.toMatchObject({ code: 'storeNewer' });
    expect(await contentsOf(place)).toEqual(before);
  });

  it('keeps a few images, those of the owner before among them, and the logs since', async () => {
    await using place = await makePlace();
    await addUnderEpochs(place, 1);
    const store = await place.open({ epoch: 2, logLimitBytes: 1 });
    for (let index = 0; index < 20; index++) {
      await add(store, String(index));
      await expect.poll(() => store.health().keptImages.at(-1)).toBe(`state.2.${index + 2}.db`);
    }
    expect(store.health().keptImages).toEqual(['state.1.1.db', 'state.2.19.db', 'state.2.20.db', 'state.2.21.db']); // prettier-ignore
    await store.close();
    expect(await readdir(place.dir)).toHaveLength(8);
    expect(list(await place.open({ epoch: 3 }))).toHaveLength(21);
  });

  it('tells how the saving goes', async () => {
    await using place = await makePlace();
    const store = await place.open({ epoch: 7 });
    await add(store, 'one');
    expect(store.health()).toMatchObject({ epoch: 7, path: place.dir, sequence: 1, lastError: null, keptImages: ['state.7.1.db'], setAside: [] }); // prettier-ignore
    expect(store.health().lastSavedAt).toBeGreaterThan(Date.now() - 60_000);
    expect(store.health().sizeBytes).toBeGreaterThan(4096);
  });

  it('clears away what an interrupted save left', async () => {
    await using place = await makePlace();
    await writeFile(place.path('state.1.4.db.tmp'), 'half of an image');
    await place.open();
    expect((await readdir(place.dir)).sort()).toEqual(['state.1.1.db', 'state.1.1.log']);
  });

  it('holds what a simple list would, on a real disk with a failure now and then', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.string({ unit: 'binary' }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('fail' as const, 'restart' as const).map((kind) => ({ kind })),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await using place = await makePlace();
        let isOwner = true;
        const checkOwner = (): void => {
          if (!isOwner) throw new Error('asked to fail');
        };
        const expected: string[] = [];
        let epoch = 1;
        let store = await place.open({ checkOwner, epoch, logLimitBytes: 1000 });
        for (const action of steps) {
          if (typeof action === 'string') {
            await add(store, action);
            // SQLite ends a text at its first zero.
            expected.push(list(store).at(-1) ?? 'none');
          } else if (action.kind === 'fail') {
            isOwner = false;
            await expect(add(store, 'lost')).rejects.toThrow();
            isOwner = true;
          } else store = await place.open({ checkOwner, epoch: ++epoch, logLimitBytes: 1000 });
          expect(list(store)).toEqual(expected);
        }
        await store.close();
      }),
      { numRuns: 15 },
    );
  });
});

describe('a folder that is not there', () => {
  it('is named when a store is opened in it', async () => {
    await using place = await makePlace();
    const dir = place.path('none');
    const opened = openStore(dir, { epoch: 1, checkOwner: () => undefined });
    await expect(opened).rejects.toMatchObject({ code: 'storeUnavailable', message: expect.stringContaining(dir) as string }); // prettier-ignore
  });
});

async function contentsOf(place: Place): Promise<[string, string][]> {
  const names = (await readdir(place.dir)).sort();
  return Promise.all(names.map(async (name) => [name, await readFile(place.path(name), 'base64')] as [string, string])); // prettier-ignore
}
