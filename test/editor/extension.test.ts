import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runExtensionTests } from '../support/editor/runExtensionTests';
import { makeRepository } from '../support/git';
import { readOwner } from '../../src/ipc/ownerFile';

const limits =
  '// Limits of the payments client.\nexport const timeoutMs = 1000;\nexport const retries = 3;\n';

test('the extension coordinates the repository of its window, and gives it free when the window closes', async () => {
  await using repository = await makeRepository({ files: { 'src/limits.ts': limits } });
  await runExtensionTests({
    suite: join(import.meta.dirname, 'suite/index.ts'),
    extensionDevelopmentPath: resolve(import.meta.dirname, '../..'),
    workspace: repository.path,
  });
  const state = join(repository.path, '.git/parallel-cc');
  expect(readdirSync(state)).toContainEqual(expect.stringMatching(/^state\.1\.\d+\.db$/));
  expect(readOwner(state)).toMatchObject({ kind: 'extension', state: 'released' });
});

test('a window of several folders takes the repository among them, with its own settings', async () => {
  await using repository = await makeRepository({ files: { 'src/limits.ts': limits } });
  const workspace = join(repository.folder, 'both.code-workspace');
  await mkdir(join(repository.folder, 'notes'));
  await writeFile(workspace, JSON.stringify({ folders: [{ path: 'notes' }, { path: 'repository' }] }));
  await runExtensionTests({
    suite: join(import.meta.dirname, 'multiRoot/index.ts'),
    extensionDevelopmentPath: resolve(import.meta.dirname, '../..'),
    workspace,
  });
});
