import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MethodParams } from '../../src/protocol/methods';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import { fileContents, fingerprint } from '../support/fingerprint';
import { git, gitEnvironment, writeFiles } from '../support/git';
import { eventually, runOk } from '../support/processes';
import { Random } from '../support/random';

const files = { 'src/a.ts': 'one\n', 'src/b.ts': 'b\n', '.gitignore': '.env\n*.log\n', '.env': 'KEY=1\n' };

describe('a time-line', () => {
  it('has a snapshot of every turn, with what the shell did and what was never added', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await host.agent('one', { kind: 'sessionStarted', source: 'startup' }, session.id);
    await turn(host, session.id, 'First', () => writeFiles(session.worktreePath, { 'new.txt': 'shell\n' }));
    await turn(host, session.id, 'Second', () => writeFiles(session.worktreePath, { 'src/a.ts': 'two\n', 'src/b.ts': null })); // prettier-ignore
    await turn(host, session.id, 'Third', () => Promise.resolve());
    const { snapshots } = await host.client.call('listSnapshots', { session: session.id });
    expect(snapshots.map(({ label, kind, prompt, changes }) => ({ label, kind, prompt, changes }))).toEqual([
      { label: '0', kind: 'start', prompt: null, changes: [] },
      { label: '1', kind: 'turn', prompt: 'First', changes: [{ path: 'new.txt', change: 'added' }] },
      {
        label: '2',
        kind: 'turn',
        prompt: 'Second',
        changes: [
          { path: 'src/a.ts', change: 'changed' },
          { path: 'src/b.ts', change: 'deleted' },
        ],
      },
      { label: '3', kind: 'turn', prompt: 'Third', changes: [] },
    ]);
    const first = { session: session.id, label: '2', path: 'src/a.ts' };
    expect(await host.client.call('getSnapshotFile', first)).toEqual({ before: 'one\n', after: 'two\n' });
  });

  it('has what was written, moved or deleted the moment before, whether the radar has looked or not', async () => {
    await using host = await openCoordinator({ files: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`src/${index % 4}/${index}.ts`, `${index}\n`])) }); // prettier-ignore
    const { session } = await host.register({ worktree: 'new' });
    await host.client.call('getSnapshot', { fresh: true });
    const [seed, root] = [Date.now(), session.worktreePath];
    const random = new Random(seed);
    for (let round = 0; round < 15; round++) {
      for (let count = random.whole(1, 4); count > 0; count--) {
        const name = `src/${random.whole(0, 5)}/${random.whole(0, 11)}.ts`;
        if (random.next() < 0.3) await rm(join(root, name), { force: true });
        else await writeFiles(root, { [name]: `${round} ${random.next()}\n` });
      }
      const { snapshot } = await host.client.call('takeSnapshot', { session: session.id });
      expect(snapshot.tree, `round ${round} with seed ${seed}`).toBe(
        await treeOf(root, host.repository.folder),
      );
    }
  });

  it('builds nothing upon a snapshot that git was made to forget', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    const snapshotRefs = (): Promise<string> => host.repository.git('for-each-ref', '--format=%(refname)', 'refs/parallel-cc/snapshots'); // prettier-ignore
    await host.agent('one', { kind: 'sessionStarted', source: 'startup' }, session.id);
    await host.client.call('getSnapshot', { fresh: true });
    for (const text of ['first\n', 'second\n']) {
      await writeFiles(session.worktreePath, { 'src/b.ts': text });
      await host.client.call('takeSnapshot', { session: session.id });
    }
    for (const ref of (await snapshotRefs()).split('\n')) await host.repository.git('update-ref', '-d', ref);
    await host.repository.git('gc', '--quiet', '--prune=now');
    await writeFiles(session.worktreePath, { 'src/a.ts': 'two\n' });
    await host.agent('one', { kind: 'turnEnded', lastMessage: null }, session.id);
    const kept = await eventually(async () => (await snapshotRefs()) || false);
    expect(await host.repository.git('fsck', '--full', '--no-dangling')).toBe('');
    expect(await host.repository.git('show', `${kept}:src/b.ts`)).toBe('second');
  });

  it('keeps what the user changed between two turns', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await turn(host, session.id, 'First', () => writeFiles(session.worktreePath, { 'src/a.ts': 'agent\n' }));
    await writeFiles(session.worktreePath, { 'src/a.ts': 'user\n' });
    await turn(host, session.id, 'Second', () => writeFiles(session.worktreePath, { 'src/a.ts': 'again\n' }));
    await restore(host, { session: session.id, label: '1.1' });
    expect((await fileContents(session.worktreePath))['src/a.ts']).toContain(encode('user\n'));
  });

  it('goes on over a restart of the host and leaves index, branches and configuration alone', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    const before = await repositoryState(host.repository.path);
    await turn(host, session.id, 'First', () => writeFiles(session.worktreePath, { 'x.txt': '1\n' }));
    await host.restart();
    await turn(host, session.id, 'Second', () => writeFiles(session.worktreePath, { 'y.txt': '2\n' }));
    const { snapshots } = await host.client.call('listSnapshots', { session: session.id });
    expect(snapshots.map(({ label }) => label)).toEqual(['0', '1', '2']);
    expect(await repositoryState(host.repository.path)).toEqual(before);
    expect(await git(session.worktreePath, 'status', '--porcelain')).toBe('?? x.txt\n?? y.txt');
  });

  it('is shortened to what the settings say, never by the newest of a live session', async () => {
    await using host = await openCoordinator({ files });
    await host.client.call('updateSettings', { settings: { snapshotsPerSession: 2 } });
    const { session } = await host.register({ worktree: 'new' });
    for (const number of [1, 2, 3, 4])
      await turn(host, session.id, `Turn ${number}`, () => writeFiles(session.worktreePath, { 'n.txt': `${number}` })); // prettier-ignore
    await host.client.call('cleanUp', { dryRun: false });
    const { snapshots } = await host.client.call('listSnapshots', { session: session.id });
    expect(snapshots.map(({ label }) => label)).toEqual(['3', '4']);
    const refs = await host.repository.git('for-each-ref', '--format=%(refname)', 'refs/parallel-cc');
    expect(refs.split('\n').map((ref) => ref.replace(/.*\//, ''))).toEqual(['3', '4']);
  });
});

describe('a restore', () => {
  it('says exactly what it does, does that, and is undone to the byte', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    const path = session.worktreePath;
    await turn(host, session.id, 'First', () =>
      writeFiles(path, { 'src/a.ts': 'good\n', 'keep.txt': 'k\n' }),
    );
    await turn(host, session.id, 'Second', async () => {
      await writeFiles(path, { 'src/a.ts': 'bad\n', 'junk.txt': 'j\n', 'keep.txt': null });
      await git(path, 'add', 'src/a.ts');
    });
    const dirty = await fingerprint(path);
    const preview = await restore(host, { session: session.id, label: '1', dryRun: true });
    expect(preview.changes).toEqual([
      { path: 'junk.txt', change: 'deleted' },
      { path: 'keep.txt', change: 'added' },
      { path: 'src/a.ts', change: 'changed' },
    ]);
    expect(await fingerprint(path)).toEqual(dirty);
    const done = await restore(host, { session: session.id, label: '1', plan: preview.plan });
    expect(done.changes).toEqual(preview.changes);
    expect((await fileContents(path))['src/a.ts']).toContain(encode('good\n'));
    const undone = await host.client.call('undoOperation', {
      operation: done.operation,
      dryRun: false,
      force: false,
    });
    expect(undone.effects[0]?.changes).toHaveLength(3);
    expect(await fingerprint(path)).toEqual(dirty);
  });

  it('does what its preview showed or nothing, and so does an undo', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    const path = session.worktreePath;
    await turn(host, session.id, 'First', () => writeFiles(path, { 'src/a.ts': '1' }));
    await writeFiles(path, { 'src/a.ts': '2' });
    const wanted = { session: session.id, label: '1' };
    const { plan } = await restore(host, { ...wanted, dryRun: true });
    await writeFiles(path, { 'src/a.ts': 'edited since' });
    await expect(restore(host, { ...wanted, plan })).rejects.toMatchObject({ code: 'previewOutdated' });
    expect((await fileContents(path))['src/a.ts']).toContain(encode('edited since'));
    const { operation } = await restore(host, wanted);
    const undo = (options: { readonly dryRun: boolean; readonly plan?: string }) =>
      host.client.call('undoOperation', { operation, force: true, ...options });
    const shown = await undo({ dryRun: true });
    await writeFiles(path, { 'src/a.ts': 'edited again' });
    await expect(undo({ dryRun: false, plan: shown.plan })).rejects.toMatchObject({
      code: 'previewOutdated',
    });
    const again = await undo({ dryRun: true });
    await undo({ dryRun: false, plan: again.plan });
    expect((await fileContents(path))['src/a.ts']).toContain(encode('edited since'));
  });

  it('of some files leaves the others, and refuses a name that nothing has', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await turn(host, session.id, 'First', () => writeFiles(session.worktreePath, { 'src/a.ts': '1', 'src/b.ts': '1' })); // prettier-ignore
    await turn(host, session.id, 'Second', () => writeFiles(session.worktreePath, { 'src/a.ts': '2', 'src/b.ts': '2' })); // prettier-ignore
    await restore(host, { session: session.id, label: '1', paths: ['src/a.ts'] });
    const now = await fileContents(session.worktreePath);
    expect([now['src/a.ts'], now['src/b.ts']]).toEqual([`0 ${encode('1')}`, `0 ${encode('2')}`]);
    const typo = restore(host, { session: session.id, label: '1', paths: ['src/c.ts'] });
    await expect(typo).rejects.toMatchObject({ code: 'invalidInput' });
  });

  it('waits for an agent that is at work, unless told otherwise', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await turn(host, session.id, 'First', () => writeFiles(session.worktreePath, { 'src/a.ts': '1' }));
    await host.agent('one', { kind: 'promptSubmitted', prompt: 'Go on' }, session.id);
    await writeFiles(session.worktreePath, { 'src/a.ts': '2' });
    await expect(restore(host, { session: session.id, label: '1' })).rejects.toMatchObject({ code: 'sessionAtWork' }); // prettier-ignore
    expect((await restore(host, { session: session.id, label: '1', force: true })).changes).toHaveLength(1);
  });

  it('into a new worktree leaves the session alone', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ name: 'api', worktree: 'new' });
    await turn(host, session.id, 'First', () => writeFiles(session.worktreePath, { 'src/a.ts': '1', 'new.txt': 'n' })); // prettier-ignore
    await writeFiles(session.worktreePath, { 'src/a.ts': '2' });
    const before = await fingerprint(session.worktreePath);
    const made = await restore(host, { session: 'api', label: '1', into: 'new' });
    expect(await fingerprint(session.worktreePath)).toEqual(before);
    expect(await fileContents(made.worktreePath)).toMatchObject({ 'src/a.ts': `0 ${encode('1')}`, 'new.txt': `0 ${encode('n')}` }); // prettier-ignore
    await host.restart();
    const { worktrees } = await host.client.call('getSnapshot', { fresh: false });
    expect(worktrees.map(({ name }) => name)).toContain('api-1');
  });

  it('is not undone over what was changed since, unless told otherwise', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await turn(host, session.id, 'First', () => writeFiles(session.worktreePath, { 'src/a.ts': '1' }));
    await writeFiles(session.worktreePath, { 'src/a.ts': '2' });
    const { operation } = await restore(host, { session: session.id, label: '1' });
    await writeFiles(session.worktreePath, { 'src/a.ts': '3' });
    const undo = (force: boolean) => host.client.call('undoOperation', { operation, dryRun: false, force });
    await expect(undo(false)).rejects.toMatchObject({ code: 'notUndoable' });
    await undo(true);
    expect((await fileContents(session.worktreePath))['src/a.ts']).toContain(encode('2'));
    await expect(undo(false)).rejects.toMatchObject({ code: 'notUndoable' });
  });
});

async function turn(
  host: TestCoordinator,
  session: string,
  prompt: string,
  work: () => Promise<void>,
): Promise<void> {
  await host.agent('one', { kind: 'promptSubmitted', prompt }, session);
  await host.client.call('listSnapshots', { session });
  await work();
  await host.agent('one', { kind: 'turnEnded', lastMessage: null }, session);
  await host.client.call('listSnapshots', { session });
}

function restore(
  host: TestCoordinator,
  params: Partial<MethodParams<'restoreSnapshot'>> & { readonly session: string },
): ReturnType<typeof host.client.call<'restoreSnapshot'>> {
  const all: MethodParams<'restoreSnapshot'> = { label: null, paths: [], into: 'worktree', dryRun: false, force: false, ...params }; // prettier-ignore
  return host.client.call('restoreSnapshot', all);
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

async function repositoryState(path: string): Promise<string[]> {
  const refs = await git(path, 'for-each-ref', 'refs/heads', 'refs/tags', 'refs/remotes');
  return [refs, await git(path, 'config', '--local', '--list'), await git(path, 'status', '--porcelain')];
}

/** The tree of all that is in a worktree now, found without anything of ours. */
async function treeOf(path: string, folder: string): Promise<string> {
  const env = { ...gitEnvironment(), GIT_INDEX_FILE: join(folder, 'index') };
  await rm(env.GIT_INDEX_FILE, { force: true });
  await runOk('git', ['add', '--all'], { cwd: path, env });
  return (await runOk('git', ['write-tree'], { cwd: path, env })).trim();
}
