import { existsSync, readFileSync } from 'node:fs';
import { readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { WorktreeOutcome } from '../../src/protocol/results';
import { openCoordinator } from '../support/coordinator';
import { fileContents, fingerprint } from '../support/fingerprint';
import { git, makeRepository, writeFiles } from '../support/git';
import { runOk } from '../support/processes';
import { cleanUp, idleWorktree, removeByForce, squat, undo } from '../support/removal';

const files = { 'src/a.ts': 'one\n', '.gitignore': '.env\n*.log\nnode_modules\nbuild/\n' };

describe('a worktree in which a process is at work', () => {
  it.each([
    ['with its working directory', 'has its working directory in it', (path: string) => ({ cwd: join(path, 'src') })], // prettier-ignore
    ['with an open file', 'src/a.ts" open', (path: string) => ({ file: join(path, 'src/a.ts') })],
  ])('%s stays, whoever asks, with the name of the process', async (_, says, place) => {
    await using host = await openCoordinator({ files });
    const path = await idleWorktree(host, 'idle');
    const { session } = await host.register({ name: 'live', worktree: 'new' });
    {
      await using one = await squat(place(path));
      await using two = await squat(place(session.worktreePath));
      const why = expect.stringContaining(`node (pid ${one.pid})`) as string;
      expect(await cleanUp(host, { dryRun: true })).toMatchObject([{ outcome: 'kept', reason: why }]);
      const [kept] = await cleanUp(host);
      expect(kept).toMatchObject({ outcome: 'kept', reason: why });
      expect(kept?.reason).toContain(says);
      await expect(removeByForce(host, path)).rejects.toMatchObject({
        code: 'worktreeNotClean',
        message: why,
      });
      const released = await host.client.call('releaseSession', { session: 'live', worktree: 'remove' });
      expect(released.worktree).toMatchObject({ outcome: 'kept', reason: expect.stringContaining(`node (pid ${two.pid})`) as string }); // prettier-ignore
      const { worktrees } = await host.client.call('getSnapshot', { fresh: false });
      expect(worktrees.find((worktree) => worktree.path === path)?.keptBecause).toBe(kept?.reason);
      expect(await host.repository.git('for-each-ref', 'refs/parallel-cc/trash')).toBe('');
    }
    expect((await cleanUp(host)).map(({ outcome }) => outcome)).toEqual(['removed', 'removed']);
  });

  it('stays when its session is ended because its agent is gone', async () => {
    await using host = await openCoordinator({ files });
    await host.client.call('updateSettings', { settings: { reapSeconds: 0 } });
    let path: string;
    await using child = await (async () => {
      await using agent = await squat({ cwd: host.repository.folder });
      const { session } = await host.register({ worktree: 'new', pid: agent.pid });
      path = session.worktreePath;
      return await squat({ cwd: path });
    })();
    const plan = await host.client.call('cleanUp', { dryRun: true });
    const done = await host.client.call('cleanUp', { dryRun: false });
    expect(done.endedSessions).toHaveLength(1);
    expect(plan.endedSessions.map(({ id }) => id)).toEqual(done.endedSessions.map(({ id }) => id));
    expect(done.worktrees).toEqual(plan.worktrees);
    expect(done.worktrees[0]?.reason).toContain(`(pid ${child.pid})`);
  });

  it('of one that leaves at once, as children of an agent do, is removed after all', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    const child = await squat({ cwd: session.worktreePath });
    const released = host.client.call('releaseSession', { session: session.id, worktree: 'auto' });
    await child[Symbol.asyncDispose]();
    expect((await released).worktree.outcome).toBe('removed');
  });
});

describe('a removal', () => {
  it('goes no further than a link, and leaves nothing beside it', async () => {
    await using host = await openCoordinator({ files });
    const outside = join(host.repository.folder, 'outside');
    await writeFiles(outside, { 'deep/precious.txt': 'mine' });
    const path = await idleWorktree(host, 'linked', async (worktree) => {
      await symlink(outside, join(worktree, 'link'));
      await symlink(join(outside, 'deep'), join(worktree, 'node_modules'));
      await symlink(join(outside, 'deep/precious.txt'), join(worktree, 'src/file.log'));
    });
    await removeByForce(host, path);
    expect(existsSync(path)).toBe(false);
    expect(await readdir(dirname(path))).toEqual([]);
    expect(await readFile(join(outside, 'deep/precious.txt'), 'utf8')).toBe('mine');
  });

  it('says how much was removed, what was not kept, and how to bring it back', async () => {
    await using host = await openCoordinator({ files });
    const path = await idleWorktree(host, 'big', (worktree) =>
      writeFiles(worktree, { 'node_modules/x/index.js': 'x'.repeat(300_000) }),
    );
    const [done] = await cleanUp(host);
    expect(done).toMatchObject({ path, outcome: 'removed', notKept: [{ path: 'node_modules' }] });
    expect(done?.sizeBytes).toBeGreaterThan(300_000);
    expect(done?.reason).toMatch(/^The worktree was removed, 3\d\d KB\. Its branch parallel\/big had nothing of its own and goes with it\. Not kept, since it can be made again: node_modules \(\d+ KB\)\. Bring it back with: parallel-cc undo \d+$/); // prettier-ignore
    expect(done?.reason).toContain(`undo ${String(done?.operation)}`);
  });

  it('keeps an ignored folder of results that looks like one of a build, unless a tool builds there', async () => {
    await using host = await openCoordinator({ files: { ...files, 'app/package.json': '{}' } });
    const results = { 'build/results.csv': '1,2\n', 'app/build/index.js': 'made\n' };
    const path = await idleWorktree(host, 'results', (worktree) => writeFiles(worktree, results));
    const [done] = await cleanUp(host);
    expect(done?.notKept.map((folder) => folder.path)).toEqual(['app/build']);
    await undo(host, done?.operation ?? 0);
    expect(await readFile(join(path, 'build/results.csv'), 'utf8')).toBe('1,2\n');
  });

  it.runIf(canMount())('of a folder in which something is mounted is refused', async () => {
    await using host = await openCoordinator({ files });
    const outside = join(host.repository.folder, 'outside');
    await writeFiles(outside, { 'precious.txt': 'mine' });
    const path = await idleWorktree(host, 'mount', (worktree) =>
      writeFiles(worktree, { 'in side/x.log': '' }),
    );
    await runOk('mount', ['--bind', outside, join(path, 'in side')]);
    try {
      const reason = `Something is mounted in it, at "${join(path, 'in side')}".`;
      await expect(removeByForce(host, path)).rejects.toMatchObject({
        message: `"${path}" is kept. ${reason}`,
      });
    } finally {
      await runOk('umount', [join(path, 'in side')]);
    }
    expect(await readdir(outside)).toEqual(['precious.txt']);
  });

  it('of a folder that holds another repository is refused, by force too', async () => {
    await using host = await openCoordinator({ files });
    const path = await idleWorktree(host, 'nest', async (worktree) => {
      await writeFiles(worktree, { 'inner/file.txt': 'mine' });
      await git(join(worktree, 'inner'), 'init', '--quiet');
    });
    const reason = expect.stringContaining('It holds a repository of its own, "inner".') as string;
    expect(await cleanUp(host)).toMatchObject([{ outcome: 'kept', reason }]);
    await expect(removeByForce(host, path)).rejects.toMatchObject({ message: reason });
    expect(await fileContents(path)).toHaveProperty('inner/file.txt');
  });

  it('of a worktree that is written to at that moment puts it back as it was', async () => {
    await using host = await openCoordinator({ files });
    const path = await idleWorktree(host, 'written');
    const counter = join(path, 'src/counter.txt');
    let last = 0;
    const over = new AbortController();
    const writing = (async () => {
      for (let number = 1; !over.signal.aborted; number++) {
        await delay(2);
        // While the folder is aside there is no place to write to.
        await writeFile(counter, String(number)).then(() => (last = number), () => undefined); // prettier-ignore
      }
    })();
    const message = `"${path}" is kept. "src/counter.txt" in it was changed just now.`;
    await expect(removeByForce(host, path)).rejects.toMatchObject({ message });
    over.abort();
    await writing;
    expect(await readFile(counter, 'utf8')).toBe(String(last));
    expect(await readdir(dirname(path))).toEqual(['written']);
    expect(await host.repository.git('for-each-ref', 'refs/parallel-cc/trash')).toBe('');
  });

  it('of a locked worktree is refused with the reason of the lock', async () => {
    await using host = await openCoordinator({ files });
    const path = await idleWorktree(host, 'locked');
    await host.repository.git('worktree', 'lock', '--reason', 'on a stick', path);
    const reason = 'It is locked: on a stick.';
    expect(await cleanUp(host)).toMatchObject([{ outcome: 'kept', reason }]);
    await expect(removeByForce(host, path)).rejects.toMatchObject({
      message: `"${path}" is kept. ${reason}`,
    });
    await host.repository.git('worktree', 'unlock', path);
    expect(await cleanUp(host)).toMatchObject([{ outcome: 'removed' }]);
  });

  it('leaves what others made alone, and what is not what git takes it for', async () => {
    await using host = await openCoordinator({ files });
    const foreign = join(host.repository.folder, 'foreign');
    await host.repository.git('worktree', 'add', '--quiet', foreign);
    await expect(removeByForce(host, foreign)).rejects.toMatchObject({ code: 'worktreeNotOurs' });
    const moved = await idleWorktree(host, 'moved');
    const elsewhere = join(host.repository.folder, 'elsewhere');
    await rename(moved, elsewhere);
    await symlink(elsewhere, moved);
    const swapped = await idleWorktree(host, 'swapped');
    await rm(swapped, { recursive: true });
    await writeFiles(swapped, { 'precious.txt': 'mine' });
    expect(await cleanUp(host)).toMatchObject([{ path: swapped, outcome: 'kept' }]);
    const { worktrees } = await host.client.call('inspectWorktrees', {});
    expect(worktrees.find(({ path }) => path === foreign)).toMatchObject({ state: 'foreign' });
    expect(existsSync(join(foreign, 'src/a.ts'))).toBe(true);
    expect(existsSync(join(elsewhere, 'src/a.ts'))).toBe(true);
    expect(await readdir(swapped)).toEqual(['precious.txt']);
  });

  it('of a folder that is gone lets git forget it, unless a drive may be missing, and leaves those of others', async () => {
    await using host = await openCoordinator({ files });
    const path = await idleWorktree(host, 'gone');
    const around = dirname(path);
    const foreign = join(host.repository.folder, 'foreign');
    await host.repository.git('worktree', 'add', '--quiet', foreign);
    await rm(foreign, { recursive: true });
    await rename(around, `${around}-away`);
    expect(await cleanUp(host)).toMatchObject([{ outcome: 'kept', reason: expect.stringContaining('a drive may be missing') as string }]); // prettier-ignore
    await rename(`${around}-away`, around);
    await rm(path, { recursive: true });
    const [plan] = await cleanUp(host, { dryRun: true });
    const [done] = await cleanUp(host);
    expect([plan?.outcome, done?.outcome]).toEqual(['removed', 'removed']);
    await undo(host, done?.operation ?? 0);
    expect(existsSync(join(path, 'src/a.ts'))).toBe(true);
    expect(await host.repository.git('worktree', 'list')).toContain(foreign);
  });
});

describe('merged worktrees', () => {
  it('are offered with their sizes however they were merged, and the others are not', async () => {
    await using host = await openCoordinator({ files });
    const { repository } = host;
    const paths = new Map<string, string>();
    for (const name of ['merged', 'squashed', 'rebased', 'open', 'edited'])
      paths.set(name, await idleWorktree(host, name, (path) => twoCommits(path, name)));
    for (const name of ['merged', 'squashed', 'rebased', 'edited']) await land(repository.path, name);
    await writeFiles(paths.get('edited') ?? '', { 'more.txt': 'not committed' });
    const { worktrees } = await host.client.call('inspectWorktrees', {});
    const found = worktrees.map(({ name, state, landing }) => [name, { state, landing }]);
    expect(Object.fromEntries(found)).toEqual({
      repository: { state: 'main', landing: null },
      merged: { state: 'merged', landing: 'merged' },
      squashed: { state: 'merged', landing: 'squashed' },
      rebased: { state: 'merged', landing: 'rebased' },
      open: { state: 'work', landing: 'open' },
      edited: { state: 'work', landing: 'squashed' },
    });
    expect(worktrees.every(({ sizeBytes }) => (sizeBytes ?? 0) > 0)).toBe(true);
    const before = await fingerprint(paths.get('rebased') ?? '');
    const plain = outcomes(await cleanUp(host, { dryRun: true }));
    expect(plain).toEqual({ merged: 'removed', squashed: 'kept', rebased: 'kept', open: 'kept', edited: 'kept' }); // prettier-ignore
    const done = await cleanUp(host, { merged: true });
    expect(outcomes(done)).toEqual({ ...plain, squashed: 'removed', rebased: 'removed' });
    expect(await repository.git('branch', '--list', '--format=%(refname:short)', 'parallel/*')).toBe('parallel/edited\nparallel/open'); // prettier-ignore
    await host.client.call('undoOperation', {
      operation: done.find(({ path }) => path === paths.get('rebased'))?.operation ?? 0,
      dryRun: false,
      force: false,
    });
    expect(await fingerprint(paths.get('rebased') ?? '')).toEqual(before);
  });

  it('are those merged on the server too', async () => {
    await using origin = await makeRepository({ files });
    await using host = await openCoordinator({ files: {} });
    await host.repository.git('remote', 'add', 'origin', origin.path);
    await host.repository.git('fetch', '--quiet', 'origin');
    await host.repository.git('reset', '--quiet', '--hard', 'origin/main');
    await host.repository.git('branch', '--quiet', '--set-upstream-to=origin/main');
    await idleWorktree(host, 'remote', (path) => twoCommits(path, 'remote'));
    await origin.git('fetch', '--quiet', host.repository.path, 'parallel/remote:parallel/remote');
    await land(origin.path, 'remote');
    expect(await cleanUp(host, { dryRun: true, merged: true })).toMatchObject([{ outcome: 'kept' }]);
    await host.repository.git('fetch', '--quiet', 'origin');
    const [done] = await cleanUp(host, { merged: true });
    expect(done?.reason).toContain('was merged into origin/main (squashed)');
  });
});

it('a preview says exactly what the clean-up then does', async () => {
  await using host = await openCoordinator({ files });
  const work = { 'new.txt': 'new\n' };
  await idleWorktree(host, 'empty');
  await idleWorktree(host, 'dirty', (path) => writeFiles(path, work));
  await idleWorktree(host, 'merged', (path) => twoCommits(path, 'merged'));
  await idleWorktree(host, 'squashed', (path) => twoCommits(path, 'squashed'));
  await idleWorktree(host, 'ignored', (path) =>
    writeFiles(path, { 'node_modules/x.js': 'x', 'b.log': 'log' }),
  );
  await idleWorktree(host, 'large', (path) => writeFiles(path, { 'c.log': 'x'.repeat(2_000_000) }));
  for (const name of ['merged', 'squashed']) await land(host.repository.path, name);
  for (const merged of [false, true]) {
    const refs = await host.repository.git('for-each-ref');
    const plan = await cleanUp(host, { dryRun: true, merged });
    expect(await host.repository.git('for-each-ref')).toBe(refs);
    const done = await cleanUp(host, { merged });
    const facts = ({ path, outcome, sizeBytes, notKept }: (typeof done)[number]) => ({ path, outcome, sizeBytes, notKept }); // prettier-ignore
    expect(done.map(facts)).toEqual(plan.map(facts));
    for (const [index, { outcome, reason }] of plan.entries())
      if (outcome === 'kept') expect(done[index]?.reason).toBe(reason);
      else expect(done[index]?.reason).toContain(/Its branch [^.]*\./.exec(reason)?.[0]);
  }
});

// Linux lets those who have the capability CAP_SYS_ADMIN, number 21; see capabilities(7).
function canMount(): boolean {
  if (process.platform !== 'linux') return false;
  const [, effective = '0'] =
    /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return ((BigInt(`0x${effective}`) >> 21n) & 1n) === 1n;
}

function outcomes(all: readonly WorktreeOutcome[]): Record<string, string> {
  return Object.fromEntries(all.map(({ path, outcome }) => [basename(path), outcome]));
}

/** Two commits, so that a squash and a rebase differ. */
async function twoCommits(path: string, name: string): Promise<void> {
  for (const number of [1, 2]) {
    await writeFiles(path, { [`${name}-${number}.txt`]: `${name} ${number}\n` });
    await git(path, 'add', '--all');
    await git(path, 'commit', '--quiet', '-m', `${name} ${number}`);
  }
}

/** Merges a branch into main in one of three ways; any but `merged` and `rebased` is squashed. */
async function land(path: string, name: string): Promise<void> {
  const branch = `parallel/${name}`;
  if (name === 'merged') await git(path, 'merge', '--quiet', '--no-ff', branch, '-m', 'merge');
  else if (name === 'rebased') await git(path, 'cherry-pick', `main..${branch}`);
  else {
    await git(path, 'merge', '--quiet', '--squash', branch);
    await git(path, 'commit', '--quiet', '-m', `squash ${name}`);
  }
}
