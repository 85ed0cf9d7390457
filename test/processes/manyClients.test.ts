import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mapLimit } from '../../src/base/async';
import { readOwner } from '../../src/ipc/ownerFile';
import type { ClaimResult, RegisterResult } from '../../src/protocol/results';
import type { Snapshot } from '../../src/protocol/snapshot';
import { runCommand, runJson } from '../support/commandLine';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';
import { eventually } from '../support/processes';
import { stopHost } from '../support/sessions';

const files = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`src/file${index}.ts`, `${index}\n`]),
);

/** Kills the process that coordinates, without a chance to save anything. */
function killHost(repository: Repository): number {
  const owner = readOwner(join(repository.path, '.git', 'parallel-cc'));
  if (owner === null) throw new Error('There is no host to kill.');
  process.kill(owner.process.pid, 'SIGKILL');
  return owner.process.pid;
}

it(
  'gives each of fifty sessions that register at once a worktree of its own, and loses none',
  { timeout: 240_000 },
  async () => {
    await using repository = await makeRepository({ files });
    const all = Array.from({ length: 50 }, (_, index) => index);
    const registered = await Promise.all(
      all.map((index) =>
        runJson<RegisterResult>(repository.path, ['register', '--agent', 'test', '--name', `agent-${index}`]),
      ),
    );
    expect(new Set(registered.map(({ session }) => session.worktreePath)).size).toBe(50);
    const { sessions } = await runJson<Snapshot>(repository.path, ['status']);
    expect(sessions.map(({ name }) => name).sort()).toEqual(all.map((index) => `agent-${index}`).sort());
    const listed = (await repository.git('worktree', 'list', '--porcelain')).match(/^worktree /gm);
    expect(listed).toHaveLength(50);
    await stopHost(repository.path);
  },
);

it(
  'grants no exclusive claim twice among a hundred calls, and keeps every granted one when the host is killed midway',
  { timeout: 240_000 },
  async () => {
    await using repository = await makeRepository({ files });
    const sessions = await mapLimit(Array.from({ length: 10 }), 3, async () => {
      const { session } = await runJson<RegisterResult>(repository.path, ['register', '--agent', 'test']);
      return session.id;
    });
    const granted: { readonly path: string; readonly session: string }[] = [];
    const wishes = Array.from({ length: 100 }, (_, index) => ({
      path: `src/file${index % 20}.ts`,
      session: sessions[index % 10] ?? '',
    }));
    let killed = 0;
    await mapLimit(wishes, 50, async ({ path, session }) => {
      const result = await runCommand(repository.path, [
        'claim',
        path,
        '--session',
        session,
        '--mode',
        'exclusive',
        '--json',
      ]);
      expect([0, 4, 6]).toContain(result.code);
      if (result.code === 0) {
        const { results } = JSON.parse(result.stdout) as { results: readonly ClaimResult[] };
        if (results[0]?.outcome === 'granted') granted.push({ path, session });
      }
      if (granted.length === 5 && killed === 0) killed = killHost(repository);
    });
    expect(killed).toBeGreaterThan(0);
    const { claims, host } = await runJson<Snapshot>(repository.path, ['status']);
    expect(host.pid).not.toBe(killed);
    for (const path of new Set(wishes.map((wish) => wish.path)))
      expect(claims.filter((claim) => claim.path === path).length).toBeLessThanOrEqual(1);
    for (const { path, session } of granted)
      expect(claims.find((claim) => claim.path === path)).toMatchObject({
        sessionId: session,
        mode: 'exclusive',
      });
    await stopHost(repository.path);
  },
);

it('starts a host for the first client and stops it when told', async () => {
  await using repository = await makeRepository({ files });
  const { host } = await runJson<Snapshot>(repository.path, ['status']);
  expect(host.kind).toBe('headless');
  await stopHost(repository.path);
  await eventually(() => expect(() => process.kill(host.pid, 0)).toThrow(), { timeoutMs: 5000 });
});
