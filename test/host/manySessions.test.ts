// Claims of many sessions at once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation, Scene } from '../support/claimTraffic';
import { clashes, operationKinds, perform } from '../support/claimTraffic';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';

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

it('undo is there for a session that ended long before many others', async () => {
  await using host = await openCoordinator({ files: { 'a.ts': 'a\n' } });
  const { session } = await host.register({ name: 'old', worktree: 'new' });
  await host.client.call('takeSnapshot', { session: session.id });
  await host.client.call('releaseSession', { session: session.id, worktree: 'remove' });
  const { operations } = await host.client.call('listOperations', { limit: 10 });
  const operation = operations.find(({ kind }) => kind === 'sessionReleased')?.id ?? 0;
  const others = await Promise.all(Array.from({ length: 105 }, () => host.register({ worktree: 'here' })));
  await Promise.all(others.map(({ session: { id } }) => host.client.call('releaseSession', { session: id, worktree: 'keep' }))); // prettier-ignore
  await host.register({ worktree: 'here' });
  expect((await host.client.call('listSnapshots', { session: 'old' })).snapshots).not.toEqual([]);
  await host.client.call('undoOperation', { operation, dryRun: false, force: false });
  const { sessions } = await host.client.call('getSnapshot', { fresh: false });
  expect(sessions.find(({ id }) => id === session.id)).toMatchObject({ state: 'idle' });
});
