import { createHash } from 'node:crypto';
import { readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git, writeFiles } from '../../support/git';
import { base, between, makeScene, nextReport, withLine } from './scene';

describe('the radar', () => {
  it('says which lines of each side’s present file would conflict', async () => {
    await using scene = await makeScene();
    const ours = `new first line\n${withLine(10, 'ours')}`;
    const theirs = withLine(10, 'theirs');
    expect(await scene.conflicts({ 'a.txt': ours }, { 'a.txt': theirs })).toMatchObject([
      {
        path: 'a.txt',
        kind: 'content',
        oursPath: 'a.txt',
        theirsPath: 'a.txt',
        regions: [{ ours: { start: 10, end: 11 }, theirs: { start: 9, end: 10 } }],
        reading: { nature: 'concurrent-edit', severity: 'medium', type: 'CONCURRENT_EDIT', declarations: [] },
      },
    ]);
  });

  it('is silent when the same file is changed at different places', async () => {
    await using scene = await makeScene();
    expect(await scene.conflicts({ 'a.txt': withLine(3, 'x') }, { 'a.txt': withLine(15, 'y') })).toEqual([]);
  });

  it.each([
    [
      'both add a file',
      { 'new.txt': 'one\n' },
      { 'new.txt': 'two\n' },
      { kind: 'bothAdded', path: 'new.txt' },
    ],
    [
      'one deletes what the other changes',
      { 'a.txt': null },
      { 'a.txt': withLine(2, 'x') },
      {
        kind: 'deletedModified',
        oursPath: null,
        theirsPath: 'a.txt',
        reading: { nature: 'delete-modify', severity: 'high' },
      },
    ],
    [
      'both change a binary file',
      { 'b.bin': 'one\0' },
      { 'b.bin': 'two\0' },
      { kind: 'binary', regions: [] },
    ],
    [
      'one has a folder where the other has a file',
      { 'n/x.txt': 'x\n' },
      { n: 'n\n' },
      { kind: 'fileDirectory', path: 'n' },
    ],
  ])('sees that %s', async (_, one, two, expected) => {
    await using scene = await makeScene({ 'a.txt': base, 'b.bin': 'base\0' });
    expect(await scene.conflicts(one, two)).toMatchObject([expected]);
  });

  it.skipIf(process.platform === 'win32')(
    'sees that both add the same file, one of them as a program',
    async () => {
      await using scene = await makeScene();
      await writeFile(join(scene.one, 'run'), 'echo\n', { mode: 0o755 });
      expect(await scene.conflicts({}, { run: 'echo\n' })).toMatchObject([
        { kind: 'mode', path: 'run', oursPath: 'run', theirsPath: 'run', regions: [] },
      ]);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'sees that one makes a link of what the other changes',
    async () => {
      await using scene = await makeScene();
      await rm(join(scene.one, 'a.txt'));
      await symlink('b.txt', join(scene.one, 'a.txt'));
      expect(await scene.conflicts({}, { 'a.txt': withLine(2, 'x') })).toMatchObject([
        { kind: 'mode', path: 'a.txt', oursPath: 'a.txt', theirsPath: 'a.txt', regions: [], reading: { nature: 'symlink' } }, // prettier-ignore
      ]);
    },
  );

  it('compares what came from several merges of the same two branches', async () => {
    await using scene = await makeScene();
    const { repository, one, two } = scene;
    // Each has merged the other's first commit, so that they part at two commits.
    for (const [path, line] of [[one, 5], [two, 15]] as const) { await writeFiles(path, { 'a.txt': withLine(line, 'first') }); await git(path, 'commit', '--quiet', '--all', '--message=first'); } // prettier-ignore
    const [ofOne, ofTwo] = [await git(one, 'rev-parse', 'HEAD'), await git(two, 'rev-parse', 'HEAD')];
    await git(one, 'merge', '--quiet', '--no-edit', ofTwo);
    await git(two, 'merge', '--quiet', '--no-edit', ofOne);
    expect((await repository.git('merge-base', '--all', 'one', 'two')).split('\n')).toHaveLength(2);
    const both = withLine(5, 'first').replace('line 15', 'first');
    expect(await scene.conflicts({ 'a.txt': both }, { 'a.txt': both })).toEqual([]);
    const change = (text: string) => ({ 'a.txt': both.replace('line 10', text) });
    expect(await scene.conflicts(change('ours'), change('theirs'))).toMatchObject([
      { kind: 'content', regions: [{ ours: { start: 9, end: 10 }, theirs: { start: 9, end: 10 } }] },
    ]);
  });

  it('finds the old name of a file that the other side renamed', async () => {
    await using scene = await makeScene();
    const found = await scene.conflicts(
      { 'a.txt': null, 'b.txt': withLine(10, 'ours') },
      { 'a.txt': withLine(10, 'theirs') },
    );
    expect(found).toMatchObject([
      {
        path: 'b.txt',
        oursPath: 'b.txt',
        theirsPath: 'a.txt',
        regions: [{ ours: { start: 9 }, theirs: { start: 9 } }],
      },
    ]);
  });

  it.each(['with space.txt', 'line\nbreak.txt', 'ünïcode/日本.txt', '-leading-dash.txt', ':(magic).txt'])(
    'takes the file name %j',
    async (name) => {
      await using scene = await makeScene();
      expect(await scene.conflicts({ [name]: 'one\n' }, { [name]: 'two\n' })).toMatchObject([{ path: name }]);
    },
  );

  it('does not see what is ignored', async () => {
    await using scene = await makeScene({ 'a.txt': base, '.gitignore': '*.log\nbuild/\n' });
    expect(
      await scene.conflicts({ 'x.log': '1\n', 'build/o': '1\n' }, { 'x.log': '2\n', 'build/o': '2\n' }),
    ).toEqual([]);
  });

  it('hears of a conflict by itself, and of its end', async () => {
    await using scene = await makeScene();
    await scene.conflicts({}, { 'a.txt': withLine(10, 'theirs') });
    const came = nextReport(scene.radar, (report) => between(report).length === 1);
    await writeFile(join(scene.one, 'a.txt'), withLine(10, 'ours'));
    await came;
    const went = nextReport(scene.radar, (report) => between(report).length === 0);
    await writeFile(join(scene.one, 'a.txt'), base);
    await went;
  });

  it('hears of files in folders that are new', async () => {
    await using scene = await makeScene();
    await scene.conflicts({}, { 'new/deep/x.txt': 'two\n' });
    const came = nextReport(scene.radar, (report) => between(report).length === 1);
    await writeFiles(scene.one, { 'new/deep/x.txt': 'one\n' });
    await came;
  });

  it('sees the same conflict after both have committed, and one with the target when that has moved', async () => {
    await using scene = await makeScene();
    await scene.conflicts({ 'a.txt': withLine(10, 'ours') }, { 'a.txt': withLine(10, 'theirs') });
    for (const path of [scene.one, scene.two])
      await git(path, 'commit', '--quiet', '--all', '--message=work');
    expect(between(await scene.radar.look())).toMatchObject([
      { path: 'a.txt', regions: [{ ours: { start: 9, end: 10 } }] },
    ]);
    await scene.repository.commit('target moves', { 'a.txt': withLine(10, 'main') });
    const report = await scene.radar.look();
    const withTarget = report.pairs.filter(({ theirs }) => theirs.kind === 'branch');
    expect(withTarget.map(({ preview }) => preview.outcome)).toEqual(['conflicts', 'conflicts']);
    expect(report.changedFiles[scene.one]).toEqual(['a.txt']);
  });

  it('goes on when a worktree has vanished, and says what it does not know', async () => {
    await using scene = await makeScene();
    await scene.conflicts({}, {});
    await rm(scene.two, { recursive: true });
    const report = await scene.radar.look();
    expect(report.state).toBe('watching');
    expect(report.pairs.some(({ preview }) => preview.outcome === 'unknown')).toBe(true);
  });

  it('gives the three texts of a conflict', async () => {
    await using scene = await makeScene();
    const [file] = await scene.conflicts(
      { 'a.txt': withLine(10, 'ours') },
      { 'a.txt': withLine(10, 'theirs') },
    );
    const pair = scene.radar.report.pairs.find(({ preview }) => preview.outcome === 'conflicts');
    if (file === undefined || pair === undefined) throw new Error('There is no conflict.');
    expect(await scene.radar.texts(pair, file)).toEqual({
      path: 'a.txt',
      base,
      ours: withLine(10, 'ours'),
      theirs: withLine(10, 'theirs'),
    });
  });

  it('leaves the repository as it was, outside its own folder', async () => {
    await using scene = await makeScene();
    await git(scene.one, 'add', '--intent-to-add', '.');
    await writeFile(join(scene.one, 'untracked.txt'), 'x\n');
    const before = await fingerprint(join(scene.repository.path, '.git'));
    await scene.conflicts({ 'a.txt': withLine(10, 'ours') }, { 'a.txt': withLine(10, 'theirs') });
    await scene.conflicts({ 'a.txt': withLine(11, 'ours') }, { 'c.txt': 'c\n' });
    expect(await fingerprint(join(scene.repository.path, '.git'))).toEqual(before);
  });
});

async function fingerprint(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const kept = files.filter((file) => !file.startsWith(join(folder, 'parallel-cc'))).sort();
  return Object.fromEntries(await Promise.all(kept.map(async (file) => [file, createHash('sha1').update(await readFile(file)).digest('hex')] as const))); // prettier-ignore
}
