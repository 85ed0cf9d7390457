import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportReport, ImportedRecord } from '../../src/core/importReport';
import type { Snapshot } from '../../src/protocol/snapshot';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';
import { oldSchemas, oldSession, oneOfEach } from '../support/oldDatabase';
import type { RunResult } from '../support/processes';
import { sqlite, sqliteKilled } from '../support/sqlite';
import { runCli, runJson } from './runCli';
import { stopHost } from '../support/sessions';

let repository: Repository;
let home: string;
let database: string;

beforeEach(async () => {
  repository = await makeRepository({ files: { 'src/a.ts': 'a\n' } });
  home = join(repository.folder, 'home');
  await mkdir(join(home, '.parallel-cc'), { recursive: true });
  database = join(home, '.parallel-cc', 'coordinator.db');
});

afterEach(async () => {
  await stopHost(repository.path);
  await repository.dispose();
});

function cli(...args: string[]): Promise<RunResult> {
  return runCli(args, { cwd: repository.path, env: { HOME: home, USERPROFILE: home } });
}

async function json<T>(...args: string[]): Promise<T> {
  return (await runJson<T>(args, { cwd: repository.path, env: { HOME: home, USERPROFILE: home } })).json;
}

/** Every file of the old tool with a hash of what is in it. */
async function oldFiles(): Promise<Record<string, string>> {
  const folder = join(home, '.parallel-cc');
  const hash = async (name: string): Promise<[string, string]> => [name, createHash('sha256').update(await readFile(join(folder, name))).digest('hex')]; // prettier-ignore
  return Object.fromEntries(await Promise.all((await readdir(folder)).sort().map(hash)));
}

async function addOldWorktree(): Promise<string> {
  const path = join(repository.folder, 'old-worktree');
  await repository.git('worktree', 'add', '--quiet', '-b', 'parallel-old', path);
  return realpath(path);
}

describe('migrate', () => {
  it('brings over what has meaning, once, says what it leaves out, and changes nothing of the old tool', async () => {
    const worktree = await addOldWorktree();
    await sqlite(database, `${oldSchemas['1.1.0']} ${oldSession(repository.path, worktree)} ${oneOfEach(repository.path)} ${oldSession('/somewhere/else', '/somewhere/else', 'x')}`); // prettier-ignore
    await writeFile(join(home, '.parallel-cc', 'config.json'), JSON.stringify({ budget: { monthlyLimit: 50 }, apiKey: 'secret' })); // prettier-ignore
    const before = await oldFiles();

    const preview = await json<ImportReport>('migrate', '--dry-run');
    expect(await json<{ records: ImportedRecord[] }>('migrate', '--show')).toEqual({ records: [] });
    const report = await json<ImportReport>('migrate');
    expect(report).toEqual({ ...preview, operation: expect.any(Number) as number });
    expect(report).toMatchObject({
      version: '1.1.0',
      broughtOver: ['session', 'sandbox', 'merge', 'resolution', 'suggestion', 'budget', 'setting'].map((kind) => ({ kind, count: 1 })), // prettier-ignore
      already: 0,
      worktrees: [{ path: worktree, name: 'parallel-old' }],
      elsewhere: [{ repository: '/somewhere/else', count: 1 }],
    });
    expect(report.leftOut.join('\n')).toMatch(/1 text of more than 64 KB[^]*1 claim:[^]*1 wait for a merge/);
    expect(await oldFiles()).toEqual(before);

    const { records } = await json<{ records: ImportedRecord[] }>('migrate', '--show');
    expect(JSON.stringify(records)).not.toContain('secret');
    expect(records.find(({ kind }) => kind === 'merge')).toMatchObject({ key: 'm1', at: Date.UTC(2026, 1, 3, 4, 5, 6), data: { branch_name: 'feature' } }); // prettier-ignore
    expect((await cli('migrate')).stdout).toContain('There is nothing new of this repository in it.');
    expect(await json<ImportReport>('migrate')).toMatchObject({
      broughtOver: [],
      already: 7,
      operation: null,
    });
  });

  it('takes over the worktrees, for cleaning up too, and gives them back when that is undone', async () => {
    const worktree = await addOldWorktree();
    await sqlite(database, `${oldSchemas['0.2']} ${oldSession(repository.path, worktree)}`);
    const { operation } = await json<ImportReport>('migrate');
    const ours = async (): Promise<boolean | undefined> => (await json<Snapshot>('status')).worktrees.find(({ path }) => path === worktree)?.ours; // prettier-ignore
    expect(await ours()).toBe(true);
    expect((await cli('undo', String(operation), '--dry-run')).stdout).toContain('What was brought over is dropped, 1 record'); // prettier-ignore
    expect((await cli('undo', String(operation))).code).toBe(0);
    expect(await ours()).toBe(false);
    expect(await json<{ records: unknown[] }>('migrate', '--show')).toEqual({ records: [] });
    expect((await json<ImportReport>('migrate')).worktrees).toHaveLength(1);
  });

  it('leaves a worktree alone whose process may still be at work', async () => {
    const worktree = await addOldWorktree();
    await sqlite(
      database,
      `${oldSchemas['0.4']} ${oldSession(repository.path, worktree, 'old-1', process.pid)}`,
    );
    const report = await json<ImportReport>('migrate');
    expect(report.worktrees).toEqual([]);
    expect(report.leftOut.join()).toContain(`process ${process.pid}`);
  });

  it.each(Object.keys(oldSchemas) as (keyof typeof oldSchemas)[])('reads schema %s', async (version) => {
    await sqlite(database, `${oldSchemas[version]} ${oldSession(repository.path, repository.path)}`);
    const report = await json<ImportReport>('migrate', '--dry-run');
    expect(report.broughtOver).toEqual([{ kind: 'session', count: 1 }]);
    expect(report.version).toBe(version.split('.').length === 3 ? version : null);
  });

  it('reads what is in a write-ahead log that was never merged', async () => {
    await sqliteKilled(database, `${oldSchemas['1.1.0']} ${oldSession(repository.path, repository.path)} ${oneOfEach(repository.path)}`); // prettier-ignore
    const before = await oldFiles();
    expect(Object.keys(before)).toContain('coordinator.db-wal');
    const report = await json<ImportReport>('migrate');
    expect(report.logCommits).toBeGreaterThan(0);
    expect(report.broughtOver).toHaveLength(6);
    expect(await oldFiles()).toEqual(before);
  });

  it.each([
    ['that is missing', null, 'there is no such file'],
    ['that is empty', Buffer.alloc(0), 'it is empty'],
    ['of another format', Buffer.from('{"not": "a database"}'), 'it is not an SQLite database'],
  ])('says why it cannot read a file %s', async (_, content, why) => {
    if (content !== null) await writeFile(database, content);
    const { code, stderr } = await cli('migrate');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(why) as string });
  });

  it('leaves a database alone that SQLite must roll back first', async () => {
    await sqlite(database, oldSchemas['0.2']);
    await writeFile(`${database}-journal`, Buffer.from('d9d505f920a163d700000001', 'hex'));
    expect((await cli('migrate')).stderr).toContain('a transaction of the old tool was interrupted');
  });

  it('says why it cannot read a database of another program, of a newer version, or a damaged one', async () => {
    await sqlite(database, 'CREATE TABLE other (a);');
    expect((await cli('migrate')).stderr).toContain('it is not a database of parallel-cc');
    const newer = join(home, 'newer.db');
    await sqlite(newer, `${oldSchemas['1.1.0']} UPDATE schema_metadata SET value = '2.0.0';`);
    expect((await cli('migrate', '--from', newer)).stderr).toContain('newer version');
    const damaged = join(home, 'damaged.db');
    await sqlite(damaged, `${oldSchemas['1.1.0']} ${oldSession(repository.path, repository.path)}`);
    const bytes = await readFile(damaged);
    bytes.fill(0x5a, 4096 + 100, 4096 * 3);
    await writeFile(damaged, bytes);
    expect((await cli('migrate', '--from', damaged)).stderr).toContain('it is damaged');
  });
});
