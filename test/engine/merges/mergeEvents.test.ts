import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/session';
import type { TestCoordinator } from '../../support/coordinator';
import { openCoordinator } from '../../support/coordinator';
import { git, writeFiles } from '../../support/git';
import { eventually } from '../../support/processes';

let host: TestCoordinator;
let waiter: Session;
let worker: Session;

beforeEach(async () => {
  host = await openCoordinator({ files: { 'a.ts': '1\n2\n3\n4\n5\n', 'b.ts': 'b\n' } });
  waiter = (await host.register({ name: 'waiter', worktree: 'new' })).session;
  worker = (await host.register({ name: 'worker', worktree: 'new' })).session;
});

afterEach(() => host[Symbol.asyncDispose]());

async function commit(session: Session, file: string, text: string): Promise<void> {
  await writeFiles(session.worktreePath, { [file]: text });
  await git(session.worktreePath, 'add', '--all');
  await git(session.worktreePath, 'commit', '--quiet', '--message', `Write ${file}`);
}

async function subscribe(branch = worker.branch ?? ''): Promise<string> {
  const params = { session: waiter.id, branch, target: null };
  return (await host.client.call('subscribeMerge', params)).landing;
}

async function toldAtNextTurn(): Promise<string> {
  const event = { kind: 'promptSubmitted', prompt: 'Go on' } as const;
  return (await host.agent('waiter-agent', event, waiter.id)).context;
}

async function seenMerges(): Promise<readonly { branch: string; how: string }[]> {
  const { events } = await host.client.call('listMerges', { branch: null, limit: 10 });
  return events.map(({ branch, how }) => ({ branch, how }));
}

const branchOf = (session: Session): string => session.branch ?? '';

describe('merges made with plain git', () => {
  const ways = {
    'a merge commit': ['merged', (branch: string) => [['merge', '--no-ff', '--quiet', '--no-edit', branch]]],
    'a fast-forward': ['merged', (branch: string) => [['merge', '--ff-only', '--quiet', branch]]],
    'a squash': ['squashed', (branch: string) => [['merge', '--squash', branch], ['commit', '--quiet', '--message', 'All']]], // prettier-ignore
    'copies one by one': ['rebased', (branch: string) => [['cherry-pick', `main..${branch}`]]],
  } as const;

  for (const [way, [how, commands]] of Object.entries(ways)) {
    it(`tells a subscriber at its next turn of ${way}`, async () => {
      await commit(worker, 'a.ts', 'one\n2\n3\n4\n5\n');
      await commit(worker, 'a.ts', 'one\n2\n3\n4\nfive\n');
      expect(await subscribe()).toBe('open');
      expect(await toldAtNextTurn()).not.toContain(branchOf(worker));
      if (way !== 'a fast-forward') await host.repository.commit('Elsewhere', { 'b.ts': 'other\n' });
      for (const command of commands(branchOf(worker))) await host.repository.git(...command);
      const told = await eventually(async () => {
        const context = await toldAtNextTurn();
        return context.includes(branchOf(worker)) && context;
      }, { timeoutMs: 15_000 }); // prettier-ignore
      expect(told).toContain('into main');
      expect(await seenMerges()).toEqual([{ branch: worker.branch, how }]);
      expect(await toldAtNextTurn()).not.toContain(branchOf(worker));
    });
  }

  it('sees a branch that was deleted after its merge', async () => {
    await commit(worker, 'b.ts', 'mine\n');
    await subscribe();
    await host.repository.git('worktree', 'remove', '--force', worker.worktreePath);
    await host.repository.git('merge', '--squash', branchOf(worker));
    await host.repository.git('commit', '--quiet', '--message', 'All');
    await host.repository.git('branch', '-D', branchOf(worker));
    await eventually(async () => expect(await seenMerges()).toEqual([{ branch: worker.branch, how: 'squashed' }]), { timeoutMs: 15_000 }); // prettier-ignore
  });

  it('takes a branch without commits of its own for nothing, also when it catches up with its target', async () => {
    expect(await subscribe()).toBe('nothing');
    await host.repository.commit('Elsewhere', { 'b.ts': 'other\n' });
    await git(worker.worktreePath, 'merge', '--quiet', '--ff-only', 'main');
    await git(waiter.worktreePath, 'merge', '--quiet', '--ff-only', 'main');
    await commit(waiter, 'a.ts', 'mine\n');
    await host.repository.git('merge', '--quiet', '--ff-only', branchOf(waiter));
    await eventually(async () => expect(await seenMerges()).toHaveLength(1), { timeoutMs: 15_000 });
    expect(await seenMerges()).toEqual([{ branch: waiter.branch, how: 'merged' }]);
  });

  it('answers how a branch stands, and tells nobody who has cancelled', async () => {
    await commit(worker, 'b.ts', 'mine\n');
    await subscribe();
    const params = { session: waiter.id, branch: branchOf(worker), target: null };
    expect(await host.client.call('cancelMergeSubscription', params)).toEqual({ cancelled: true });
    expect(await host.client.call('cancelMergeSubscription', params)).toEqual({ cancelled: false });
    await host.repository.git('merge', '--no-ff', '--quiet', '--no-edit', branchOf(worker));
    const status = await host.client.call('getMergeStatus', { branch: branchOf(worker), target: null });
    expect(status).toMatchObject({ landing: 'merged', target: 'main' });
    await eventually(async () => expect(await seenMerges()).toHaveLength(1), { timeoutMs: 15_000 });
    expect(await toldAtNextTurn()).not.toContain(branchOf(worker));
    expect(await subscribe()).toBe('merged');
  });

  it('sees a merge on a server once it was fetched', async () => {
    const server = join(host.repository.folder, 'server.git');
    await commit(worker, 'b.ts', 'mine\n');
    await subscribe();
    await git(host.repository.folder, 'clone', '--quiet', '--bare', host.repository.path, server);
    await git(server, 'update-ref', 'refs/heads/main', branchOf(worker));
    await host.repository.git('remote', 'add', 'origin', server);
    await host.repository.git('fetch', '--quiet', 'origin');
    await eventually(async () => expect(await seenMerges()).toHaveLength(1), { timeoutMs: 15_000 });
  });

  it('says so when there is no such branch', async () => {
    await expect(subscribe('nowhere')).rejects.toThrow('nowhere');
    await expect(subscribe('$(touch hacked)')).rejects.toThrow('hacked');
  });
});
