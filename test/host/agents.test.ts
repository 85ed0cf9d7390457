import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCoordinator } from '../support/coordinator';

const files = { 'src/a.ts': 'one\ntwo\nthree\n', 'src/b.ts': 'b\n', '.gitignore': '.env\nlocal/\nbuild/\n' };

describe('agents', () => {
  it('become a session where they work, and hear of their peers', async () => {
    await using host = await openCoordinator({ files });
    const one = await host.agent('one', { kind: 'sessionStarted', source: 'startup' });
    expect(one.context).toContain('No other agent');
    const { session } = await host.register();
    const two = await host.agent('two', { kind: 'sessionStarted', source: 'startup' }, session.id);
    expect(two.context).toContain('Other agents at work');
    expect(two.context.length).toBeLessThan(800);
  });

  it('are told no more at their start than at any turn: what does not fit beside their place waits for their first prompt', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register();
    await host.register({ name: 'peer' });
    for (const word of ['short', 'long '.repeat(100)])
      await host.client.call('sendMessage', { from: null, to: [session.id], text: word });
    const start = await host.agent('one', { kind: 'sessionStarted', source: 'startup' }, session.id);
    expect(start.context).toContain('"peer"');
    expect(start.context).toContain('short');
    expect(start.context.length).toBeLessThanOrEqual(600);
    const turn = await host.agent('one', { kind: 'promptSubmitted', prompt: 'Go on' }, session.id);
    expect(turn.context).toContain('long long');
  });

  it('are told of an overlap at their next turn, both of them, once', async () => {
    await using host = await openCoordinator({ files });
    const [one, two] = [await host.register(), await host.register()];
    const write = (agent: string, at: typeof one) =>
      host.agent(
        agent,
        { kind: 'writeIntended', tool: 'Edit', paths: [join(at.session.worktreePath, 'src/a.ts')] },
        at.session.id,
      );
    expect(await write('one', one)).toMatchObject({ decision: 'none', context: '' });
    expect((await write('two', two)).context).toContain(`"${one.session.name}" is editing src/a.ts too`);
    expect((await write('one', one)).context).toContain(`"${two.session.name}" is editing src/a.ts too`);
    expect(await write('one', one)).toMatchObject({ decision: 'none', context: '' });
  });

  it('are refused a file that a session holds exclusively, with holder and way out, and get it afterwards', async () => {
    await using host = await openCoordinator({ files });
    const [one, two] = [await host.register({ prompt: 'Rework a' }), await host.register()];
    await host.claim(one.session.id, 'src/a.ts', 'exclusive');
    const write = () =>
      host.agent('two', { kind: 'writeIntended', tool: 'Edit', paths: [join(two.session.worktreePath, 'src/a.ts'), join(two.session.worktreePath, 'src/b.ts')] }, two.session.id); // prettier-ignore
    const refused = await write();
    expect(refused.decision).toBe('deny');
    expect(refused.reason).toContain(`"${one.session.name}"`);
    expect(refused.reason).toContain('Rework a');
    expect(refused.reason).toContain('Work on something else');
    const { claims } = await host.client.call('getSnapshot', { fresh: false });
    expect(claims.map(({ path }) => path)).toEqual(['src/a.ts']);
    await host.client.call('releaseSession', { session: one.session.id, worktree: 'auto' });
    expect((await write()).decision).toBe('none');
  });

  it('claim exclusively what the user set so, and nothing that is ignored or outside', async () => {
    await using host = await openCoordinator({ files });
    await host.client.call('updateSettings', { settings: { exclusiveGlobs: ['**/*.lock'] } });
    const { session } = await host.register();
    const paths = ['x.lock', 'src/a.ts', 'build/out.js', '.env', '/etc/hosts'].map((path) => join(path.startsWith('/') ? '/' : session.worktreePath, path)); // prettier-ignore
    await host.agent('one', { kind: 'writeIntended', tool: 'Edit', paths }, session.id);
    const { claims } = await host.client.call('getSnapshot', { fresh: false });
    expect(claims.map(({ path, mode }) => [path, mode])).toEqual([
      ['src/a.ts', 'intent'],
      ['x.lock', 'exclusive'],
    ]);
  });

  it('show what they do as the state of their session', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register();
    const state = async () => (await host.client.call('getSnapshot', { fresh: false })).sessions.find(({ id }) => id === session.id); // prettier-ignore
    await host.agent('one', { kind: 'promptSubmitted', prompt: 'Do it' }, session.id);
    expect(await state()).toMatchObject({ state: 'working', prompt: 'Do it', agentSessionId: 'one' });
    await host.agent(
      'one',
      { kind: 'notified', type: 'permission_prompt', message: 'May I run rm?' },
      session.id,
    );
    expect(await state()).toMatchObject({ state: 'needsYou', stateReason: 'May I run rm?' });
    await host.agent('one', { kind: 'turnEnded', lastMessage: 'Done.' }, session.id);
    expect(await state()).toMatchObject({ state: 'idle' });
    await host.agent('one', { kind: 'sessionEnded', reason: 'other' }, session.id);
    expect(await state()).toMatchObject({ state: 'done', alive: false });
  });

  it('get messages at their next turn', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register();
    await host.client.call('sendMessage', { to: session.name, from: null, text: 'Please stop.' });
    const reply = await host.agent('one', { kind: 'toolUsed', tool: 'Edit', paths: [] }, session.id);
    expect(reply.context).toBe('parallel-cc: message from the user: Please stop.');
  });
});
