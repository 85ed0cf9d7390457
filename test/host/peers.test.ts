// What sessions are told of each other at their next turn.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/core/session';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import { git } from '../support/git';
import { eventually } from '../support/processes';

const long = Array.from({ length: 40 }, (_, line) => `export const a${line} = 1;\n`).join('');
const files = { 'src/a.ts': long, 'src/b.ts': 'export const b = 1;\n' };

function prompt(host: TestCoordinator, session: Session, text: string): Promise<string> {
  return host.agent(session.name, { kind: 'promptSubmitted', prompt: text }, session.id).then(({ context }) => context); // prettier-ignore
}

async function two(host: TestCoordinator): Promise<[Session, Session]> {
  const one = await host.register({ name: 'one', worktree: 'new' });
  const other = await host.register({ name: 'other', worktree: 'new' });
  return [one.session, other.session];
}

describe('sessions with the same task', () => {
  it('are pointed to each other, once', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    expect(await prompt(host, one, 'Fix the login timeout in src/auth.ts')).toBe('');
    const told = await prompt(host, other, 'Please fix the timeout of the login (src/auth.ts)');
    expect(told).toContain('"one" was asked for much the same as you');
    expect(await prompt(host, one, 'Go on')).toContain('"other" was asked for much the same as you');
    expect(await prompt(host, other, 'Fix the login timeout (src/auth.ts)')).toBe('');
  });

  it('are left alone where the tasks differ', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await prompt(host, one, 'Fix the login timeout in src/auth.ts');
    expect(await prompt(host, other, 'Fix the flaky payment test in src/pay.ts')).toBe('');
  });
});

describe('commits that land', () => {
  it('are told to a session that has changed the same files, and to no other', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await writeFile(join(one.worktreePath, 'src/a.ts'), long.replace('a1 = 1', 'a1 = 2'));
    await writeFile(join(other.worktreePath, 'src/b.ts'), 'export const b = 2;\n');
    await eventually(async () => {
      const { sessions } = await host.client.call('getSnapshot', { fresh: true });
      return sessions.every(({ changedFiles }) => changedFiles === 1);
    });
    await host.repository.commit('Rename a', { 'src/a.ts': long.replace('a30 =', 'renamed =') });
    const told = await eventually(async () => (await prompt(host, one, 'Go on')) || false);
    expect(told).toContain('main has 1 new commit in src/a.ts, which you changed too: "Rename a"');
    expect(await prompt(host, other, 'Go on')).toBe('');
  });

  it('are no news to the session that they came from', async () => {
    await using host = await openCoordinator({ files });
    const [one] = await two(host);
    await writeFile(join(one.worktreePath, 'src/a.ts'), 'export const a = 2;\n');
    await git(one.worktreePath, 'commit', '--quiet', '--all', '--message', 'Mine');
    await eventually(async () => (await host.client.call('getSnapshot', { fresh: true })).sessions.some(({ changedFiles }) => changedFiles === 1)); // prettier-ignore
    await host.repository.git('merge', '--quiet', '--ff-only', one.branch ?? '');
    await eventually(async () => (await host.client.call('getSnapshot', { fresh: true })).sessions.every(({ changedFiles }) => changedFiles === 0)); // prettier-ignore
    expect(await prompt(host, one, 'Go on')).toBe('');
  });
});

describe('a message', () => {
  it('goes to several sessions, and to all but its sender', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    const third = (await host.register({ name: 'third', worktree: 'new' })).session;
    const some = await host.client.call('sendMessage', {
      to: ['one', 'other', one.id],
      from: null,
      text: 'Hello',
    });
    expect(some.recipients).toEqual(['one', 'other']);
    const all = await host.client.call('sendMessage', { to: null, from: other.id, text: 'All' });
    expect(all.recipients).toEqual(['one', 'third']);
    expect(await prompt(host, one, 'Go on')).toBe('parallel-cc: message from the user: Hello\nparallel-cc: message from session "other": All'); // prettier-ignore
    expect(await prompt(host, third, 'Go on')).toContain('All');
  });

  it('that is too long for a turn waits for the next, and keeps no shorter one waiting', async () => {
    await using host = await openCoordinator({ files });
    const [one] = await two(host);
    for (const text of ['a'.repeat(400), 'b'.repeat(400), 'c'])
      await host.client.call('sendMessage', { to: ['one'], from: null, text });
    const first = await prompt(host, one, 'Go on');
    expect([first.includes('aaa'), first.includes('bbb'), first.endsWith(': c')]).toEqual([true, false, true]); // prettier-ignore
    expect(await prompt(host, one, 'Go on')).toBe(`parallel-cc: message from the user: ${'b'.repeat(400)}`);
  });
});
