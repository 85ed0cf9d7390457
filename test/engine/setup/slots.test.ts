import { expect, it } from 'vitest';
import { portBaseOf } from '../../../src/core/setup/environment';
import { openCoordinator } from '../../support/coordinator';

it('gives twenty sessions at once ports of their own, which stay theirs over a restart', async () => {
  await using host = await openCoordinator({ files: { 'a.txt': 'a' } });
  const all = await Promise.all(Array.from({ length: 20 }, () => host.register()));
  const ports = new Map(all.map(({ session, slot }) => [session.id, slot?.port]));
  const base = portBaseOf(host.repository.path);
  expect([...ports.values()].sort()).toEqual(Array.from({ length: 20 }, (_, index) => base + 10 * index));
  expect(all.find(({ session }) => session.adopted)?.slot).toEqual({ number: 0, port: base });
  await host.restart();
  const { sessions, worktrees } = await host.client.call('getSnapshot', { fresh: false });
  expect(new Map(sessions.map(({ id, slot }) => [id, slot?.port]))).toEqual(ports);
  expect(worktrees.every(({ slot }) => slot !== null)).toBe(true);
});

it('gives the slot of a worktree that is gone to the next one, and no other', async () => {
  await using host = await openCoordinator({ files: { 'a.txt': 'a' } });
  const [one, two, three] = [await newOne('one'), await newOne('two'), await newOne('three')];
  expect([one, two, three]).toEqual([1, 2, 3]);
  await host.client.call('releaseSession', { session: 'two', worktree: 'auto' });
  expect(await newOne('four')).toBe(2);
  expect(await newOne('five')).toBe(4);

  async function newOne(name: string): Promise<number | undefined> {
    return (await host.register({ worktree: 'new', name })).slot?.number;
  }
});
