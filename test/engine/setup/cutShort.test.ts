import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readOwner } from '../../../src/ipc/ownerFile';
import type { Snapshot } from '../../../src/protocol/snapshot';
import { runCommand, runJson } from '../../support/commandLine';
import { makeRepository } from '../../support/git';
import { eventually } from '../../support/processes';

it('takes a worktree away whose creation ended when the coordinator was killed, and says so', async () => {
  await using repository = await makeRepository({
    files: { 'a.txt': 'a', 'z.slow': 'z', '.gitattributes': '*.slow filter=slow\n' },
  });
  const pidFile = join(repository.folder, 'filter.pid');
  await repository.git('config', 'filter.slow.smudge', `echo $$ > '${pidFile}'; exec sleep 60`);
  const registering = runCommand(repository.path, [
    'register',
    '--new',
    '--name',
    'cut',
    '--request-id',
    'cut-short',
  ]);
  const filter = await eventually(async () => Number((await readFile(pidFile, 'utf8')).trim()) || false, {
    timeoutMs: 30_000,
  });
  const worktree = join(repository.folder, 'repository-worktrees/cut');
  expect(existsSync(worktree)).toBe(true);
  const owner = readOwner(join(repository.path, '.git', 'parallel-cc'));
  process.kill(owner?.process.pid ?? Number.NaN, 'SIGKILL');
  await registering;
  await repository.git('config', '--unset', 'filter.slow.smudge');

  const { worktrees, warnings } = await runJson<Snapshot>(repository.path, ['status']);
  expect(worktrees).toHaveLength(1);
  expect(warnings.join()).toContain('The creation of worktree "cut" had been interrupted.');
  expect(existsSync(worktree)).toBe(false);
  expect(await repository.git('branch', '--list', 'parallel/*')).toBe('');
  process.kill(filter, 'SIGKILL');
  await runCommand(repository.path, ['serve', '--stop']);
});
