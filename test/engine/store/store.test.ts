import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store, StoreOptions } from '../../../src/engine/store/store';
import { openStore } from '../../../src/engine/store/store';
import { add, list } from './notes';

interface Place extends AsyncDisposable {
  readonly dir: string;
  open(parts?: Partial<StoreOptions>): Promise<Store>;
  path(name: string): string;
}

async function makePlace(): Promise<Place> {
  const dir = await mkdtemp(join(tmpdir(), 'parallel-cc-store-'));
  const stores: Store[] = [];
  return {
    dir,
    async open(parts = {}) {
      const store = await openStore(dir, { epoch: 1, checkOwner: () => undefined, ...parts });
      stores.push(store);
      return store;
    },
    path: (name) => join(dir, name),
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map((store) => store.close()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Opens a store under each of several epochs and adds a text under each, so that there are as many images. */
async function addUnderEpochs(place: Place, epochs: number): Promise<void> {
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const store = await place.open({ epoch });
    await add(store, `text ${epoch}`);
    await store.close();
  }
}

async function flipByte(path: string, at: number): Promise<void> {
  const content = await readFile(path);
  content[at < 0 ? content.length + at : at]! ^= 1;
  await writeFile(path, content);
}

/** A state as the first format kept it: one image whose header has its digest. */
function firstFormat(image: Uint8Array, epoch: number): Uint8Array {
  const text = Buffer.from(image).toString('latin1');
  const start = text.indexOf('SQLite format 3');
  const database = image.subarray(start, image.length - 64);
  const sha256 = createHash('sha256').update(database).digest('hex');
  const header = { magic: 'parallel-cc state 1', epoch, sha256, length: database.length };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), database]);
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

const damages: [string, (path: string) => Promise<void>][] = [
  ['cut short', (path) => truncate(path, 50)],
  ['empty', (path) => truncate(path, 0)],
  ['something else', (path) => writeFile(path, 'SQLite format 3\0 but not ours')],
  ['changed in one byte', (path) => flipByte(path, -70)],
  ['changed in its first line', (path) => flipByte(path, 70)],
];

describe('a damaged state', () => {
  it.each(damages)(
    'whose newest image is %s loses nothing: the one before and the logs have it',
    async (_, damage) => {
      await using place = await makePlace();
      await addUnderEpochs(place, 2);
      await damage(place.path('state.2.1.db'));
      const store = await place.open({ epoch: 3 });
      expect(list(store)).toEqual(['text 1', 'text 2']);
      expect(store.repairs).toEqual([
        '"state.2.1.db" of the saved state is damaged and has been set aside as "state.2.1.db.damaged-3".',
        'Nothing is lost: earlier copies and the log had all of it.',
      ]);
      expect(store.health().setAside).toEqual(['state.2.1.db.damaged-3']);
      expect(await readdir(place.dir)).toContain('state.2.1.db.damaged-3');
    },
  );

  it('whose images are all damaged loses nothing while the logs go back to the beginning', async () => {
    await using place = await makePlace();
    await addUnderEpochs(place, 3);
    for (const epoch of [1, 2, 3]) await truncate(place.path(`state.${epoch}.1.db`), 0);
    const store = await place.open({ epoch: 4 });
    expect(list(store)).toEqual(['text 1', 'text 2', 'text 3']);
    expect(store.repairs.at(-1)).toContain('Nothing is lost');
  });

  it('of which nothing can be read begins empty and says so', async () => {
    await using place = await makePlace();
    await addUnderEpochs(place, 1);
    for (const name of await readdir(place.dir)) await writeFile(place.path(name), 'x');
    const store = await place.open({ epoch: 2 });
    expect(list(store)).toEqual([]);
    expect(store.repairs.at(-1)).toContain('empty state');
    expect(store.health().setAside).toHaveLength(2);
  });

  it('whose log is damaged in the middle keeps what is before, and tells how much is lost and since when', async () => {
    await using place = await makePlace();
    const store = await place.open();
    for (let index = 0; index < 5; index++) await add(store, `text ${index}`);
    await store.close();
    const log = await readFile(place.path('state.1.1.log'), 'latin1');
    await flipByte(place.path('state.1.1.log'), log.indexOf('text 2'));
    const again = await place.open({ epoch: 2 });
    expect(list(again)).toEqual(['text 0', 'text 1']);
    expect(again.repairs.at(-1)).toMatch(
      /^The state is what was saved at \d{4}-.*; 3 later changes are lost\.$/,
    );
    await add(again, 'afterwards');
    expect(list(await place.open({ epoch: 3 }))).toEqual(['text 0', 'text 1', 'afterwards']);
  });

  it('whose log ends in the middle of an entry keeps what is before, and tells', async () => {
    await using place = await makePlace();
    await addUnderEpochs(place, 1);
    const store = await place.open({ epoch: 2 });
    await add(store, 'cut');
    await store.close();
    const log = await readFile(place.path('state.2.1.log'));
    await truncate(place.path('state.2.1.log'), log.length - 5);
    const again = await place.open({ epoch: 3 });
    expect(list(again)).toEqual(['text 1']);
    expect(again.repairs).toEqual([expect.stringContaining('"state.2.1.log" is not whole')]);
  });

  it('whose log does not fit its image is not used beyond that, and tells', async () => {
    await using place = await makePlace();
    const store = await place.open();
    const refused = store.transaction((db) => {
      db.run(`INSERT INTO operations (time, kind, summary) VALUES (1, 'x', 'refused')`);
      throw new Error('on purpose');
    });
    await Promise.all([expect(refused).rejects.toThrow('on purpose'), add(store, 'one')]);
    // Depends on more than the database: what was refused was counted in this process alone.
    await store.transaction((db) => db.run('DELETE FROM operations WHERE total_changes() > 1'));
    expect(list(store)).toEqual([]);
    await store.close();
    const again = await place.open({ epoch: 2 });
    expect(list(again)).toEqual(['one']);
    expect(again.repairs.at(-1)).toContain('one later change is lost');
  });

  it('does not fill the disk with what was set aside', async () => {
    await using place = await makePlace();
    for (let epoch = 1; epoch <= 15; epoch++) {
      const store = await place.open({ epoch });
      await store.close();
      await truncate(place.path(`state.${epoch}.1.db`), 0);
    }
    const store = await place.open({ epoch: 16 });
    expect(store.health().setAside).toHaveLength(10);
    expect(store.health().setAside.at(-1)).toBe('state.15.1.db.damaged-16');
    expect((await readdir(place.dir)).filter((name) => name.includes('damaged'))).toHaveLength(10);
  });
});

describe('a state of the first format', () => {
  it('is read, and is one image of several from then on', async () => {
    await using place = await makePlace();
    await addUnderEpochs(place, 2);
    await (await place.open({ epoch: 3 })).close();
    const image = firstFormat(await readFile(place.path('state.3.1.db')), 3);
    for (const name of await readdir(place.dir)) await rm(place.path(name));
    await writeFile(place.path('state.db'), image);
    const store = await place.open({ epoch: 4 });
    expect(list(store)).toEqual(['text 1', 'text 2']);
    expect(store.repairs).toEqual([]);
    expect((await readdir(place.dir)).sort()).toEqual(['state.3.0.db', 'state.4.1.db', 'state.4.1.log']);
  });

  it('that is damaged is read from its copy, and what may be lost is told', async () => {
    await using place = await makePlace();
    await addUnderEpochs(place, 1);
    await (await place.open({ epoch: 2 })).close();
    const image = firstFormat(await readFile(place.path('state.2.1.db')), 2);
    for (const name of await readdir(place.dir)) await rm(place.path(name));
    await writeFile(place.path('state.db.previous'), image);
    await writeFile(place.path('state.db'), image.subarray(0, -1));
    const store = await place.open({ epoch: 3 });
    expect(list(store)).toEqual(['text 1']);
    expect(store.repairs).toEqual([
      '"state.db" of the saved state is damaged and has been set aside as "state.db.damaged-3".',
      'The state is an earlier copy; later changes, if there were any, are lost.',
    ]);
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
