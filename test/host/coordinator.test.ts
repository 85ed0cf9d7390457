import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCoordinator } from '../support/coordinator';
import { git } from '../support/git';

const files = { 'src/a.ts': 'one\ntwo\nthree\n', 'src/b.ts': 'b\n', '.gitignore': '.env\nlocal/\nbuild/\n' };

describe('sessions', () => {
  it('give the first the main worktree and each later one its own, on a branch of its own', async () => {
    await using host = await openCoordinator({ files });
    const first = await host.register();
    const second = await host.register({ name: 'Payments API' });
    expect(first.session).toMatchObject({
      worktreePath: host.repository.path,
      adopted: true,
      branch: 'main',
    });
    expect(second.session).toMatchObject({
      name: 'payments-api',
      branch: 'parallel/payments-api',
      adopted: false,
    });
    expect(await readFile(join(second.session.worktreePath, 'src/a.ts'), 'utf8')).toBe(files['src/a.ts']);
  });

  it('take ten at once without two in one place', async () => {
    await using host = await openCoordinator({ files });
    const all = await Promise.all(Array.from({ length: 10 }, () => host.register()));
    expect(new Set(all.map(({ session }) => session.worktreePath)).size).toBe(10);
    expect(new Set(all.map(({ session }) => session.name)).size).toBe(10);
  });

  it('are the same when a request is repeated', async () => {
    await using host = await openCoordinator({ files });
    const first = await host.register({ requestId: 'the-same-request', worktree: 'new' });
    const again = await host.register({ requestId: 'the-same-request', worktree: 'new' });
    expect(again).toMatchObject({ created: false, session: { id: first.session.id } });
  });

  it('are the same for a process that has one', async () => {
    await using host = await openCoordinator({ files });
    const first = await host.register({ pid: process.pid });
    expect(await host.register({ pid: process.pid })).toMatchObject({
      created: false,
      session: { id: first.session.id },
    });
  });

  it('copy what .worktreeinclude names and ignored .env files, and nothing else that is ignored', async () => {
    await using host = await openCoordinator({ files: { ...files, '.worktreeinclude': 'local/*.key\n' } });
    await host.repository.write({
      '.env': 'A=1\n',
      'local/dev.key': 'k\n',
      'local/other.txt': 'o\n',
      'build/out.js': 'x\n',
    });
    await host.register();
    const { session, copiedFiles } = await host.register();
    expect([...copiedFiles].sort()).toEqual(['.env', 'local/dev.key']);
    expect(await readFile(join(session.worktreePath, '.env'), 'utf8')).toBe('A=1\n');
  });

  it('say which name is taken', async () => {
    await using host = await openCoordinator({ files });
    await host.register({ name: 'one' });
    await expect(host.register({ name: 'one' })).rejects.toMatchObject({ code: 'nameTaken' });
  });

  it('say which ref is unknown and leave nothing behind', async () => {
    await using host = await openCoordinator({ files });
    await expect(host.register({ worktree: 'new', base: 'no-such-ref' })).rejects.toMatchObject({
      code: 'refNotFound',
    });
    await expect(host.register({ worktree: 'new', base: '--help' })).rejects.toMatchObject({
      code: 'refNotFound',
    });
    expect(await host.repository.git('worktree', 'list')).not.toContain('\n');
  });

  it('say that a repository without commits has nothing to start from', async () => {
    await using host = await openCoordinator({ files });
    await git(host.repository.path, 'update-ref', '-d', 'refs/heads/main');
    await expect(host.register({ worktree: 'new' })).rejects.toMatchObject({ code: 'noCommits' });
  });

  it('start from a detached HEAD', async () => {
    await using host = await openCoordinator({ files });
    await host.repository.git('checkout', '--quiet', '--detach');
    const { session } = await host.register();
    expect(session.branch).toBeNull();
    expect((await host.register()).session.targetBranch).toBeNull();
  });
});

describe('release', () => {
  it('removes a worktree with nothing in it, and its branch', async () => {
    await using host = await openCoordinator({ files });
    await host.register();
    const { session } = await host.register({ name: 'empty' });
    const released = await host.client.call('releaseSession', { session: session.id, worktree: 'auto' });
    expect(released.worktree.outcome).toBe('removed');
    expect(await host.repository.git('branch', '--list', 'parallel/*')).toBe('');
  });

  it('keeps a worktree with uncommitted or unmerged work and lists it with the reason', async () => {
    await using host = await openCoordinator({ files });
    await host.register();
    const { session } = await host.register({ name: 'busy' });
    await writeFile(join(session.worktreePath, 'new.txt'), 'new\n');
    await git(session.worktreePath, 'commit', '--quiet', '--allow-empty', '-m', 'work');
    const released = await host.client.call('releaseSession', { session: 'busy', worktree: 'auto' });
    expect(released.worktree).toMatchObject({
      outcome: 'kept',
      reason: 'It has 1 uncommitted file and 1 commit that is not merged.',
    });
    const { worktrees } = await host.client.call('getSnapshot', { fresh: false });
    expect(worktrees.find(({ name }) => name === 'busy')?.keptBecause).toBe(released.worktree.reason);
  });

  it('asked to remove it, keeps every file under a ref, changed copies of ignored ones too, and the branch', async () => {
    await using host = await openCoordinator({ files });
    await host.repository.write({ '.env': 'A=1\n' });
    await host.register();
    const { session } = await host.register({ name: 'busy' });
    await writeFile(join(session.worktreePath, 'new.txt'), 'new\n');
    await writeFile(join(session.worktreePath, '.env'), 'A=2\n');
    await git(session.worktreePath, 'commit', '--quiet', '--allow-empty', '-m', 'work');
    const { worktree } = await host.client.call('releaseSession', { session: 'busy', worktree: 'remove' });
    expect(worktree.outcome).toBe('removed');
    expect(await host.repository.git('show', `${String(worktree.snapshotRef)}:new.txt`)).toBe('new');
    expect(await host.repository.git('show', `${String(worktree.snapshotRef)}:.env`)).toBe('A=2');
    expect(await host.repository.git('branch', '--list', 'parallel/busy')).toContain('parallel/busy');
  });

  it('never touches a folder that was there before the session', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register();
    const released = await host.client.call('releaseSession', { session: session.id, worktree: 'remove' });
    expect(released.worktree.outcome).toBe('adopted');
    expect(await readFile(join(host.repository.path, 'src/a.ts'), 'utf8')).toBe(files['src/a.ts']);
  });

  it('frees the claims of the session', async () => {
    await using host = await openCoordinator({ files });
    const one = await host.register();
    const two = await host.register();
    await host.claim(one.session.id, 'src/a.ts', 'exclusive');
    await host.client.call('releaseSession', { session: one.session.id, worktree: 'auto' });
    expect((await host.claim(two.session.id, 'src/a.ts', 'exclusive')).outcome).toBe('granted');
  });
});

describe('clean-up', () => {
  it('says what it would do, then removes what is empty and keeps the rest', async () => {
    await using host = await openCoordinator({ files });
    await host.register();
    for (const name of ['empty', 'full']) {
      const { session } = await host.register({ name });
      if (name === 'full') await writeFile(join(session.worktreePath, 'new.txt'), 'new\n');
      await host.client.call('releaseSession', { session: name, worktree: 'keep' });
    }
    const wanted = [{ outcome: 'removed' }, { outcome: 'kept' }];
    expect((await host.client.call('cleanUp', { dryRun: true })).worktrees).toMatchObject(wanted);
    expect(await host.repository.git('worktree', 'list')).toContain('empty');
    expect((await host.client.call('cleanUp', { dryRun: false })).worktrees).toMatchObject(wanted);
    expect(await host.repository.git('worktree', 'list')).not.toContain('empty');
  });

  it('refuses a worktree that is in use, not ours, unknown, or full', async () => {
    await using host = await openCoordinator({ files });
    await host.register();
    const { session } = await host.register();
    const remove = (path: string) => host.client.call('removeWorktree', { path, force: false });
    await expect(remove(session.worktreePath)).rejects.toMatchObject({ code: 'worktreeBusy' });
    await expect(remove(host.repository.path)).rejects.toMatchObject({ code: 'worktreeNotOurs' });
    await expect(remove('/nowhere')).rejects.toMatchObject({ code: 'worktreeNotFound' });
    await writeFile(join(session.worktreePath, 'new.txt'), 'new\n');
    await host.client.call('releaseSession', { session: session.id, worktree: 'keep' });
    await expect(remove(session.worktreePath)).rejects.toMatchObject({ code: 'worktreeNotClean' });
  });
});

describe('claims', () => {
  it('are the same for every copy of a file, however it is named', async () => {
    await using host = await openCoordinator({ files });
    const one = await host.register();
    const two = await host.register();
    await host.claim(one.session.id, './src/../src/a.ts', 'exclusive');
    const denied = await host.claim(two.session.id, join(two.session.worktreePath, 'src/a.ts'), 'intent');
    expect(denied).toMatchObject({
      outcome: 'denied',
      path: 'src/a.ts',
      others: [{ holder: one.session.name }],
    });
    expect(denied.message).toContain(`"${one.session.name}"`);
  });

  it('follow links and refuse what is outside', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register();
    await symlink('src/a.ts', join(host.repository.path, 'link.ts'));
    expect((await host.claim(session.id, 'link.ts', 'shared')).path).toBe('src/a.ts');
    await symlink('/etc/hosts', join(host.repository.path, 'outside.ts'));
    for (const path of ['outside.ts', '../other.ts', '.git/config', '/etc/passwd'])
      await expect(host.claim(session.id, path, 'shared')).rejects.toMatchObject({
        code: 'pathOutsideRepository',
      });
  });

  it.each(['with space.ts', 'line\nbreak.ts', 'ünïcode/日本.ts', '-leading-dash.ts', '"quoted".ts'])(
    'take the name %j',
    async (name) => {
      await using host = await openCoordinator({ files });
      const { session } = await host.register();
      expect(await host.claim(session.id, name, 'intent')).toMatchObject({ outcome: 'granted', path: name });
    },
  );

  it('are released by their session or the user, not by another session', async () => {
    await using host = await openCoordinator({ files });
    const one = await host.register();
    const two = await host.register();
    await host.claim(one.session.id, 'src/a.ts', 'exclusive');
    const release = (session: string | null) =>
      host.client.call('releaseClaims', { session, claims: ['src/a.ts'], cwd: host.repository.path });
    await expect(release(two.session.id)).rejects.toMatchObject({ code: 'claimNotYours' });
    expect((await release(null)).released).toHaveLength(1);
    await expect(release(null)).rejects.toMatchObject({ code: 'claimNotFound' });
  });

  it('are granted to one of many that ask at once', async () => {
    await using host = await openCoordinator({ files });
    const sessions = await Promise.all(Array.from({ length: 6 }, () => host.register()));
    const results = await Promise.all(
      sessions.map(({ session }) => host.claim(session.id, 'src/a.ts', 'exclusive')),
    );
    expect(results.filter(({ outcome }) => outcome === 'granted')).toHaveLength(1);
  });
});

describe('the radar', () => {
  it('tells the conflicts of two sessions at the same commit with a third apart', async () => {
    await using host = await openCoordinator({ files });
    await host.register();
    const [one, two, three] = [await host.register(), await host.register(), await host.register()];
    await writeFile(join(one.session.worktreePath, 'src/a.ts'), 'one\nOURS\nthree\n');
    await git(one.session.worktreePath, 'commit', '--quiet', '--all', '--message=Change');
    await git(two.session.worktreePath, 'reset', '--quiet', '--hard', one.session.branch ?? '');
    await writeFile(join(three.session.worktreePath, 'src/a.ts'), 'one\nTHEIRS\nthree\n');
    const { conflicts } = await host.client.call('getSnapshot', { fresh: true });
    const ofThird = conflicts.filter(({ ours, theirs }) => [ours, theirs].some((side) => side.sessionId === three.session.id)); // prettier-ignore
    expect(ofThird).toHaveLength(2);
    expect(new Set(ofThird.map(({ id }) => id)).size).toBe(2);
  });

  it('shows a conflict of uncommitted work and tells both agents', async () => {
    await using host = await openCoordinator({ files });
    const [one, two] = [await host.register(), await host.register()];
    await writeFile(join(one.session.worktreePath, 'src/a.ts'), 'one\nTWO\nthree\n');
    await writeFile(join(two.session.worktreePath, 'src/a.ts'), 'zero\none\n2\nthree\n');
    const { conflicts } = await host.client.call('getSnapshot', { fresh: true });
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({ path: 'src/a.ts', kind: 'content' });
    const texts = await host.client.call('getConflictTexts', { conflict: conflicts[0]?.id ?? '' });
    expect(texts.base).toBe(files['src/a.ts']);
    const told = await host.agent('one', { kind: 'toolUsed', tool: 'Edit', paths: [] }, one.session.id);
    expect(told.context).toContain('would conflict with session');
  });

  it('can be switched off', async () => {
    await using host = await openCoordinator({ files });
    await host.client.call('updateSettings', { settings: { radar: false } });
    expect((await host.client.call('getSnapshot', { fresh: true })).radar.state).toBe('off');
  });
});

describe('settings', () => {
  it('refuse what they do not know and keep what they were', async () => {
    await using host = await openCoordinator({ files });
    const set = (settings: Record<string, unknown>) => host.client.call('updateSettings', { settings });
    await expect(set({ claimMinutes: -1 })).rejects.toMatchObject({ code: 'invalidInput' });
    await expect(set({ nonsense: true })).rejects.toMatchObject({ code: 'invalidInput' });
    await expect(set({ worktreeBranch: 'no-placeholder' })).rejects.toMatchObject({ code: 'invalidInput' });
    expect((await set({ claimMinutes: 5 })).settings.claimMinutes).toBe(5);
    expect((await set({ claimMinutes: null })).settings.claimMinutes).toBe(30);
  });

  it('decide where a worktree goes and what its branch is called', async () => {
    await using host = await openCoordinator({ files });
    await host.client.call('updateSettings', {
      settings: { worktreePath: '{parent}/wt/{name}', worktreeBranch: 'agent/{name}' },
    });
    await host.register();
    const { session } = await host.register({ name: 'x' });
    expect(session).toMatchObject({
      worktreePath: join(host.repository.folder, 'wt', 'x'),
      branch: 'agent/x',
    });
  });

  it('survive a restart of the host, as does everything else', async () => {
    await using host = await openCoordinator({ files });
    await host.client.call('updateSettings', { settings: { claimMinutes: 7 } });
    const { session } = await host.register();
    await host.claim(session.id, 'src/a.ts', 'exclusive');
    await host.restart();
    const snapshot = await host.client.call('getSnapshot', { fresh: false });
    expect(snapshot.settings.claimMinutes).toBe(7);
    expect(snapshot.claims).toMatchObject([{ path: 'src/a.ts', holder: session.name }]);
  });
});
