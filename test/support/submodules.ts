// Repositories with a submodule, whose objects git copies from a folder.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestCoordinator } from './coordinator';
import { openCoordinator } from './coordinator';
import type { FileContents } from './git';

/** A coordinator of a repository with a submodule at `lib`; for as long as it lasts git may copy from folders. */
export async function openWithSubmodule(library: string, files: FileContents): Promise<TestCoordinator> {
  const host = await openCoordinator({ files });
  const before = process.env['GIT_CONFIG_GLOBAL'];
  const config = join(host.repository.folder, 'gitconfig');
  await writeFile(config, '[protocol "file"]\n\tallow = always\n');
  process.env['GIT_CONFIG_GLOBAL'] = config;
  const allow = ['-c', 'protocol.file.allow=always'];
  await host.repository.git(...allow, 'submodule', '--quiet', 'add', library, 'lib');
  await host.repository.commit('submodule');
  return Object.create(host, {
    [Symbol.asyncDispose]: {
      value: async () => {
        if (before === undefined) delete process.env['GIT_CONFIG_GLOBAL'];
        else process.env['GIT_CONFIG_GLOBAL'] = before;
        await host[Symbol.asyncDispose]();
      },
    },
  }) as TestCoordinator;
}
