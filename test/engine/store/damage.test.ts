import { createHash } from 'node:crypto';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { add, list } from './notes';
import { addUnderEpochs, makePlace } from './place';

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

  it('whose log has room behind its last entry, as a killed owner leaves it, has all of it and tells nothing', async () => {
    await using place = await makePlace();
    const killed = await place.open();
    await add(killed, 'text 1');
    await add(killed, 'text 2');
    expect((await readFile(place.path('state.1.1.log'))).at(-1)).toBe(0);
    const next = await place.open({ epoch: 2 });
    expect(list(next)).toEqual(['text 1', 'text 2']);
    expect(next.repairs).toEqual([]);
  });

  it('whose last entry is half written into the room of its log keeps what is before, and tells', async () => {
    await using place = await makePlace();
    const killed = await place.open();
    await add(killed, 'text 1');
    await add(killed, 'half');
    const log = await readFile(place.path('state.1.1.log'));
    log.fill(0, log.indexOf('half'));
    await writeFile(place.path('state.1.1.log'), log);
    const next = await place.open({ epoch: 2 });
    expect(list(next)).toEqual(['text 1']);
    expect(next.repairs).toEqual([expect.stringContaining('"state.1.1.log" is not whole')]);
  });

  it('that was closed has no room left in its log', async () => {
    await using place = await makePlace();
    const store = await place.open();
    await add(store, 'text 1');
    await store.close();
    expect((await readFile(place.path('state.1.1.log'), 'utf8')).at(-1)).toBe('\n');
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
