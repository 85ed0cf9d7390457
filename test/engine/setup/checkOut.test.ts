import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCoordinator } from '../../support/coordinator';
import { git, makeRepository } from '../../support/git';
import type { TestCoordinator } from '../../support/coordinator';

const files = { 'top.txt': 'top', 'app/a.txt': 'a', 'docs/d.txt': 'd' };
const globalConfig = process.env['GIT_CONFIG_GLOBAL'];

afterEach(() => {
  if (globalConfig === undefined) delete process.env['GIT_CONFIG_GLOBAL'];
  else process.env['GIT_CONFIG_GLOBAL'] = globalConfig;
});

/** Git configuration that programs without a repository of their own read too, as `git clone` of a submodule does. */
async function useGlobalConfig(host: TestCoordinator, text: string): Promise<void> {
  const file = join(host.repository.folder, 'gitconfig');
  await writeFile(file, text);
  process.env['GIT_CONFIG_GLOBAL'] = file;
}

describe('the files of a new worktree', () => {
  it('are those of the main worktree where that is sparse', async () => {
    await using host = await openCoordinator({ files });
    await host.repository.git('sparse-checkout', 'set', 'app');
    const { session } = await host.register({ worktree: 'new' });
    expect(existsSync(join(session.worktreePath, 'app/a.txt'))).toBe(true);
    expect(existsSync(join(session.worktreePath, 'docs'))).toBe(false);
    expect(await git(session.worktreePath, 'status', '--porcelain')).toBe('');
  });

  it('are those that are asked for, and leave the main worktree as it is', async () => {
    const settings = '{ "worktree": { "sparsePaths": ["docs"] } }';
    await using host = await openCoordinator({ files: { ...files, '.claude/settings.json': settings } });
    const { session } = await host.register({ worktree: 'new' });
    expect(existsSync(join(session.worktreePath, 'docs/d.txt'))).toBe(true);
    expect(existsSync(join(session.worktreePath, 'app'))).toBe(false);
    expect(existsSync(join(host.repository.path, 'app/a.txt'))).toBe(true);
    expect(await git(session.worktreePath, 'status', '--porcelain')).toBe('');
    expect(await host.repository.git('status', '--porcelain')).toBe('');
  });

  it('hold pointers where Git LFS is configured but not installed, and that is said', async () => {
    await using host = await openCoordinator({
      files: { ...files, '.gitattributes': '*.bin filter=lfs\n', 'big.bin': 'pointer\n' },
    });
    for (const [key, value] of [
      ['smudge', 'no-such-lfs smudge'],
      ['process', 'no-such-lfs process'],
      ['required', 'true'],
    ] as const)
      await host.repository.git('config', `filter.lfs.${key}`, value);
    const { session, warnings } = await host.register({ worktree: 'new' });
    expect(await readFile(join(session.worktreePath, 'big.bin'), 'utf8')).toBe('pointer\n');
    expect(warnings.join()).toContain('git-lfs is not installed');
  });

  it('come with the submodules that the main worktree has, borrowing their objects', async () => {
    await using library = await makeRepository({ files: { 'lib.txt': 'lib' } });
    await using other = await makeRepository({ files: { 'other.txt': 'other' } });
    await using host = await openCoordinator({ files });
    await useGlobalConfig(host, '[protocol "file"]\n\tallow = always\n');
    const allow = ['-c', 'protocol.file.allow=always'];
    await host.repository.git(...allow, 'submodule', '--quiet', 'add', library.path, 'lib');
    await host.repository.git(...allow, 'submodule', '--quiet', 'add', other.path, 'other');
    await host.repository.commit('submodules');
    await host.repository.git('submodule', '--quiet', 'deinit', 'other');
    const { session, warnings } = await host.register({ worktree: 'new' });
    expect(warnings).toEqual([]);
    expect(await readFile(join(session.worktreePath, 'lib/lib.txt'), 'utf8')).toBe('lib');
    expect(existsSync(join(session.worktreePath, 'other/other.txt'))).toBe(false);
    const alternates = await git(
      join(session.worktreePath, 'lib'),
      'rev-parse',
      '--git-path',
      'objects/info/alternates',
    );
    expect(
      await readFile(join(session.worktreePath, 'lib', alternates), 'utf8').catch(() =>
        readFile(alternates, 'utf8'),
      ),
    ).toContain(join('.git', 'modules', 'lib'));
  });

  it('come without a submodule that cannot be had, and that is said', async () => {
    await using host = await openCoordinator({ files });
    await using library = await makeRepository({ files: { 'lib.txt': 'lib' } });
    await host.repository.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      library.path,
      'lib',
    );
    await host.repository.commit('submodule');
    const { session, warnings } = await host.register({ worktree: 'new' });
    expect(warnings.join()).toMatch(/^The submodule "lib" is missing: .+/);
    expect(existsSync(join(session.worktreePath, 'top.txt'))).toBe(true);
  });

  it('are written after a shallow clone without fetching', async () => {
    await using source = await makeRepository({
      files,
      commits: [{ message: 'two', files: { 'top.txt': 'two' } }],
    });
    await using host = await openCoordinator({ files: { 'x.txt': 'x' } });
    await host.repository.git('fetch', '--quiet', '--depth=1', `file://${source.path}`, 'main:shallow');
    const { session } = await host.register({ worktree: 'new', base: 'shallow' });
    expect(await readFile(join(session.worktreePath, 'top.txt'), 'utf8')).toBe('two');
  });

  it('that a partial clone lacks are named as the reason, and nothing is left behind', async () => {
    await using source = await makeRepository({ files });
    await source.git('config', 'uploadpack.allowFilter', 'true');
    await using host = await openCoordinator({ files: { 'x.txt': 'x' } });
    await host.repository.git('remote', 'add', 'origin', `file://${source.path}`);
    await host.repository.git('fetch', '--quiet', '--filter=blob:none', 'origin', 'main:partial');
    await host.repository.git('remote', 'set-url', 'origin', 'file:///no/such/repository');
    await expect(host.register({ worktree: 'new', base: 'partial' })).rejects.toThrow(
      'This repository is a partial clone',
    );
    expect(await host.repository.git('worktree', 'list')).not.toContain('\n');
    expect(await host.repository.git('branch', '--list', 'parallel/*')).toBe('');
    const { worktrees } = await host.client.call('getSnapshot', { fresh: false });
    expect(worktrees).toHaveLength(1);
  });

  it("are followed by the repository's post-checkout hook, as with git itself", async () => {
    await using host = await openCoordinator({ files: { ...files, '.gitignore': 'hook.log\n' } });
    const hook = join(host.repository.path, '.git/hooks/post-checkout');
    await host.repository.write({ '.git/hooks/post-checkout': '#!/bin/sh\necho "$1 $3" > hook.log\n' });
    await chmod(hook, 0o755);
    const { session } = await host.register({ worktree: 'new' });
    expect(await readFile(join(session.worktreePath, 'hook.log'), 'utf8')).toBe(`${'0'.repeat(40)} 1\n`);
  });
});
