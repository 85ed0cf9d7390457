import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import initSqlJs from 'sql.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeWal } from '../../../src/engine/import/wal';
import { sqlite, sqliteKilled } from '../../support/sqlite';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parallel-cc-wal-'));
  path = join(folder, 'test.db');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const content = 'SELECT id, hex(text) FROM rows ORDER BY id;';

/** What our merge makes of the files as they are. */
async function merged(): Promise<{ readonly rows: string; readonly commits: number }> {
  const wal = await readFile(`${path}-wal`).catch(() => Buffer.alloc(0));
  const { image, commits } = mergeWal(await readFile(path), wal);
  const db = new (await initSqlJs()).Database(image);
  const rows = db.exec(content)[0]?.values ?? [];
  expect(db.exec('PRAGMA integrity_check')[0]?.values).toEqual([['ok']]);
  db.close();
  return { rows: rows.map((row) => row.join('|')).join('\n'), commits };
}

/** What SQLite itself makes of them; it merges the log, so it comes last. */
async function bySqlite(): Promise<string> {
  return (await sqlite(path, content)).trimEnd();
}

const table = 'CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)';

describe('merging a write-ahead log', () => {
  it('gives what SQLite gives, whatever was done', async () => {
    const change = fc.oneof(
      fc.record({ id: fc.nat(40), size: fc.nat(9000) }).map(({ id, size }) => `INSERT OR REPLACE INTO rows VALUES (${id}, printf('%.*c', ${size}, 'x'))`), // prettier-ignore
      fc.nat(40).map((id) => `DELETE FROM rows WHERE id >= ${id}`),
      fc.constant('PRAGMA wal_checkpoint(PASSIVE)'),
      fc.constant('PRAGMA wal_checkpoint(RESTART)'),
      fc.constant('VACUUM'),
      fc.array(fc.nat(40), { maxLength: 5 }).map((ids) => `BEGIN; ${ids.map((id) => `INSERT OR REPLACE INTO rows VALUES (${id}, 'in one');`).join(' ')} COMMIT`), // prettier-ignore
    );
    const pageSize = fc.constantFrom(512, 4096, 65_536);
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 12 }),
        pageSize,
        fc.boolean(),
        async (changes, size, cutShort) => {
          await rm(folder, { recursive: true });
          folder = await mkdtemp(join(tmpdir(), 'parallel-cc-wal-'));
          path = join(folder, 'test.db');
          const begun = `INSERT INTO rows SELECT value, printf('%.*c', 3000, 'y') FROM generate_series(100, 160)`;
          await sqliteKilled(path, [`PRAGMA page_size = ${size}`, table, ...changes].join('; '), cutShort ? begun : ''); // prettier-ignore
          const { rows } = await merged();
          expect(rows).toBe(await bySqlite());
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  it('takes nothing of a transaction of which the end is missing or damaged', async () => {
    await sqliteKilled(
      path,
      `${table}; INSERT INTO rows VALUES (1, 'one'); INSERT INTO rows VALUES (2, 'two')`,
    );
    const whole = await readFile(`${path}-wal`);
    const { commits } = await merged();
    await writeFile(`${path}-wal`, whole.subarray(0, whole.length - 1));
    expect(await merged()).toEqual({ rows: '1|6F6E65', commits: commits - 1 });
    const damaged = Buffer.from(whole);
    damaged[whole.length - 1] = (damaged[whole.length - 1] ?? 0) ^ 1;
    await writeFile(`${path}-wal`, damaged);
    expect((await merged()).rows).toBe('1|6F6E65');
    expect(await bySqlite()).toBe('1|6F6E65');
  });

  it('takes nothing of a log that another one was begun over, and leaves what it is given as it is', async () => {
    await sqliteKilled(path, `${table}; INSERT INTO rows VALUES (1, printf('%.*c', 20000, 'x')); PRAGMA wal_checkpoint(RESTART); INSERT INTO rows VALUES (2, 'two')`); // prettier-ignore
    const files = await Promise.all([readFile(path), readFile(`${path}-wal`)]);
    const copies = files.map((file) => Buffer.from(file));
    const [image, wal] = files as [Buffer, Buffer];
    expect(mergeWal(image, wal).commits).toBe(1);
    expect(files).toEqual(copies);
    expect((await merged()).rows).toBe(await bySqlite());
  });
});
