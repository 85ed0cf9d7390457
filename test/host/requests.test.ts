// A call that is repeated because its answer was lost is done once, by the next host too.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { MethodParams } from '../../src/protocol/methods';
import { methodParams } from '../../src/protocol/methods';
import { repetitions } from '../../src/protocol/repetition';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';

const files = { 'a.txt': 'a\n' };

async function withTwo(host: TestCoordinator) {
  const [one, other] = [await host.register({ name: 'one' }), await host.register({ name: 'other' })];
  return { one: one.session, other: other.session };
}

function listen(host: TestCoordinator, session: string, requestId: string) {
  const event = { kind: 'promptSubmitted', prompt: 'Go on.' } as const;
  const params = { agent: 'test', agentSessionId: session, sessionId: session, pid: null, cwd: host.repository.path, event }; // prettier-ignore
  return host.client.call('agentEvent', params, { requestId });
}

describe('a repeated call', () => {
  it('leaves a message once, and is answered as the first', async () => {
    await using host = await openCoordinator({ files });
    const { one } = await withTwo(host);
    const message = { to: null, from: null, text: 'Stop.' };
    const requestId = randomUUID();
    const first = await host.client.call('sendMessage', message, { requestId });
    await host.restart();
    await host.register({ name: 'newcomer' });
    expect(await host.client.call('sendMessage', message, { requestId })).toEqual(first);
    expect((await listen(host, one.id, randomUUID())).context.match(/Stop\./g)).toHaveLength(1);
  });

  it('does not release what another session has claimed since', async () => {
    await using host = await openCoordinator({ files });
    const { one, other } = await withTwo(host);
    await host.claim(one.id, 'a.txt', 'exclusive');
    const release: MethodParams<'releaseClaims'> = {
      session: null,
      claims: ['a.txt'],
      cwd: host.repository.path,
    };
    const requestId = randomUUID();
    const first = await host.client.call('releaseClaims', release, { requestId });
    expect((await host.claim(other.id, 'a.txt', 'exclusive')).outcome).toBe('granted');
    await host.restart();
    expect(await host.client.call('releaseClaims', release, { requestId })).toEqual(first);
    const { claims } = await host.client.call('getSnapshot', { fresh: false });
    expect(claims.map(({ holder }) => holder)).toEqual(['other']);
  });

  it('does not end another session that has the name since', async () => {
    await using host = await openCoordinator({ files });
    await withTwo(host);
    const requestId = randomUUID();
    const release = { session: 'other', worktree: 'remove' } as const;
    const first = await host.client.call('releaseSession', release, { requestId });
    expect(first.worktree.outcome).toBe('removed');
    const { session } = await host.register({ name: 'newer' });
    await host.restart();
    expect(await host.client.call('releaseSession', release, { requestId })).toEqual(first);
    const { sessions } = await host.client.call('getSnapshot', { fresh: false });
    expect(sessions.find(({ id }) => id === session.id)?.endedAt).toBeNull();
  });

  it('makes one session, and tells again what was copied into its worktree', async () => {
    await using host = await openCoordinator({ files });
    await host.register({ name: 'one' });
    const wish = { requestId: randomUUID(), name: 'two', agent: 'test', agentSessionId: null, pid: null, prompt: null, cwd: host.repository.path, worktree: 'new', base: null } as const; // prettier-ignore
    const requestId = randomUUID();
    const [first, same] = await Promise.all([1, 2].map(() => host.client.call('registerSession', wish, { requestId }))); // prettier-ignore
    await host.restart();
    const again = await host.client.call('registerSession', wish, { requestId });
    expect([same, again]).toEqual([first, first]);
    expect((await host.client.call('getSnapshot', { fresh: false })).sessions).toHaveLength(2);
  });

  it('hears again what waited for its session, and nobody else does', async () => {
    await using host = await openCoordinator({ files });
    const { one } = await withTwo(host);
    await host.client.call('sendMessage', { to: one.id, from: null, text: 'Use the other file.' });
    const requestId = randomUUID();
    const first = await listen(host, one.id, requestId);
    expect(first.context).toContain('Use the other file.');
    await host.restart();
    expect((await listen(host, one.id, requestId)).context).toBe(first.context);
    expect((await listen(host, one.id, randomUUID())).context).toBe('');
  });

  it('that failed is tried again', async () => {
    await using host = await openCoordinator({ files });
    const requestId = randomUUID();
    const message = { to: 'late', from: null, text: 'Hello.' };
    await expect(host.client.call('sendMessage', message, { requestId })).rejects.toMatchObject({ code: 'sessionNotFound' }); // prettier-ignore
    await host.register({ name: 'late' });
    expect(await host.client.call('sendMessage', message, { requestId })).toEqual({ recipients: ['late'] });
  });
});

it('every method says how it is repeated', () => {
  expect(Object.keys(repetitions).sort()).toEqual(Object.keys(methodParams).sort());
});
