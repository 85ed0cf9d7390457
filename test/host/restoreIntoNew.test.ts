import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MethodParams } from '../../src/protocol/methods';
import type { RestoreResult, UndoResult } from '../../src/protocol/results';
import { trust } from '../engine/setup/setUp';
import { runCommand } from '../support/commandLine';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import { fileContents, fingerprint } from '../support/fingerprint';
import { git, makeRepository, writeFiles } from '../support/git';
import { eventually } from '../support/processes';
import { squat } from '../support/removal';
import { openWithSubmodule } from '../support/submodules';

const files = { 'src/a.ts': 'one\n', 'src/b.ts': 'b\n', '.gitignore': '.env\nnode_modules\nmade.txt\n' };

describe('a snapshot in a new worktree', () => {
  it('is what its preview showed, or nothing', async () => {
    await using host = await withSnapshot();
    const preview = await restore(host, { dryRun: true });
    expect(preview.changes).toEqual([
      { path: 'new.txt', change: 'added' },
      { path: 'src/a.ts', change: 'changed' },
    ]);
    expect(preview.newWorktree).toMatchObject({ branch: 'parallel/api-0' });
    expect(existsSync(preview.worktreePath)).toBe(false);
    await expect(restore(host, { plan: 'another' })).rejects.toMatchObject({ code: 'previewOutdated' });
    const made = await restore(host, { plan: preview.plan });
    expect(made).toMatchObject({ worktreePath: preview.worktreePath, changes: preview.changes });
    expect(await git(made.worktreePath, 'status', '--porcelain')).toBe(' M src/a.ts\n?? new.txt');
  });

  it('has its files listed on the command line, which ends with what does just that', async () => {
    await using host = await withSnapshot();
    const shown = await runCommand(host.repository.path, ['restore', 'api', '--new', '--dry-run', '--paths', 'new.txt']); // prettier-ignore
    expect(shown.stdout).toContain('1 file as it was then:\n  A new.txt\n');
    const [, again = ''] = /^Do just that with: parallel-cc (.*)$/m.exec(shown.stdout) ?? [];
    const done = await runCommand(host.repository.path, again.split(' '));
    expect(done.stdout).toMatch(/Take it back with: parallel-cc undo \d+$/m);
    const [, path = ''] = /: (\/.*)$/m.exec(done.stdout) ?? [];
    expect(await readFile(join(path, 'new.txt'), 'utf8')).toBe('new\n');
    expect(await readFile(join(path, 'src/a.ts'), 'utf8')).toBe('one\n');
  });

  it('has only the files that are named, on the commit that it was taken on', async () => {
    await using host = await withSnapshot();
    const made = await restore(host, { paths: ['src'] });
    expect(made.changes).toEqual([{ path: 'src/a.ts', change: 'changed' }]);
    expect(Object.keys(await fileContents(made.worktreePath)).sort()).toEqual(['.gitignore', 'src/a.ts', 'src/b.ts']); // prettier-ignore
    expect(await git(made.worktreePath, 'rev-parse', 'HEAD')).toBe(made.newWorktree?.baseCommit);
    await expect(restore(host, { paths: ['src/c.ts'] })).rejects.toMatchObject({ code: 'invalidInput' });
  });

  it('has all that a new worktree has beside its files, but for what the snapshot has', async () => {
    const setup = JSON.stringify({ scripts: { setup: 'echo "$PARALLEL_CC_PORT" > made.txt' } });
    await using library = await makeRepository({ files: { 'lib.txt': 'lib\n' } });
    await using host = await openWithSubmodule(library.path, { ...files, 'conductor.json': setup });
    await host.repository.write({
      '.env': 'KEY=main\n',
      'src/.env': 'KEY=src\n',
      'node_modules/x.js': 'x\n',
    });
    await host.client.call('updateSettings', { settings: { linkDirectories: ['node_modules'] } });
    await trust(host);
    const { session, slot } = await host.register({ name: 'api', worktree: 'new' });
    await writeFiles(session.worktreePath, { '.env': 'KEY=agent\n' });
    await git(session.worktreePath, 'add', '--force', '.env');
    await host.client.call('takeSnapshot', { session: 'api' });
    const { worktreePath: path, newWorktree } = await restore(host, {});
    expect(newWorktree).toMatchObject({ warnings: [] });
    expect(newWorktree?.setup).not.toBeNull();
    const texts = ['.env', 'src/.env', 'node_modules/x.js', 'lib/lib.txt'].map((file) => readFile(join(path, file), 'utf8')); // prettier-ignore
    expect(await Promise.all(texts)).toEqual(['KEY=agent\n', 'KEY=src\n', 'x\n', 'lib\n']);
    const port = `${(slot?.port ?? 0) + 10}\n`;
    await eventually(async () => expect(await readFile(join(path, 'made.txt'), 'utf8')).toBe(port));
  });

  it('is sparse as a new worktree is, with what was changed and deleted outside of it', async () => {
    await using host = await openCoordinator({ files: { 'src/a.ts': 'a\n', 'docs/b.md': 'b\n', 'docs/c.md': 'c\n', 'docs/d.md': 'd\n' } }); // prettier-ignore
    const { session } = await host.register({ name: 'api', worktree: 'new' });
    await writeFiles(session.worktreePath, { 'docs/b.md': 'changed\n', 'docs/c.md': null });
    await host.client.call('takeSnapshot', { session: 'api' });
    await host.client.call('updateSettings', { settings: { sparsePaths: ['src'] } });
    const { worktreePath: path } = await restore(host, {});
    expect(Object.keys(await fileContents(path)).sort()).toEqual(['docs/b.md', 'src/a.ts']);
    expect(await git(path, 'status', '--porcelain')).toBe(' M docs/b.md\n D docs/c.md');
  });
});

describe('the undo of a snapshot in a new worktree', () => {
  it('shows what goes, removes it with its branch, and is itself undone to the byte', async () => {
    await using host = await withSnapshot();
    const { worktreePath: path, operation } = await restore(host, {});
    const before = await fingerprint(path);
    const preview = await undo(host, operation, { dryRun: true });
    expect(preview.effects).toMatchObject([{ changes: [{ path: 'new.txt', change: 'deleted' }, { path: 'src/a.ts', change: 'deleted' }] }]); // prettier-ignore
    expect(await fingerprint(path)).toEqual(before);
    const done = await undo(host, operation, { plan: preview.plan });
    expect(existsSync(path)).toBe(false);
    expect(await host.repository.git('branch', '--list', 'parallel/api-0')).toBe('');
    const [, removal = ''] = /parallel-cc undo (\d+)$/.exec(done.effects.at(-1)?.summary ?? '') ?? [];
    await undo(host, Number(removal), {});
    expect(await fingerprint(path)).toEqual(before);
  });

  it('is refused where something was done in it since, unless it is told to', async () => {
    await using host = await withSnapshot();
    await host.repository.write({ '.env': 'KEY=main\n' });
    for (const change of [
      (path: string) => writeFiles(path, { 'later.txt': 'later\n' }),
      (path: string) => writeFiles(path, { '.env': 'KEY=mine\n' }),
      (path: string) => git(path, 'commit', '--quiet', '--allow-empty', '-m', 'later'),
    ]) {
      const { worktreePath: path, operation } = await restore(host, {});
      await change(path);
      await expect(undo(host, operation, {})).rejects.toMatchObject({ code: 'notUndoable' });
      const before = await fingerprint(path);
      await undo(host, operation, { force: true });
      expect(existsSync(path)).toBe(false);
      await undo(host, null, {});
      expect(await fingerprint(path)).toEqual(before);
    }
  });

  it('is refused while somebody works in it, a session or a program', async () => {
    await using host = await withSnapshot();
    const { worktreePath: path, operation } = await restore(host, {});
    await using program = await squat({ cwd: path });
    const refused = { code: 'notUndoable', message: expect.stringContaining(`pid ${program.pid}`) as string };
    await expect(undo(host, operation, { force: true })).rejects.toMatchObject(refused);
    await host.register({ name: 'tester', worktree: 'here', cwd: path });
    const message = expect.stringContaining('session "tester" works in') as string;
    await expect(undo(host, operation, { dryRun: true })).rejects.toMatchObject({ message });
    expect(existsSync(path)).toBe(true);
  });
});

/** A coordinator with a session "api" that has a snapshot of a changed and a new file, and has gone on since. */
async function withSnapshot(): Promise<TestCoordinator> {
  const host = await openCoordinator({ files });
  const { session } = await host.register({ name: 'api', worktree: 'new' });
  await writeFiles(session.worktreePath, { 'src/a.ts': 'two\n', 'new.txt': 'new\n' });
  await host.client.call('takeSnapshot', { session: 'api' });
  await writeFiles(session.worktreePath, { 'src/a.ts': 'three\n' });
  return host;
}

function restore(
  host: TestCoordinator,
  options: Partial<MethodParams<'restoreSnapshot'>>,
): Promise<RestoreResult> {
  const asked = { session: 'api', label: null, paths: [], into: 'new', dryRun: false, force: false } as const;
  return host.client.call('restoreSnapshot', { ...asked, paths: [], ...options });
}

function undo(
  host: TestCoordinator,
  operation: number | null,
  options: Partial<MethodParams<'undoOperation'>>,
): Promise<UndoResult> {
  return host.client.call('undoOperation', { operation, dryRun: false, force: false, ...options });
}
