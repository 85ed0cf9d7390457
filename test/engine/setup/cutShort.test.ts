import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readOwner } from '../../../src/ipc/ownerFile';
import type { Snapshot } from '../../../src/protocol/snapshot';
import { runCommand, runJson } from '../../support/commandLine';
import { git, makeRepository } from '../../support/git';
import { eventually } from '../../support/processes';
import { stopHost } from '../../support/sessions';

it('takes a worktree away whose creation ended when the coordinator was killed, says so, and makes it for who waits for it', async () => {
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
  await repository.git('config', '--unset', 'filter.slow.smudge');
  const owner = readOwner(join(repository.path, '.git', 'parallel-cc'));
  process.kill(owner?.process.pid ?? Number.NaN, 'SIGKILL');
  // The client asks the next coordinator again, which clears away and makes the worktree anew.
  expect(await registering).toMatchObject({ code: 0 });

  const { worktrees, warnings } = await runJson<Snapshot>(repository.path, ['status']);
  expect(worktrees.map(({ path }) => path)).toEqual([repository.path, worktree]);
  expect(warnings.join()).toContain('The creation of worktree "cut" had been interrupted.');
  expect(await git(worktree, 'status', '--porcelain')).toBe('');
  process.kill(filter, 'SIGKILL');
  await stopHost(repository.path);
});
