// What the coordinator did, taken back.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCoordinator } from '../support/coordinator';
import { fileContents, fingerprint } from '../support/fingerprint';
import { git, writeFiles } from '../support/git';

const files = { 'src/a.ts': 'one\n', 'src/b.ts': 'b\n', '.gitignore': '.env\n*.log\n', '.env': 'KEY=1\n' };

describe('undo', () => {
  it('brings a removed worktree back with everything in it, and its session with its claims', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    const path = session.worktreePath;
    await host.claim(session.id, 'src/a.ts', 'exclusive');
    await writeFiles(path, { 'src/a.ts': 'staged\n', 'untracked/x.txt': 'u\n', '.env': 'KEY=2\n' });
    await git(path, 'add', 'src/a.ts');
    await writeFiles(path, { 'src/a.ts': 'unstaged\n' });
    const before = await fingerprint(path);
    const released = await host.client.call('releaseSession', { session: session.id, worktree: 'remove' });
    expect(released.worktree.outcome).toBe('removed');
    expect(released.worktree.reason).toMatch(/parallel-cc undo \d+$/);
    const preview = await host.client.call('undoOperation', { operation: null, dryRun: true, force: false });
    expect(preview.effects.flatMap(({ changes }) => changes.map(({ path: file }) => file))).toEqual(['.env', 'src/a.ts', 'untracked/x.txt']); // prettier-ignore
    await host.client.call('undoOperation', { operation: null, dryRun: false, force: false });
    expect(await fingerprint(path)).toEqual(before);
    const { sessions, claims } = await host.client.call('getSnapshot', { fresh: false });
    expect(sessions.find(({ id }) => id === session.id)).toMatchObject({ state: 'idle', endedAt: null });
    expect(claims.map(({ path: file, mode, holder }) => [file, mode, holder])).toEqual([['src/a.ts', 'exclusive', session.name]]); // prettier-ignore
  });

  it('brings a clean worktree back with its copies of ignored files', async () => {
    await using host = await openCoordinator({ files: { '.gitignore': '.env\n', 'a.ts': '1\n' } });
    await writeFile(join(host.repository.path, '.env'), 'KEY=1\n');
    const { session } = await host.register({ worktree: 'new' });
    const before = await fingerprint(session.worktreePath);
    await host.client.call('releaseSession', { session: session.id, worktree: 'auto' });
    await host.client.call('undoOperation', { operation: null, dryRun: false, force: false });
    expect(await fingerprint(session.worktreePath)).toEqual(before);
  });

  it('goes back step by step, through claims and settings', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await host.claim(session.id, 'src/a.ts', 'shared');
    await host.claim(session.id, 'src/a.ts', 'exclusive');
    await host.client.call('updateSettings', { settings: { claimMinutes: 5 } });
    const back = () => host.client.call('undoOperation', { operation: null, dryRun: false, force: false });
    const state = async () => {
      const { claims, settings } = await host.client.call('getSnapshot', { fresh: false });
      return [settings.claimMinutes, ...claims.map(({ mode }) => mode)];
    };
    expect(await state()).toEqual([5, 'exclusive']);
    await back();
    expect(await state()).toEqual([30, 'exclusive']);
    const { undoneBy } = await back();
    expect(await state()).toEqual([30, 'shared']);
    await back();
    expect(await state()).toEqual([30]);
    await expect(back()).rejects.toMatchObject({ code: 'operationNotFound' });
    await expect(host.client.call('undoOperation', { operation: undoneBy, dryRun: false, force: false })).resolves.toBeDefined(); // prettier-ignore
    expect(await state()).toEqual([30, 'exclusive']);
  });

  it('of the newest passes over what agents claimed by writing', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await host.agent('one', { kind: 'sessionStarted', source: 'startup' }, session.id);
    await host.client.call('updateSettings', { settings: { claimMinutes: 5 } });
    const paths = [join(session.worktreePath, 'src/a.ts')];
    await host.agent('one', { kind: 'writeIntended', tool: 'Edit', paths }, session.id);
    const { operation } = await host.client.call('undoOperation', { operation: null, dryRun: false, force: false }); // prettier-ignore
    expect(operation.kind).toBe('settingsChanged');
    const { claims, settings } = await host.client.call('getSnapshot', { fresh: false });
    expect(settings.claimMinutes).toBe(30);
    expect(claims.map(({ path }) => path)).toEqual(['src/a.ts']);
  });

  it('of a rebase puts the branch and its files back', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ name: 'rb', worktree: 'new' });
    await writeFiles(session.worktreePath, { 'src/b.ts': 'mine\n' });
    await git(session.worktreePath, 'commit', '--quiet', '--all', '--message', 'Mine');
    const before = [await git(session.worktreePath, 'rev-parse', 'HEAD'), await fileContents(session.worktreePath)]; // prettier-ignore
    await host.repository.commit('Theirs', { 'src/a.ts': 'theirs\n' });
    const rebased = await host.client.call('rebaseSession', { session: session.id, onto: 'main', checkOnly: false, force: false }); // prettier-ignore
    expect(rebased.outcome).toBe('rebased');
    const { operations } = await host.client.call('listOperations', { limit: 1 });
    expect(operations[0]).toMatchObject({ kind: 'branchRebased', undoable: true });
    await host.client.call('undoOperation', { operation: null, dryRun: false, force: false });
    expect([await git(session.worktreePath, 'rev-parse', 'HEAD'), await fileContents(session.worktreePath)]).toEqual(before); // prettier-ignore
    expect(await git(session.worktreePath, 'status', '--porcelain')).toBe('');
  });

  it('says on which branch a worktree comes back whose own has moved on', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ name: 'mv', worktree: 'new' });
    await writeFiles(session.worktreePath, { 'src/a.ts': 'work\n' });
    await host.client.call('releaseSession', { session: session.id, worktree: 'remove' });
    await host.repository.git('branch', '--force', 'parallel/mv', await host.repository.commit('More'));
    const options = { operation: null, force: false } as const;
    const shown = await host.client.call('undoOperation', { ...options, dryRun: true });
    expect(shown.effects[0]?.summary).toContain('on branch parallel/mv-restored, since parallel/mv is in use or has moved on'); // prettier-ignore
    await host.client.call('undoOperation', { ...options, dryRun: false, plan: shown.plan });
    expect(await git(session.worktreePath, 'branch', '--show-current')).toBe('parallel/mv-restored');
  });

  it('of a released claim leaves it to the session that holds it now', async () => {
    await using host = await openCoordinator({ files });
    const [one, two] = [await host.register(), await host.register()];
    await host.claim(one.session.id, 'src/a.ts', 'exclusive');
    await host.client.call('releaseClaims', {
      session: null,
      claims: ['src/a.ts'],
      cwd: host.repository.path,
    });
    await host.claim(two.session.id, 'src/a.ts', 'exclusive');
    const { operations } = await host.client.call('listOperations', { limit: 10 });
    const operation = operations.find(({ kind }) => kind === 'claimReleased')?.id ?? 0;
    const undone = await host.client.call('undoOperation', { operation, dryRun: false, force: false });
    expect(undone.effects[0]?.summary).toContain(`"${two.session.name}" holds it now`);
    const { claims } = await host.client.call('getSnapshot', { fresh: false });
    expect(claims.map(({ holder }) => holder)).toEqual([two.session.name]);
  });

  it('refuses where something else is in the place of the worktree, and changes nothing', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await host.client.call('releaseSession', { session: session.id, worktree: 'auto' });
    await writeFiles(session.worktreePath, { 'mine.txt': 'm' });
    const undo = host.client.call('undoOperation', { operation: null, dryRun: false, force: false });
    await expect(undo).rejects.toMatchObject({ code: 'restoreBlocked' });
    const { sessions } = await host.client.call('getSnapshot', { fresh: false });
    expect(sessions.find(({ id }) => id === session.id)?.state).toBe('done');
    await rm(session.worktreePath, { recursive: true });
  });
});
