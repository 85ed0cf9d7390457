// Claims on everything that can be claimed, waiting for them, and handing them over.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClaimMode } from '../../src/core/claim';
import type { Session } from '../../src/core/session';
import type { ClaimResult } from '../../src/protocol/results';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import { eventually } from '../support/processes';

const files = { 'src/auth.ts': 'export const a = 1;\n', 'src/deep/b.sql': 'b\n', 'docs/a.md': 'a\n' };

interface Wait {
  readonly mode?: ClaimMode;
  readonly seconds?: number;
}

async function acquire(
  host: TestCoordinator,
  session: Session,
  target: string,
  { mode = 'exclusive', seconds = 0 }: Wait = {},
): Promise<ClaimResult> {
  // prettier-ignore
  const params = { session: session.id, paths: [target], cwd: host.repository.path, mode, reason: null, ttlMinutes: null, waitSeconds: seconds }; // prettier-ignore
  const { results } = await host.client.call('acquireClaims', params);
  return results[0] as ClaimResult;
}

/** Begins to wait, and returns when the session is in the queue. */
async function queue(
  host: TestCoordinator,
  session: Session,
  target: string,
  wait: Wait = {},
): Promise<{ readonly result: Promise<ClaimResult> }> {
  // prettier-ignore
  const result = acquire(host, session, target, { seconds: 60, ...wait });
  result.catch(() => undefined);
  await eventually(async () => (await waiting(host)).some((name) => name === session.name));
  return { result };
}

async function waiting(host: TestCoordinator): Promise<string[]> {
  const { waits } = await host.client.call('getSnapshot', { fresh: false });
  return waits.map(({ session }) => session);
}

function release(host: TestCoordinator, target: string): Promise<unknown> {
  return host.client.call('releaseClaims', { session: null, claims: [target], cwd: host.repository.path });
}

async function sessions(host: TestCoordinator, ...names: readonly string[]): Promise<Session[]> {
  const all: Session[] = [];
  for (const name of names) all.push((await host.register({ name })).session);
  return all;
}

function prompt(host: TestCoordinator, session: Session): Promise<string> {
  return host.agent(session.name, { kind: 'promptSubmitted', prompt: 'Go on.' }, session.id).then(({ context }) => context); // prettier-ignore
}

describe('a claim', () => {
  it.each([
    ['src/', 'src/auth.ts', 'src/'],
    ['src', 'src/deep/', 'src/'],
    ['src/**/*.sql', 'src/deep/b.sql', 'src/**/*.sql'],
    ['folder:.', 'docs/a.md', '/'],
    ['src/auth.ts#validate', 'src/auth.ts', 'src/auth.ts#validate'],
    ['src/auth.ts#Auth', 'symbol:src/auth.ts#Auth.validate', 'src/auth.ts#Auth'],
    ['port:3000', 'port:3000', 'port:3000'],
  ])('on %s keeps others out of %s', async (target, other, label) => {
    await using host = await openCoordinator({ files });
    const [one, two] = (await sessions(host, 'one', 'two')) as [Session, Session];
    expect(await acquire(host, one, target)).toMatchObject({ outcome: 'granted', claim: { label } });
    const denied = await acquire(host, two, other);
    expect(denied).toMatchObject({ outcome: 'denied', others: [{ holder: 'one', label }] });
    expect(denied.message).toContain('"one"');
  });

  it.each([
    ['src/', 'docs/a.md'],
    ['**/*.sql', 'src/auth.ts'],
    ['src/auth.ts#validate', 'src/auth.ts#other'],
    ['port:3000', 'port:3001'],
    ['db:dev', 'slot:dev'],
  ])('on %s does not keep others out of %s', async (target, other) => {
    await using host = await openCoordinator({ files });
    const [one, two] = (await sessions(host, 'one', 'two')) as [Session, Session];
    expect((await acquire(host, one, target)).outcome).toBe('granted');
    expect((await acquire(host, two, other)).outcome).toBe('granted');
  });

  it('on a folder keeps an edit out, in whichever worktree, and tells what is held', async () => {
    await using host = await openCoordinator({ files });
    const [one, two] = (await sessions(host, 'one', 'two')) as [Session, Session];
    await acquire(host, one, 'src/');
    const path = join(two.worktreePath, 'src/auth.ts');
    const reply = await host.agent('two', { kind: 'writeIntended', tool: 'Edit', paths: [path] }, two.id);
    expect(reply).toMatchObject({ decision: 'deny' });
    expect(reply.reason).toContain('src/auth.ts is held by session "one" (exclusive on src/,');
  });

  it('grows its fencing token with every holder', async () => {
    await using host = await openCoordinator({ files });
    const [one, two] = (await sessions(host, 'one', 'two')) as [Session, Session];
    const first = await acquire(host, one, 'docs/a.md');
    await release(host, 'docs/a.md');
    const second = await acquire(host, two, 'docs/a.md');
    expect(second.claim?.fence).toBeGreaterThan(first.claim?.fence ?? Number.POSITIVE_INFINITY);
  });

  it('says what is wrong with a target that cannot be', async () => {
    await using host = await openCoordinator({ files });
    const [one] = (await sessions(host, 'one')) as [Session];
    for (const target of ['../outside.ts', 'folder:/', 'symbol:src/auth.ts', '.git/config', 'glob:*/../x'])
      await expect(acquire(host, one, target), target).rejects.toMatchObject({ name: 'CoordinatorError' });
  });

  it('is handed over by its holder, taken by the user, and comes back by undo', async () => {
    await using host = await openCoordinator({ files });
    const [one, two] = (await sessions(host, 'one', 'two')) as [Session, Session];
    const cwd = host.repository.path;
    const held = await acquire(host, one, 'src/auth.ts');
    const give = { session: two.id, claims: ['src/auth.ts'], cwd, to: one.id };
    await expect(host.client.call('handOverClaims', give)).rejects.toMatchObject({ code: 'claimNotYours' });
    const { claims } = await host.client.call('handOverClaims', { ...give, session: one.id, to: two.id });
    expect(claims).toMatchObject([{ holder: 'two', label: 'src/auth.ts', mode: 'exclusive' }]);
    expect(claims[0]?.fence).toBeGreaterThan(held.claim?.fence ?? Number.POSITIVE_INFINITY);
    await host.client.call('handOverClaims', { ...give, session: null, to: one.id });
    expect((await acquire(host, two, 'src/auth.ts')).others).toMatchObject([{ holder: 'one' }]);
    await host.client.call('undoOperation', { operation: null, dryRun: false, force: false });
    expect((await acquire(host, one, 'src/auth.ts')).others).toMatchObject([{ holder: 'two' }]);
  });
});

describe('waiting for a claim', () => {
  it('is served in the order in which the sessions came, as soon as the holder lets go', async () => {
    await using host = await openCoordinator({ files });
    const [one, two, three] = (await sessions(host, 'one', 'two', 'three')) as [Session, Session, Session];
    await acquire(host, one, 'src/auth.ts');
    const second = await queue(host, two, 'src/auth.ts');
    const third = await queue(host, three, 'src/');
    expect(await waiting(host)).toEqual(['two', 'three']);
    await release(host, 'src/auth.ts');
    expect(await second.result).toMatchObject({ outcome: 'granted', claim: { holder: 'two' } });
    expect(await waiting(host)).toEqual(['three']);
    await host.client.call('releaseSession', { session: two.id, worktree: 'keep' });
    expect(await third.result).toMatchObject({
      outcome: 'granted',
      claim: { holder: 'three', label: 'src/' },
    });
    expect(await prompt(host, three)).not.toContain('waited');
  });

  it('keeps a newcomer from overtaking, but nobody from going on with what it has', async () => {
    await using host = await openCoordinator({ files });
    const [one, two, three] = (await sessions(host, 'one', 'two', 'three')) as [Session, Session, Session];
    await acquire(host, one, 'src/auth.ts', { mode: 'shared' });
    const writer = await queue(host, two, 'src/auth.ts');
    const late = await acquire(host, three, 'src/auth.ts', { mode: 'shared' });
    expect(late).toMatchObject({ outcome: 'denied', others: [] });
    expect(late.message).toContain('"two" came first');
    expect((await acquire(host, one, 'src/auth.ts', { mode: 'shared' })).outcome).toBe('granted');
    await release(host, 'src/auth.ts');
    expect((await writer.result).outcome).toBe('granted');
  });

  it('ends when its time is over, and says who holds it', async () => {
    await using host = await openCoordinator({ files });
    const [one, two] = (await sessions(host, 'one', 'two')) as [Session, Session];
    await acquire(host, one, 'src/auth.ts');
    const result = await acquire(host, two, 'src/auth.ts', { seconds: 0.1 });
    expect(result).toMatchObject({ outcome: 'denied', others: [{ holder: 'one' }] });
    expect(await waiting(host)).toEqual([]);
  });

  it('is refused where two would wait for each other, and both are told', async () => {
    await using host = await openCoordinator({ files });
    const [one, two] = (await sessions(host, 'one', 'two')) as [Session, Session];
    await acquire(host, one, 'src/auth.ts');
    await acquire(host, two, 'docs/a.md');
    const first = await queue(host, one, 'docs/a.md');
    const second = await acquire(host, two, 'src/auth.ts', { seconds: 60 });
    expect(second).toMatchObject({ outcome: 'denied', deadlock: ['two', 'one'] });
    expect(await prompt(host, one)).toContain(
      'session "two" needs src/auth.ts and you wait for what it holds',
    );
    await release(host, 'docs/a.md');
    expect((await first.result).outcome).toBe('granted');
  });

  it('goes on at the next coordinator, in the same place', async () => {
    await using host = await openCoordinator({ files });
    const [one, two, three] = (await sessions(host, 'one', 'two', 'three')) as [Session, Session, Session];
    await acquire(host, one, 'src/auth.ts');
    const second = await queue(host, two, 'src/auth.ts');
    await queue(host, three, 'src/auth.ts');
    await host.restart();
    await expect(second.result).rejects.toMatchObject({ code: 'hostUnavailable' });
    expect(await waiting(host)).toEqual(['two', 'three']);
    const again = acquire(host, two, 'src/auth.ts', { seconds: 60 });
    await release(host, 'src/auth.ts');
    expect(await again).toMatchObject({ outcome: 'granted', claim: { holder: 'two' } });
    expect(await waiting(host)).toEqual(['three']);
  });

  it('tells one that does not wait any more at its next turn that it has the claim', async () => {
    await using host = await openCoordinator({ files });
    const [one, two] = (await sessions(host, 'one', 'two')) as [Session, Session];
    await acquire(host, one, 'src/auth.ts');
    await queue(host, two, 'src/auth.ts');
    await host.restart();
    await release(host, 'src/auth.ts');
    expect(await prompt(host, two)).toContain('you hold src/auth.ts (exclusive) now, which you waited for');
  });
});

describe('a sequence', () => {
  it('hands every number out once, however many ask, the next coordinator too', async () => {
    await using host = await openCoordinator({ files });
    const take = (from = 1) => host.client.call('takeNumber', { name: 'seq:migrations', from, session: null }).then(({ number }) => number); // prettier-ignore
    const numbers = await Promise.all(Array.from({ length: 100 }, () => take()));
    expect([...numbers].sort((one, other) => one - other)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1)); // prettier-ignore
    await host.restart();
    expect(await take()).toBe(101);
    expect(await take(500)).toBe(500);
    expect(await take(7)).toBe(501);
  });

  it('gives a repeated call its number again', async () => {
    await using host = await openCoordinator({ files });
    const requestId = randomUUID();
    const params = { name: 'migrations', from: 1, session: null };
    const first = await host.client.call('takeNumber', params, { requestId });
    await host.restart();
    expect(await host.client.call('takeNumber', params, { requestId })).toEqual(first);
    expect(await host.client.call('takeNumber', params)).toEqual({ number: 2 });
  });
});
