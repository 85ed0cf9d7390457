import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand, runJson } from '../support/commandLine';
import { makeRepository } from '../support/git';
import type { SmallDisk } from '../support/smallDisk';
import { mayMount, mountSmallDisk } from '../support/smallDisk';

/** Makes a repository on a disk. */
async function repositoryOn(disk: SmallDisk): Promise<string> {
  await using repository = await makeRepository({ files: { a: 'a\n' } });
  const path = join(disk.folder, 'repository');
  await cp(repository.path, path, { recursive: true });
  return path;
}

const full = { code: 'storeUnavailable', message: expect.stringContaining('the disk is full') as string };

async function refusalOf(
  path: string,
  args: readonly string[],
): Promise<{ code: number | null; error: unknown }> {
  const { code, stdout } = await runCommand(path, [...args, '--json']);
  return { code, error: (JSON.parse(stdout) as { error: unknown }).error };
}

describe.skipIf(!mayMount)('on a full disk', () => {
  it('a coordinator that is to start says so, whether or not it ever ran there, and starts when there is room', async () => {
    await using disk = await mountSmallDisk(16);
    const path = await repositoryOn(disk);
    disk.fill();
    expect(await refusalOf(path, ['status'])).toMatchObject({ code: 1, error: full });
    disk.free();
    await runJson(path, ['status']);
    await runJson(path, ['serve', '--stop']);
    disk.fill();
    expect(await refusalOf(path, ['status'])).toMatchObject({ code: 1, error: full });
    disk.free();
    await runJson(path, ['status']);
    await runJson(path, ['serve', '--stop']);
  });

  it('a coordinator that runs refuses to change settings, keeps them, goes on, and changes them when there is room', async () => {
    await using disk = await mountSmallDisk(16);
    const path = await repositoryOn(disk);
    await runJson(path, ['config', 'set', 'claimMinutes', '7']);
    const file = join(path, '.git/parallel-cc/settings.json');
    const before = await readFile(file, 'utf8');
    disk.fill();
    for (let attempt = 0; attempt < 3; attempt++)
      expect(await refusalOf(path, ['config', 'set', 'claimMinutes', '9'])).toMatchObject({
        code: 1,
        error: full,
      });
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await runJson(path, ['config', 'get', 'claimMinutes'])).toMatchObject({ value: 7 });
    disk.free();
    expect(await runJson(path, ['config', 'set', 'claimMinutes', '9'])).toMatchObject({ value: 9 });
    await runJson(path, ['serve', '--stop']);
  });
});
