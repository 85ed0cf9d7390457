import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Operation } from '../../src/core/operation';
import { readOwner } from '../../src/ipc/ownerFile';
import { findRepository } from '../../src/ipc/repositoryLocation';
import type { Snapshot } from '../../src/protocol/snapshot';
import { runCommand, runJson } from '../support/commandLine';
import { fingerprint } from '../support/fingerprint';
import type { Repository } from '../support/git';
import { makeRepository, writeFiles } from '../support/git';
import type { RunResult } from '../support/processes';
import { eventually } from '../support/processes';
import { registerSession, stopHost } from '../support/sessions';

// The command repeats its call at the next coordinator, which has taken back what was half done.
it('a restore during which the coordinator is killed is done all the same, and leaves nothing', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  const { worktreePath: path } = await registerSession(repository.path, 'work', '--new');
  await writeFiles(path, manyFiles('good'));
  await runCommand(repository.path, ['snapshot', 'work']);
  const wanted = await fingerprint(path);
  await writeFiles(path, { ...manyFiles('bad'), 'a.txt': 'changed\n' });
  const label = (await lastSnapshot(repository)) ?? '';
  const replacing = join(repository.path, '.git/parallel-cc/replacing');
  const { code } = await cutShort(repository, ['restore', `work@${label}`], async () => {
    const [folder] = await readdir(replacing).catch(() => []);
    return (
      folder !== undefined && (await readdir(join(replacing, folder, 'old')).catch(() => [])).length > 20
    );
  });
  expect(code).toBe(0);
  expect(await fingerprint(path)).toEqual(wanted);
  expect(await readdir(replacing)).toEqual([]);
  await stopHost(repository.path);
}, 180_000);

it('an undo of a removal during which the coordinator is killed is done all the same, to the byte', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n', ...manyFiles('committed') } });
  const { worktreePath: path } = await registerSession(repository.path, 'work', '--new');
  await writeFiles(path, { ...manyFiles('changed'), 'new.txt': 'new\n' });
  await runCommand(repository.path, ['release', 'work', '--keep']);
  const before = await fingerprint(path);
  await runJson(repository.path, ['worktrees', 'remove', 'work', '--force']);
  const { operations } = await runJson<{ operations: readonly Operation[] }>(repository.path, ['log']);
  const id = String(operations.find(({ kind }) => kind === 'worktreeRemoved')?.id);
  const half = (): Promise<boolean> => Promise.resolve(existsSync(join(path, 'many')));
  const { code } = await cutShort(repository, ['undo', id], half);
  expect(code).toBe(0);
  expect(await fingerprint(path)).toEqual(before);
  const { warnings } = await runJson<Snapshot>(repository.path, ['status']);
  expect(warnings.join('\n')).toContain('was being brought back when that was interrupted');
  await stopHost(repository.path);
}, 180_000);

function manyFiles(content: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`many/${index % 15}/${index}.txt`, `${content} ${index}\n`])); // prettier-ignore
}

async function lastSnapshot({ path }: Repository): Promise<string | undefined> {
  const { snapshots } = await runJson<{ snapshots: readonly { readonly label: string }[] }>(path, ['history', 'work']); // prettier-ignore
  return snapshots.at(-1)?.label;
}

/** Begins a command and kills the coordinator at a moment. */
async function cutShort(
  { path }: Repository,
  command: readonly string[],
  isMoment: () => Promise<boolean>,
): Promise<RunResult> {
  const running = runCommand(path, [...command]);
  await eventually(isMoment, { everyMs: 1, timeoutMs: 30_000 });
  const location = findRepository(path);
  if (location === null) throw new Error('The repository is gone.');
  const owner = readOwner(join(location.commonDir, 'parallel-cc'));
  if (owner === null) throw new Error('Nobody owns the repository.');
  process.kill(owner.process.pid, 'SIGKILL');
  return running;
}
