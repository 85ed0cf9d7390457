import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { Git } from '../../../src/engine/git/git';
import { MergeEvents } from '../../../src/engine/merges/mergeEvents';
import { insertSubscription } from '../../../src/engine/merges/mergeRows';
import { Notices } from '../../../src/engine/notices';
import { Sessions } from '../../../src/engine/sessions';
import { State } from '../../../src/engine/state';
import { Worktrees } from '../../../src/engine/worktrees/worktrees';
import { exampleSession } from '../../support/exampleSession';
import type { Repository } from '../../support/git';
import { makeRepository } from '../../support/git';
import { MemoryDisk } from '../store/memoryDisk';
import { openOn } from '../store/notes';
import type { Scenario } from './histories';
import { History, Lines, scenarios } from './histories';

const session = exampleSession({ id: 'waiter' });
let repository: Repository;
let events: MergeEvents;

const places = scenarios.map((scenario, index) => ({ scenario, branch: `b${index}`, file: new Lines(`f${index}.txt`) })); // prettier-ignore
type Place = (typeof places)[number];

async function seen(branch: string): Promise<string[]> {
  await events.look();
  return events.newest(1000, branch).map(({ how }) => how);
}

beforeAll(async () => {
  repository = await makeRepository();
  const git = new Git(repository.path);
  const state = new State(await openOn(new MemoryDisk()));
  const sessions = new Sessions(state, systemClock);
  await sessions.add(session, null);
  const parts = { git, state, sessions, clock: systemClock, notices: new Notices(state, systemClock) };
  events = new MergeEvents({ ...parts, worktrees: new Worktrees(git, state) });
  const history = new History(repository.path);
  await begin(history);
  await waitForAll(state);
  await events.look();
  for (const { scenario, branch, file } of places) scenario.end(history, branch, file, 'main');
  await history.write();
  const deleted = places.filter(({ scenario }) => scenario.deleted).map(({ branch }) => branch);
  await repository.git('branch', '--quiet', '--delete', '--force', ...deleted);
  await events.look();
}, 600_000);

// As `subscribe` would, one by one.
async function waitForAll(state: State): Promise<void> {
  const tips = await repository.git('for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads');
  const commits = new Map(tips.split('\n').map((line) => line.split(' ') as [string, string]));
  const base = commits.get('main') ?? '';
  await state.commit((db) => {
    for (const { branch } of places)
      insertSubscription(db, { sessionId: session.id, branch, target: 'main', head: commits.get(branch) ?? '', base, createdAt: 0 }); // prettier-ignore
  });
}

async function begin(history: History): Promise<void> {
  const all = Object.assign({}, ...places.map(({ file }) => file.with({}))) as Record<string, string>;
  history.commit('main', all, { on: 'main' }).move('origin/main', 'main');
  for (const { scenario, branch, file } of places) {
    history.move(branch, 'main');
    scenario.begin(history, branch, file);
  }
  await history.write();
}

afterAll(() => repository.dispose());

function check({ expected }: Scenario): string[] {
  return expected === 'open' || expected === 'nothing' ? [] : [expected];
}

describe('forty histories', { timeout: 240_000 }, () => {
  it('are more than forty', () => {
    expect(scenarios.length).toBeGreaterThan(40);
  });

  it.each(places.map((place): [string, Place] => [place.scenario.name, place]))(
    '%s',
    (_, { scenario, branch }) => {
      expect(events.newest(1000, branch).map(({ how }) => how)).toEqual(check(scenario));
    },
  );

  it('a branch that lands again and again is seen each time, whichever way', async () => {
    const history = new History(repository.path);
    const file = new Lines('again.txt');
    await history.commit('again', file.with({ 2: 'a' }), { on: 'main' }).write(); // prettier-ignore
    await events.subscribe(session, 'again', 'main');
    await history.commit('main', file.with({ 2: 'a' })).write();
    expect(await seen('again')).toEqual(['squashed']);
    await history.commit('main', file.with({ 2: 'a, changed' })).commit('again', file.with({ 2: 'a', 8: 'b' })).commit('again', file.with({ 2: 'a', 8: 'b', 9: 'c' })).write(); // prettier-ignore
    await events.subscribe(session, 'again', 'main');
    expect(await seen('again')).toHaveLength(1);
    await history.commit('main', file.with({ 2: 'a, changed', 8: 'b', 9: 'c' })).write();
    expect(await seen('again')).toEqual(['squashed', 'squashed']);
    await history.commit('again', file.with({ 2: 'a', 8: 'b', 9: 'd' })).write();
    await events.subscribe(session, 'again', 'main');
    await history
      .commit('main', file.with({ 2: 'a, changed', 8: 'b', 9: 'd' }), { merged: ['again'] })
      .write();
    expect(await seen('again')).toEqual(['merged', 'squashed', 'squashed']);
  });

  it('a branch that was given up and put where its target is was not merged', async () => {
    const history = new History(repository.path);
    await history.commit('given-up', new Lines('up.txt').with({ 2: 'mine' }), { on: 'main' }).write();
    await events.subscribe(session, 'given-up', 'main');
    await events.look();
    await repository.git(
      'update-ref',
      '-m',
      'reset: moving to main',
      'refs/heads/given-up',
      'refs/heads/main',
    );
    expect(await seen('given-up')).toEqual([]);
  });
});
