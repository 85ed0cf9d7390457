// Many sessions: their claims at once, and what is known of those that ended.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/core/session';
import type { Snapshot } from '../../src/protocol/snapshot';
import type { Operation, Scene } from '../support/claimTraffic';
import { clashes, operationKinds, perform } from '../support/claimTraffic';
import { runJson } from '../support/commandLine';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import { writeFiles } from '../support/git';

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom(...operationKinds),
  target: fc.nat(1000),
  mode: fc.nat(1000),
  other: fc.nat(1000),
});

async function sceneOf(host: TestCoordinator, count: number): Promise<Scene> {
  const sessions: string[] = [];
  for (let number = 0; number < count; number++)
    sessions.push((await host.register({ name: `s${number}`, worktree: 'here' })).session.id);
  return { client: host.client, cwd: host.repository.path, sessions };
}

/** Lets every session do its operations, one after the other, all sessions at once; returns the numbers that were handed out. */
async function runAll(scene: Scene, plans: readonly (readonly Operation[])[]): Promise<number[]> {
  const numbers: number[] = [];
  await Promise.all(
    scene.sessions.map(async (session, index) => {
      for (const one of plans[index] ?? []) {
        const number = await perform(scene, session, one);
        if (number !== null) numbers.push(number);
      }
    }),
  );
  return numbers;
}

async function expectSound({ client }: Scene): Promise<void> {
  const { claims } = await client.call('getSnapshot', { fresh: false });
  expect(clashes(claims)).toEqual([]);
  expect(new Set(claims.map(({ fence }) => fence)).size).toBe(claims.length);
}

async function letGo({ client, cwd }: Scene): Promise<void> {
  const { claims } = await client.call('getSnapshot', { fresh: false });
  if (claims.length > 0) await client.call('releaseClaims', { session: null, claims: claims.map(({ id }) => id), cwd }); // prettier-ignore
}

describe('claims of many sessions', () => {
  it('never stand side by side where one excludes the other, whatever the sessions do', async () => {
    await using host = await openCoordinator({ files: {} });
    const scene = await sceneOf(host, 5);
    const plans = fc.array(fc.array(operation, { maxLength: 12 }), { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(plans, async (chosen) => {
        await runAll(scene, chosen);
        await expectSound(scene);
        await letGo(scene);
      }),
      { numRuns: 60 },
    );
  });

  it('hold for 100 sessions that do 1,000 things each, at every look, and through a new coordinator', async () => {
    await using host = await openCoordinator({ files: {} });
    const scene = await sceneOf(host, 100);
    const seed = Math.floor(Math.random() * 2 ** 31);
    const all = fc.sample(operation, { numRuns: 100_000, seed });
    const taken: number[] = [];
    for (let round = 0; round < 10; round++) {
      const plans = scene.sessions.map((_, index) => all.slice((round * 100 + index) * 100, (round * 100 + index + 1) * 100)); // prettier-ignore
      taken.push(...(await runAll(scene, plans)));
      await expectSound(scene);
    }
    expect(new Set(taken).size, `numbers were handed out twice with seed ${seed}`).toBe(taken.length);
    await host.restart();
    const next = { ...scene, client: host.client };
    await expectSound(next);
    const before = await host.client.call('getSnapshot', { fresh: false });
    expect(before.claims.length).toBeGreaterThan(0);
    await letGo(next);
    const after = await host.client.call('getSnapshot', { fresh: false });
    expect(after.waits.filter(({ until }) => until > Date.now())).toEqual([]);
  }, 480_000);
});

describe('ended sessions', () => {
  it('are all there to be resumed as long as they have a worktree or snapshots, however many came after', async () => {
    await using host = await openCoordinator({ files: { 'a.ts': 'a\n' } });
    const bare = await ended(host, 'bare', { worktree: 'auto' });
    const { operations } = await host.client.call('listOperations', { limit: 10 });
    const release = operations.find(({ kind }) => kind === 'sessionReleased')?.id ?? 0;
    const kept = await ended(host, 'kept', { worktree: 'keep' });
    const { session } = await host.register({ name: 'snapped', worktree: 'new' });
    await writeFiles(session.worktreePath, { 'new.txt': 'new\n' });
    await host.client.call('takeSnapshot', { session: session.id });
    await host.client.call('releaseSession', { session: session.id, worktree: 'remove' });
    // More than are kept of those that nothing is left of.
    const others = Array.from({ length: 101 }, (_, index) => host.register({ name: `other-${index}`, worktree: 'here' })); // prettier-ignore
    for (const other of await Promise.all(others))
      await host.client.call('releaseSession', { session: other.session.id, worktree: 'keep' });
    const shown = await host.client.call('getSnapshot', { fresh: false });
    expect(shown.sessions).toHaveLength(10);
    await host.register({ name: 'last', worktree: 'here' });
    const { sessions } = await runJson<Snapshot>(host.repository.path, ['resume']);
    const names = sessions.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([kept.name, 'snapped', 'other-1', 'other-100']));
    expect(names).not.toContain(bare.name);
    const resumed = await host.client.call('resumeSession', { session: session.id, pid: process.pid });
    expect(resumed.rebuiltFrom).toBe('what was kept when it was removed');
    const undo = { operation: release, dryRun: false, force: false };
    const { effects } = await host.client.call('undoOperation', undo);
    expect(effects.map(({ summary }) => summary).join('\n')).toContain('Session "bare" is there again');
  }, 180_000);
});

/** A session that has ended, whose worktree is disposed of as wished. */
async function ended(
  host: TestCoordinator,
  name: string,
  { worktree }: { readonly worktree: 'auto' | 'keep' },
): Promise<Session> {
  const { session } = await host.register({ name, worktree: 'new' });
  await host.client.call('releaseSession', { session: session.id, worktree });
  return session;
}
