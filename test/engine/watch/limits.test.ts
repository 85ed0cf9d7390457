import { join } from 'node:path';
import { expect, it } from 'vitest';
import { silentLogger } from '../../../src/base/logger';
import { Watch } from '../../../src/engine/watch/watch';
import { builtPrograms } from '../../support/build';
import { makeRepository, writeFiles } from '../../support/git';

it('says that not all which is held can be watched, and no more once it can', async () => {
  await using repository = await makeRepository();
  const many = Object.fromEntries(Array.from({ length: 5_001 }, (_, index) => [`many/${index}.txt`, '']));
  await writeFiles(repository.path, many);
  const workerFile = join(await builtPrograms(), 'watchWorker.js');
  const watch = new Watch({ stateDir: repository.folder, epoch: 1, workerFile, logger: silentLogger });
  const worktrees = [repository.path];
  try {
    const said = async (): Promise<string | null> => Promise.resolve(watch.problem);
    watch.setHeld({ worktrees, held: [{ kind: 'folder', path: 'many', since: Date.now() }] });
    await expect.poll(said, { timeout: 20_000 }).toContain('Not all that is held can be watched');
    watch.setHeld({ worktrees, held: [{ kind: 'file', path: 'many/1.txt', since: Date.now() }] });
    await expect.poll(said, { timeout: 20_000 }).toBe(null);
  } finally {
    await watch.dispose();
  }
});
