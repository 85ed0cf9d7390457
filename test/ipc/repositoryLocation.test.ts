import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRepository } from '../../src/ipc/repositoryLocation';
import { git, makeRepository } from '../support/git';

describe('findRepository', () => {
  it('finds the main worktree from any folder, file or path to come below it', async () => {
    await using repository = await makeRepository({ files: { 'src/a.ts': 'a\n' } });
    const found = {
      kind: 'worktree',
      worktreeRoot: repository.path,
      commonDir: join(repository.path, '.git'),
    };
    for (const path of ['', 'src', 'src/a.ts', 'src/not/there.ts'])
      expect(findRepository(join(repository.path, path))).toMatchObject(found);
  });

  it('finds a linked worktree and the directory it shares with the main one', async () => {
    await using repository = await makeRepository({ files: { 'a.ts': 'a\n' } });
    const linked = join(repository.folder, 'linked');
    await repository.git('worktree', 'add', '--quiet', linked);
    expect(findRepository(join(linked, 'a.ts'))).toEqual({
      kind: 'worktree',
      worktreeRoot: linked,
      gitDir: join(repository.path, '.git/worktrees/linked'),
      commonDir: join(repository.path, '.git'),
    });
  });

  it('takes a submodule for a repository of its own', async () => {
    await using inner = await makeRepository({ files: { 'b.ts': 'b\n' } });
    await using repository = await makeRepository({ files: { 'a.ts': 'a\n' } });
    await git(
      repository.path,
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      inner.path,
      'sub',
    );
    expect(findRepository(join(repository.path, 'sub/b.ts'))).toMatchObject({
      worktreeRoot: join(repository.path, 'sub'),
      commonDir: join(repository.path, '.git/modules/sub'),
    });
  });

  it('knows a bare repository', async () => {
    await using repository = await makeRepository({ files: { 'a.ts': 'a\n' } });
    const bare = join(repository.folder, 'bare.git');
    await git(repository.folder, 'clone', '--quiet', '--bare', repository.path, bare);
    expect(findRepository(bare)).toEqual({ kind: 'bare', commonDir: bare });
  });

  it('follows links, and finds nothing where there is nothing', async () => {
    await using repository = await makeRepository({ files: { 'a.ts': 'a\n' } });
    const link = join(repository.folder, 'link');
    await symlink(repository.path, link);
    expect(findRepository(join(link, 'a.ts'))).toMatchObject({ worktreeRoot: repository.path });
    await mkdir(join(repository.folder, 'plain'));
    expect(findRepository(join(repository.folder, 'plain'))).toBeNull();
  });
});
