import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../src/core/settings';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';

const files = { a: 'a\n' };

/** The repository's settings and its folder, with a coordinator that has read them. */
async function openWith(text: string): Promise<TestCoordinator> {
  const host = await openCoordinator({ files });
  await host.stop();
  await writeFile(pathOf(host), text);
  await host.restart();
  return host;
}

function folderOf(host: TestCoordinator): string {
  return join(host.repository.path, '.git', 'parallel-cc');
}

function pathOf(host: TestCoordinator): string {
  return join(folderOf(host), 'settings.json');
}

async function written(host: TestCoordinator): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(pathOf(host), 'utf8')) as Record<string, unknown>;
}

async function look(host: TestCoordinator) {
  const { settings, warnings } = await host.client.call('getSnapshot', { fresh: false });
  return { settings, warnings };
}

function set(host: TestCoordinator, settings: Record<string, unknown>) {
  return host.client.call('updateSettings', { settings });
}

async function asides(host: TestCoordinator): Promise<string[]> {
  return (await readdir(folderOf(host))).filter((name) => name.startsWith('settings.json.damaged'));
}

describe('a settings file', () => {
  it('of a newer version keeps what this one does not know, and all else of it counts', async () => {
    await using host = await openWith('{ "claimMinutes": 7, "ofTomorrow": { "deep": [1] } }');
    const { settings, warnings } = await look(host);
    expect(settings).toEqual({ ...defaultSettings, claimMinutes: 7 });
    expect(warnings).toEqual([expect.stringContaining('"ofTomorrow"')]);
    await set(host, { staleMinutes: 3 });
    expect(await written(host)).toMatchObject({
      claimMinutes: 7,
      staleMinutes: 3,
      ofTomorrow: { deep: [1] },
    });
    await host.restart();
    expect((await look(host)).settings).toEqual({ ...defaultSettings, claimMinutes: 7, staleMinutes: 3 });
    expect(await asides(host)).toEqual([]);
  });

  it('with a value that is not allowed has the default there alone, until that is set anew', async () => {
    await using host = await openWith('{ "claimMinutes": "soon", "radar": false }');
    const found = await look(host);
    expect(found.settings).toEqual({ ...defaultSettings, radar: false });
    expect(found.warnings).toEqual([expect.stringContaining('"claimMinutes" must be a number of minutes')]);
    await set(host, { staleMinutes: 3 });
    expect(await written(host)).toMatchObject({ claimMinutes: 'soon', radar: false, staleMinutes: 3 });
    await set(host, { claimMinutes: 9 });
    expect(await written(host)).toMatchObject({ claimMinutes: 9 });
    expect((await look(host)).warnings).toEqual([]);
  });

  for (const [what, text] of [
    ['broken JSON', '{ "claimMinutes": 7,'],
    ['no object in it', '["claimMinutes"]'],
    ['nothing in it', ''],
  ] as const)
    // prettier-ignore
    it(`with ${what} is set aside before the first change, and the user told as what`, async () => {
      await using host = await openWith(text);
      const before = await look(host);
      expect(before.settings).toEqual(defaultSettings);
      expect(before.warnings).toEqual([expect.stringContaining('not valid JSON')]);
      expect(await readFile(pathOf(host), 'utf8')).toBe(text);
      await set(host, { radar: false });
      const [aside = '', ...others] = await asides(host);
      expect(others).toEqual([]);
      expect(await readFile(join(folderOf(host), aside), 'utf8')).toBe(text);
      const after = await look(host);
      expect(after.warnings).toEqual([expect.stringContaining(`set aside as "${aside}"`)]);
      expect(after.settings).toEqual({ ...defaultSettings, radar: false });
      expect(await written(host)).toMatchObject({ radar: false });
      await host.restart();
      expect((await look(host)).warnings).toEqual(after.warnings);
    });

  it('is set aside under a name that nothing has', async () => {
    await using host = await openWith('one');
    await set(host, { radar: false });
    await writeFile(pathOf(host), 'two');
    await set(host, { claimMinutes: 5 });
    const texts = (await asides(host)).map((name) => readFile(join(folderOf(host), name), 'utf8'));
    expect((await Promise.all(texts)).sort()).toEqual(['one', 'two']);
    // What held when the file was broken still does.
    expect(await written(host)).toMatchObject({ radar: false, claimMinutes: 5 });
  });

  it('that is corrected by hand while the coordinator runs counts at the next change', async () => {
    await using host = await openWith('{ "claimMinutes": 7,');
    await writeFile(pathOf(host), '{ "claimMinutes": 7 }');
    await set(host, { radar: false });
    expect(await written(host)).toMatchObject({ claimMinutes: 7, radar: false });
    expect((await look(host)).warnings).toEqual([]);
    expect(await asides(host)).toEqual([]);
  });

  it('that cannot be read is told of and not overwritten', async () => {
    await using host = await openCoordinator({ files });
    await host.stop();
    // What no user may read root may; a folder nobody can read as a file.
    await mkdir(pathOf(host));
    await host.restart();
    expect((await look(host)).warnings).toEqual([expect.stringContaining('cannot be read')]);
    await expect(set(host, { radar: false })).rejects.toMatchObject({
      code: 'storeUnavailable',
      message: expect.stringContaining('cannot be read') as string,
    });
    expect((await readdir(folderOf(host))).filter((name) => name.startsWith('settings'))).toEqual([
      'settings.json',
    ]);
    await rm(pathOf(host), { recursive: true });
    await set(host, { radar: false });
    expect(await written(host)).toMatchObject({ radar: false });
  });
});
