import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { findRepository } from '../../src/ipc/repositoryLocation';
import { readOwner } from '../../src/ipc/ownerFile';
import type { CleanUpResult } from '../../src/protocol/results';
import type { Operation } from '../../src/core/operation';
import { runCommand, runJson } from '../support/commandLine';
import { fingerprint } from '../support/fingerprint';
import { makeRepository, writeFiles } from '../support/git';
import { eventually } from '../support/processes';
import { registerSession, stopHost } from '../support/sessions';

const manyFiles = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`many/${index % 15}/${index}.txt`, `${index}\n`])); // prettier-ignore

it.each([
  ['as soon as its folder is moved', () => true],
  ['while its files are deleted', (aside: string) => !existsSync(join(aside, 'many/0'))],
])('a removal that is cut short %s is undone or done, and leaves nothing', async (_, isMoment) => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  const { worktreePath: path } = await registerSession(repository.path, 'work', '--new');
  await writeFiles(path, { ...manyFiles, 'a.txt': 'changed\n' });
  await runCommand(repository.path, ['release', 'work', '--keep']);
  const before = await fingerprint(path);
  const removal = runCommand(repository.path, ['worktrees', 'remove', 'work', '--force']);
  await eventually(
    async () => {
      const aside = (await readdir(dirname(path))).find((name) => name.startsWith('.work.removed-'));
      return aside !== undefined && isMoment(join(dirname(path), aside));
    },
    { everyMs: 1, timeoutMs: 30_000 },
  );
  kill(repository.path);
  await removal;

  await runCommand(repository.path, ['status']);
  if (!existsSync(path)) {
    const { operations } = await runJson<{ operations: readonly Operation[] }>(repository.path, ['log']);
    const { id } = operations.find(({ kind }) => kind === 'worktreeRemoved') ?? { id: 0 };
    await runJson(repository.path, ['undo', String(id)]);
  }
  expect(await fingerprint(path)).toEqual(before);
  const { worktrees } = await runJson<CleanUpResult>(repository.path, ['cleanup']);
  expect(worktrees).toMatchObject([{ path, outcome: 'kept' }]);
  expect(await readdir(dirname(path))).toEqual(['work']);
  await stopHost(repository.path);
});

function kill(repository: string): void {
  const location = findRepository(repository);
  if (location === null) throw new Error('The repository is gone.');
  const owner = readOwner(join(location.commonDir, 'parallel-cc'));
  if (owner === null) throw new Error('Nobody owns the repository.');
  process.kill(owner.process.pid, 'SIGKILL');
}
