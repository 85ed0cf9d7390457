// What an agent's edit claims of a file, and what it keeps others out of.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentReply } from '../../src/core/agentEvent';
import type { Session } from '../../src/core/session';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';

const source = `import { log } from './log';

export function one(): number {
  return 1;
}

export function two(): number {
  return 2;
}

export class Auth {
  private tries = 0;

  check(token: string): boolean {
    return token !== '';
  }

  sign(): string {
    return 'signed';
  }
}
`;
const files = {
  'src/a.ts': source,
  'notes.md': '# One\n\n# Two\n',
  'src/a.py': 'def one():\n    return 1\n',
};

/** Has a session's agent intend an edit, and makes it where it is let through. */
async function edit(
  host: TestCoordinator,
  session: Session,
  path: string,
  oldText: string | null,
  newText: string,
): Promise<AgentReply> {
  const file = join(session.worktreePath, path);
  const edits = [{ path: file, oldText, newText, everywhere: false }];
  const reply = await host.agent(session.name, { kind: 'writeIntended', tool: 'Edit', paths: [file], edits }, session.id); // prettier-ignore
  if (reply.decision !== 'none') return reply;
  const before = await readFile(file, 'utf8').catch(() => '');
  await writeFile(file, oldText === null ? newText : before.replace(oldText, () => newText));
  return reply;
}

async function two(host: TestCoordinator): Promise<[Session, Session]> {
  const one = await host.register({ name: 'one', worktree: 'new', prompt: 'Make one faster' });
  return [one.session, (await host.register({ name: 'other', worktree: 'new' })).session];
}

async function claimsOf(host: TestCoordinator, { id }: Session): Promise<string[]> {
  const { claims } = await host.client.call('getSnapshot', { fresh: false });
  return claims.filter(({ sessionId }) => sessionId === id).map(({ label, mode }) => `${label} ${mode}`);
}

describe('an edit', () => {
  it('claims the function for its agent alone, and of the file only the intent', async () => {
    await using host = await openCoordinator({ files });
    const [one] = await two(host);
    await edit(host, one, 'src/a.ts', 'return 1', 'return 1 + 0');
    expect(await claimsOf(host, one)).toEqual(['src/a.ts intent', 'src/a.ts#one exclusive']);
  });

  it('of another function of the same file is not refused, of the same function it is', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    expect(await edit(host, one, 'src/a.ts', 'return 1', 'return 10')).toMatchObject({ decision: 'none' });
    expect(await edit(host, other, 'src/a.ts', 'return 2', 'return 20')).toMatchObject({ decision: 'none' });
    const refused = await edit(host, other, 'src/a.ts', 'return 1', 'return 11');
    expect(refused).toMatchObject({ decision: 'deny' });
    expect(refused.reason).toMatch(/src\/a\.ts#one is held by session "one".*"Make one faster".*claim --wait 300 "src\/a\.ts#one"/s); // prettier-ignore
    await host.client.call('releaseClaims', {
      session: null,
      claims: ['src/a.ts#one'],
      cwd: host.repository.path,
    });
    expect(await edit(host, other, 'src/a.ts', 'return 1', 'return 11')).toMatchObject({ decision: 'none' });
  });

  it.each([
    ['two methods of one class', ["return token !== ''", 'return true'], ["return 'signed'", "return 'x'"], 'none'],
    ['the same method', ["return token !== ''", 'return true'], ["return token !== ''", 'return !token'], 'deny'],
    ['a method and a field of its class', ["return 'signed'", "return 'x'"], ['tries = 0', 'tries = 1'], 'none'],
    ['a method and a new one beside it', ["return 'signed'", "return 'x'"], ['  sign()', '  added() {}\n\n  sign()'], 'none'],
    ['a function and the imports', ['return 1', 'return 10'], ["from './log'", "from './logging'"], 'none'],
    ['the same new function', ['export class', 'function added() {\n  return 1;\n}\nexport class'], ['export class', 'function added() {\n  return 2;\n}\nexport class'], 'deny'],
    ['a removed function and its body', ['export function one(): number {\n  return 1;\n}\n', ''], ['return 1', 'return 10'], 'deny'],
  ])('by two agents: %s', async (_, [oldOne = '', newOne = ''], [oldOther = '', newOther = ''], decision) => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    expect(await edit(host, one, 'src/a.ts', oldOne, newOne)).toMatchObject({ decision: 'none' });
    expect(await edit(host, other, 'src/a.ts', oldOther, newOther)).toMatchObject({ decision });
  }); // prettier-ignore

  it('that writes the whole file claims what it changes in it', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await edit(host, one, 'src/a.ts', null, source.replace('return 1', 'return 10'));
    expect(await claimsOf(host, one)).toEqual(['src/a.ts intent', 'src/a.ts#one exclusive']);
    expect(await edit(host, other, 'src/a.ts', null, source.replace('return 2', 'return 20'))).toMatchObject({ decision: 'none' }); // prettier-ignore
  });

  it('of a file in a language that is not known claims the intent, and both agents are told', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await edit(host, one, 'notes.md', '# One', '# First');
    const reply = await edit(host, other, 'notes.md', '# Two', '# Second');
    expect(reply).toMatchObject({ decision: 'none', context: expect.stringContaining('"one" is editing notes.md too') as unknown }); // prettier-ignore
    expect(await claimsOf(host, other)).toEqual(['notes.md intent']);
  });

  it('is kept out of a function that was claimed by name, in other languages too', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.py#one', 'exclusive');
    expect(await edit(host, other, 'src/a.py', 'return 1', 'return 2')).toMatchObject({ decision: 'deny' });
    expect(await edit(host, other, 'src/a.py', 'def one', 'LIMIT = 1\n\n\ndef one')).toMatchObject({ decision: 'none' }); // prettier-ignore
  });
});

describe('a claim on a symbol', () => {
  it('is one on the file where its parts cannot be told apart', async () => {
    await using host = await openCoordinator({ files });
    const [one] = await two(host);
    const result = await host.claim(one.id, 'notes.md#One', 'exclusive');
    expect(result).toMatchObject({ outcome: 'granted', path: 'notes.md' });
  });
});

describe('the policy of a glob', () => {
  it.each([
    ['warn', 'none'],
    ['ask', 'ask'],
    ['deny', 'deny'],
  ])('%s answers an edit of what another holds with %s', async (policy, decision) => {
    await using host = await openCoordinator({ files });
    await host.client.call('updateSettings', {
      settings: { claimPolicies: { 'src/*.ts': policy, '**': 'deny' } },
    });
    const [one, other] = await two(host);
    await edit(host, one, 'src/a.ts', 'return 1', 'return 10');
    const reply = await edit(host, other, 'src/a.ts', 'return 1', 'return 11');
    expect(reply.decision).toBe(decision);
    if (decision === 'none') expect(reply.context).toContain('"one" is editing src/a.ts too');
    if (decision === 'ask') expect(reply.reason).toBe('parallel-cc: src/a.ts#one is held by "one". Write it all the same?'); // prettier-ignore
  });
});
