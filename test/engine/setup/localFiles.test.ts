import { lstat, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCoordinator } from '../../support/coordinator';
import { git } from '../../support/git';

const ignored = 'node_modules/\nlocal/\n.env\n*.key\n';

async function textIn(worktree: string, file: string): Promise<string | null> {
  return readFile(join(worktree, file), 'utf8').catch(() => null);
}

describe('a new worktree', () => {
  it('gets the ignored files that .worktreeinclude, .gtrconfig and our settings name, and no others', async () => {
    await using host = await openCoordinator({
      files: {
        '.gitignore': ignored,
        '.worktreeinclude': 'local/a.txt\n',
        '.gtrconfig':
          '[copy]\n\tinclude = local/b*.txt\n\texclude = local/b2.txt\n\tincludeDirs = node_modules\n\texcludeDirs = node_modules/.cache\n',
      },
    });
    await host.repository.write({
      'local/a.txt': 'a',
      'local/b1.txt': 'b1',
      'local/b2.txt': 'b2',
      'local/c.txt': 'c',
      'local/d.txt': 'd',
      'node_modules/x/index.js': 'x',
      'node_modules/.cache/big': 'big',
    });
    await symlink('../x/index.js', join(host.repository.path, 'node_modules/x/link.js')).catch(
      () => undefined,
    );
    await host.client.call('updateSettings', { settings: { copyFiles: ['/local/d.txt'] } });
    const { session, copiedFiles, warnings } = await host.register({ worktree: 'new' });
    const expected = [
      'local/a.txt',
      'local/b1.txt',
      'local/d.txt',
      'node_modules/x/index.js',
      'node_modules/x/link.js',
    ];
    expect([...copiedFiles].sort()).toEqual(expected);
    expect(warnings).toEqual([]);
    expect(await textIn(session.worktreePath, 'node_modules/x/link.js')).toBe('x');
    expect(await git(session.worktreePath, 'status', '--porcelain')).toBe('');
  });

  it('gets nothing from outside the repository, whatever the lists and links say', async () => {
    const claude = { worktree: { symlinkDirectories: ['../outside', 'node_modules', '/etc', 'linked'] } };
    await using host = await openCoordinator({
      files: {
        '.gitignore': `${ignored}linked\n`,
        '.worktreeinclude': '../outside/*\n/../outside/secret.key\nlocal/*\nlinked/*\n*.key\n',
        '.gtrconfig':
          '[copy]\n\tinclude = ../outside/secret.key\n\tinclude = /etc/passwd\n\tincludeDirs = ../outside\n',
        '.claude/settings.json': JSON.stringify(claude),
      },
    });
    const { path, folder } = host.repository;
    const outside = join(folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret.key'), 'secret');
    await mkdir(join(path, 'local'));
    await symlink(join(outside, 'secret.key'), join(path, 'local/absolute.key'));
    await symlink('../../outside/secret.key', join(path, 'local/relative.key'));
    await symlink(outside, join(path, 'linked'));
    await symlink(outside, join(path, 'node_modules'));
    const { session, copiedFiles, warnings } = await host.register({ worktree: 'new' });
    expect(copiedFiles).toEqual([]);
    expect(warnings.filter((warning) => warning.includes('is left out'))).toHaveLength(4);
    for (const file of ['local/absolute.key', 'local/relative.key', 'linked', 'node_modules', 'outside'])
      expect(await lstat(join(session.worktreePath, file)).catch(() => null)).toBeNull();
  });

  it('never has anything written through a link that its commit holds', async () => {
    await using host = await openCoordinator({ files: { '.gitignore': ignored, 'a.txt': 'a' } });
    const { path, folder } = host.repository;
    const outside = join(folder, 'outside');
    await mkdir(outside);
    // In the base commit "local" is a link to a folder outside; in the main worktree it is a folder with a file.
    await symlink(outside, join(path, 'local'));
    await host.repository.git('add', '--force', 'local');
    await host.repository.git('commit', '--quiet', '--message=link');
    const base = await host.repository.git('rev-parse', 'HEAD');
    await host.repository.git('rm', '--quiet', 'local');
    await host.repository.git('commit', '--quiet', '--message=no link');
    await host.repository.write({ 'local/authorized.key': 'evil', 'local/folder/x.key': 'evil' });
    await host.client.call('updateSettings', {
      settings: { copyFiles: ['*.key'], linkDirectories: ['local/folder'] },
    });
    const { copiedFiles } = await host.register({ worktree: 'new', base });
    expect(copiedFiles).toEqual([]);
    expect(await lstat(join(outside, 'authorized.key')).catch(() => null)).toBeNull();
    expect(await lstat(join(outside, 'folder')).catch(() => null)).toBeNull();
  });

  it('shares linked folders with the main worktree, and git does not see the link', async () => {
    const claude = '{ "worktree": { "symlinkDirectories": ["node_modules", "src", "missing"] } }';
    await using host = await openCoordinator({
      files: { '.gitignore': ignored, '.claude/settings.json': claude, 'src/a.ts': 'a' },
    });
    await host.repository.write({ 'node_modules/x/index.js': 'x' });
    const { session } = await host.register({ worktree: 'new', name: 'linked' });
    expect(await readlink(join(session.worktreePath, 'node_modules'))).toBe(
      join(host.repository.path, 'node_modules'),
    );
    expect((await lstat(join(session.worktreePath, 'src'))).isDirectory()).toBe(true);
    expect(await git(session.worktreePath, 'status', '--porcelain')).toBe('');
    const { worktree } = await host.client.call('releaseSession', { session: 'linked', worktree: 'auto' });
    expect(worktree.outcome).toBe('removed');
    expect(await textIn(host.repository.path, 'node_modules/x/index.js')).toBe('x');
  });

  it('is kept when a copied file was changed in it, whichever file named it', async () => {
    await using host = await openCoordinator({
      files: { '.gitignore': ignored, '.gtrconfig': '[copy]\n\tinclude = local/*.txt\n' },
    });
    await host.repository.write({ 'local/a.txt': 'a' });
    const { session } = await host.register({ worktree: 'new', name: 'changed' });
    await writeFile(join(session.worktreePath, 'local/a.txt'), 'precious');
    const { worktree } = await host.client.call('releaseSession', { session: 'changed', worktree: 'auto' });
    expect(worktree).toMatchObject({ outcome: 'kept', reason: 'It has changes in its own local/a.txt.' });
  });
});
