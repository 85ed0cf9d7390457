import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SqlJsDb } from '../../../src/engine/store/db';
import { decodeImage, writeImage } from '../../../src/engine/store/image';
import { Log } from '../../../src/engine/store/log';
import { migrate, presentSchema, schemaOf } from '../../../src/engine/store/migrations';
import { loadSqlJs } from '../../../src/engine/store/sqlJs';
import { realFiles } from '../../../src/engine/store/storeFiles';
import { add, list } from './notes';
import type { Place } from './place';
import { makePlace } from './place';

const insert = `INSERT INTO operations (time, kind, summary) VALUES (1, 'x', ?)`;

/** Writes a state as a program of schema 1 would have left it: one text in the image, one in the log. */
async function writeSchemaOne(place: Place): Promise<void> {
  const db = new SqlJsDb(await loadSqlJs(), null);
  migrate(db, place.dir, 1);
  db.run(insert, ['in the image']);
  const image = { epoch: 1, sequence: 1, savedAt: 1, database: db.image() };
  await writeImage(realFiles, place.path('state.1.1.db'), image);
  const log = await Log.create(realFiles, place.path('state.1.1.log'), { epoch: 1, base: 1, schema: 1 });
  await log.append({ sequence: 2, time: 2, changes: [[insert, ['in the log'], 1]] });
  await log.close();
  db.close();
}

describe('a state of an earlier schema', () => {
  it('is brought to the present one, and kept as it was', async () => {
    await using place = await makePlace();
    await writeSchemaOne(place);
    const store = await place.open({ epoch: 2 });
    expect(list(store)).toEqual(['in the image', 'in the log']);
    expect(store.read(schemaOf)).toBe(presentSchema);
    expect(store.health().keptImages).toEqual(['state.schema-1.db', 'state.1.1.db', 'state.2.1.db']);
    const kept = await decodeImage(await readFile(place.path('state.schema-1.db')));
    const before = new SqlJsDb(await loadSqlJs(), kept?.database ?? null);
    expect(schemaOf(before)).toBe(1);
    expect(before.all('SELECT summary FROM operations')).toHaveLength(2);
    before.close();
  });

  it('keeps its copy for good, and makes none where nothing changes', async () => {
    await using place = await makePlace();
    await writeSchemaOne(place);
    for (let epoch = 2; epoch < 8; epoch++) await (await place.open({ epoch })).close();
    expect((await readdir(place.dir)).filter((name) => name.includes('schema'))).toEqual([
      'state.schema-1.db',
    ]);
  });

  it('is rebuilt across the change of schema when the images since are damaged', async () => {
    await using place = await makePlace();
    await writeSchemaOne(place);
    const store = await place.open({ epoch: 2 });
    await store.transaction((db) =>
      db.run(
        `INSERT INTO operations (time, kind, summary, undo) VALUES (1, 'x', 'of the present schema', '{}')`,
      ),
    );
    await add(store, 'afterwards');
    await store.close();
    await realFiles.remove(place.path('state.2.1.db'));
    const again = await place.open({ epoch: 3 });
    expect(list(again)).toEqual(['in the image', 'in the log', 'of the present schema', 'afterwards']);
  });

  it('is left as it is when it cannot be kept first', async () => {
    await using place = await makePlace();
    await writeSchemaOne(place);
    const names = await readdir(place.dir);
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const files = { ...realFiles, create: () => Promise.reject(full) };
    await expect(place.open({ epoch: 2, files })).rejects.toMatchObject({ code: 'storeUnavailable' });
    expect(await readdir(place.dir)).toEqual(names);
  });
});
