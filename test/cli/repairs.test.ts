import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Snapshot } from '../../src/protocol/snapshot';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';
import { runCli, runJson } from './runCli';
import { stopHost } from '../support/sessions';

interface Report {
  readonly checks: readonly { readonly name: string; readonly state: string; readonly found: string }[];
}

let repository: Repository;
beforeEach(async () => {
  repository = await makeRepository({ files: { a: 'a\n' } });
});
afterEach(async () => {
  await stopHost(repository.path);
  await repository.dispose();
});

async function cli(...args: string[]): Promise<string> {
  return (await runCli(args, { cwd: repository.path })).stdout;
}

async function status(): Promise<Snapshot> {
  return (await runJson<Snapshot>(['status'], { cwd: repository.path })).json;
}

async function found(name: string): Promise<string | undefined> {
  const { json } = await runJson<Report>(['doctor'], { cwd: repository.path });
  return json.checks.find((check) => check.name === name)?.found;
}

/** Damages the image that the next coordinator would begin with; returns its name. */
async function damageNewestImage(): Promise<string> {
  const folder = join(repository.path, '.git/parallel-cc');
  const images = (await readdir(folder)).filter((name) => /^state\.\d+\.\d+\.db$/.test(name)).sort();
  const newest = images.at(-1) ?? '';
  await writeFile(join(folder, newest), 'damaged');
  return newest;
}

it('what was repaired while nobody looked is told by status and doctor until it is dismissed', async () => {
  for (let start = 0; start < 2; start++) {
    await cli('register', '--name', `worker-${start}`);
    await cli('serve', '--stop');
  }
  const name = await damageNewestImage();
  // The coordinator that repaired it leaves before anybody asks.
  await cli('claims');
  await cli('serve', '--stop');
  const told = `"${name}" of the saved state is damaged and has been set aside`;
  const { warnings, repairs = [] } = await status();
  expect(warnings).toContainEqual(expect.stringContaining(told));
  expect(repairs).toEqual([expect.stringContaining('Nothing is lost')]);
  expect(await cli('status')).toContain('parallel-cc doctor --dismiss');
  expect(await found('repaired')).toContain(told);
  expect(await found('store')).toContain(`1 damaged file set aside: ${name}.damaged-`);

  expect(await cli('doctor', '--dismiss')).toContain(`Dismissed: ${told}`);
  expect((await status()).warnings).not.toContainEqual(expect.stringContaining(told));
  await cli('serve', '--stop');
  expect((await status()).repairs).toEqual([]);
  expect(await cli('doctor', '--dismiss')).toContain('nothing to dismiss');
});
