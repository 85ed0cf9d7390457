// What an agent's shell command claims, and what it is kept from.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentReply } from '../../src/core/agentEvent';
import type { Session } from '../../src/core/session';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';

const files = { 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': 'b\n', 'docs/x.md': 'x\n', '.gitignore': 'out/\n' }; // prettier-ignore

interface Start {
  readonly dialect?: 'bash' | 'powershell';
  readonly strict?: boolean;
  readonly cwd?: string;
}

/** Has a session's agent intend a command in its worktree. */
function command(
  host: TestCoordinator,
  session: Session,
  text: string,
  start: Start = {},
): Promise<AgentReply> {
  return host.client.call('agentEvent', {
    agent: 'test',
    agentSessionId: session.name,
    sessionId: session.id,
    pid: null,
    cwd: start.cwd ?? session.worktreePath,
    event: {
      kind: 'commandIntended',
      tool: 'Bash',
      dialect: start.dialect ?? 'bash',
      command: text,
      home: '/home/ada',
      strict: start.strict ?? false,
    },
  });
}

async function two(host: TestCoordinator): Promise<[Session, Session]> {
  const one = await host.register({ name: 'one', worktree: 'new', prompt: 'Rewrite a' });
  const other = (await host.register({ name: 'other', worktree: 'new' })).session;
  await expect.poll(() => canRead(host, other), { timeout: 20_000 }).toBe(true);
  return [one.session, other];
}

// While the thread of the parser starts, every command is one that may write anything.
async function canRead(host: TestCoordinator, session: Session): Promise<boolean> {
  await command(host, session, 'echo > ready');
  const { released } = await host.client
    .call('releaseClaims', { session: session.id, claims: ['ready'], cwd: session.worktreePath })
    .catch(() => ({ released: [] }));
  return released.length > 0;
}

async function claimsOf(host: TestCoordinator, { id }: Session): Promise<string[]> {
  const { claims } = await host.client.call('getSnapshot', { fresh: false });
  return claims.filter(({ sessionId }) => sessionId === id).map(({ label, mode }) => `${label} ${mode}`);
}

const writers: readonly (readonly [string, string])[] = [
  ['a redirection', 'echo x > src/a.ts'],
  ['a heredoc', 'cat > src/a.ts <<E\nx\nE'],
  ['tee', 'echo x | tee -a src/a.ts'],
  ['sed -i behind cd', 'cd src && sed -i s/1/2/ a.ts'],
  ['mv onto it', 'mv src/b.ts src/a.ts'],
  ['a copy into its folder', 'cp /tmp/a.ts src'],
  ['rm of its folder', 'rm -rf src'],
  ['a glob', 'rm src/*.ts'],
  ['git checkout', 'git checkout HEAD~1 -- src/a.ts'],
  ['git apply of a patch in the command', 'git apply <<E\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-a\n+b\nE'],
  ['a formatter', 'npx prettier --write src/a.ts'],
  ['a formatter of everything', 'npx prettier --write .'],
  ['a formatter of a quoted glob', 'npx prettier --write "src/**/*.{ts,tsx}"'],
  ['eslint of a quoted glob', 'npx eslint --fix "**/*.ts"'],
  ['git of a quoted glob', `git checkout -- '*.ts'`],
  ['git rm of a quoted glob', `git rm 'src/*.ts'`],
  ['git of the top', 'cd docs && git restore :/'],
  ['git of a path from the top', 'cd docs && git checkout HEAD -- :/src/a.ts'],
  ['git of all but something', `git restore ':!docs'`],
  ['rm of all in a folder above', 'rm -rf *'],
  ['find -exec', 'find src -name "*.ts" -exec sed -i s/1/2/ {} +'],
  ['a shell in a shell', `bash -c "echo x > src/a.ts"`],
]; // prettier-ignore

describe('a shell command', () => {
  it('claims the files that it writes for its session, and nothing that git ignores', async () => {
    await using host = await openCoordinator({ files });
    const [one] = await two(host);
    const reply = await command(host, one, 'cd src && sed -i s/1/2/ a.ts && cat > new.ts <<E\nx\nE\necho > ../out/log'); // prettier-ignore
    expect(reply).toMatchObject({ decision: 'none' });
    expect(await claimsOf(host, one)).toEqual(['src/a.ts intent', 'src/new.ts intent']);
  });

  it('is refused when it writes what another holds, and claims nothing then', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    for (const [what, text] of writers) {
      const reply = await command(host, other, text);
      expect(reply, what).toMatchObject({ decision: 'deny' });
      expect(reply.reason).toMatch(
        /src\/a\.ts is held by session "one" \(exclusive.*"Rewrite a".*claim --wait/s,
      );
    }
    expect(await claimsOf(host, other)).toEqual([]);
  });

  it('with a glob passes where it matches nothing that is held, and claims what bears its name', async () => {
    const named = { ...files, 'app/[id]/page.ts': 'x\n', 'app/(x)/y/a.ts': 'x\n' };
    await using host = await openCoordinator({ files: named });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await host.claim(one.id, 'app/(x)/y/a.ts', 'exclusive');
    for (const text of [
      'npx prettier --write "docs/**/*.md"',
      `git checkout -- '*.md'`,
      `git restore 'docs/*'`,
      'cd docs && git restore :/docs',
      'npx prettier --write "src/**/*.css"',
    ])
      expect(await command(host, other, text), text).toMatchObject({ decision: 'none' });
    expect(await claimsOf(host, other)).toEqual([]);
    expect(await command(host, other, 'npx prettier --write "app/[id]/page.ts"')).toMatchObject({ decision: 'none' }); // prettier-ignore
    expect(await claimsOf(host, other)).toEqual(['app/[id]/page.ts intent']);
    expect(await command(host, other, `cd 'app/(x)' && rm y/*.ts`)).toMatchObject({ decision: 'deny' });
    await host.claim(one.id, 'app/[id]/new.ts', 'exclusive');
    expect(await command(host, other, 'echo > app/[id]/new.ts')).toMatchObject({ decision: 'deny' });
  });

  it('is refused a write into the worktree of the holder by absolute path', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    const target = join(one.worktreePath, 'src', 'a.ts');
    expect(await command(host, other, `echo x > "${target}"`)).toMatchObject({ decision: 'deny' });
  });

  it('that would discard what another session has changed in its worktree is refused there, whatever that holds of it', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts#a', 'exclusive');
    await host.claim(one.id, 'docs/x.md', 'intent');
    const theirs = one.worktreePath;
    for (const text of [
      `cd ${theirs} && git stash`,
      `cd ${theirs}/src && git stash -u`,
      `git -C ${theirs} reset --hard`,
      `git -C ${theirs} checkout -f`,
      `git -C ${theirs} checkout -- src/a.ts`,
      `git -C ${theirs} checkout src/a.ts`,
      `git -C ${theirs} restore src/a.ts`,
      `git -C ${theirs} restore docs`,
      `git -C ${theirs} checkout .`,
      `echo x > ${theirs}/docs/x.md`,
    ]) {
      const reply = await command(host, other, text);
      expect(reply, text).toMatchObject({ decision: 'deny' });
      expect(reply.reason).toMatch(
        /is held by session "one" \((exclusive|intent).*"Rewrite a".*claim --wait/s,
      );
      expect(reply.reason).toContain(`Run it in your own worktree, ${other.worktreePath}.`);
    }
    expect(await claimsOf(host, other)).toEqual([]);
    const windows = await command(host, other, `git -C ${theirs} reset --hard`, { dialect: 'powershell' });
    expect(windows).toMatchObject({ decision: 'deny' });
  });

  it('on git passes in the own worktree, and in that of another session where it touches nothing that is held', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts#a', 'exclusive');
    const theirs = one.worktreePath;
    for (const text of [
      'git stash',
      'git reset --hard',
      'git checkout -- src/a.ts',
      'git restore src/a.ts',
      `git -C ${theirs} status`,
      `git -C ${theirs} stash list`,
      `git -C ${theirs} reset HEAD src/a.ts`,
      `git -C ${theirs} restore src/b.ts`,
      `git -C ${host.repository.path} stash`,
    ])
      expect(await command(host, other, text), text).toMatchObject({ decision: 'none' });
    expect(await command(host, one, 'git reset --hard')).toMatchObject({ decision: 'none' });
  });

  it('of an agent that works elsewhere is kept from discarding what a session has changed', async () => {
    await using host = await openCoordinator({ files });
    const [one] = await two(host);
    await host.claim(one.id, 'src/a.ts#a', 'exclusive');
    const visitor = { ...one, id: 'nobody', name: 'visitor' };
    const text = `cd ${one.worktreePath} && git stash`;
    expect(await command(host, visitor, text, { cwd: '/' })).toMatchObject({ decision: 'deny' });
  });

  it('in PowerShell is read as such', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    const start = { dialect: 'powershell' } as const;
    const write = (): Promise<AgentReply> => command(host, other, 'Set-Content -Path src/a.ts -Value x', start); // prettier-ignore
    await expect.poll(async () => (await write()).decision, { timeout: 20_000 }).toBe('deny');
    expect(await command(host, other, 'Get-Content src/a.ts', start)).toMatchObject({ decision: 'none' });
  });

  it('that installs what a lock file says neither claims it nor is kept out by who holds it', async () => {
    await using host = await openCoordinator({ files: { ...files, 'package-lock.json': '{}\n', 'yarn.lock': '\n' } }); // prettier-ignore
    const [one, other] = await two(host);
    await host.claim(one.id, 'package-lock.json', 'exclusive');
    for (const text of ['npm ci', 'yarn install --frozen-lockfile', 'pnpm i --frozen-lockfile'])
      expect(await command(host, other, text), text).toMatchObject({ decision: 'none' });
    expect(await claimsOf(host, other)).toEqual([]);
    expect(await command(host, other, 'npm install x')).toMatchObject({ decision: 'deny' });
  });

  it('that only reads, or writes beside what is held, passes', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    for (const text of [
      'cat src/a.ts',
      'grep -r export src | head',
      'git diff src/a.ts',
      'echo x > src/b.ts',
    ])
      expect(await command(host, other, text), text).toMatchObject({ decision: 'none' });
  });

  it('that may write anything passes, and in strict mode the user is asked', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    expect(await command(host, other, './gen.sh', { strict: true })).toMatchObject({ decision: 'none' });
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    expect(await command(host, other, './gen.sh')).toMatchObject({ decision: 'none' });
    const asked = await command(host, other, './gen.sh', { strict: true });
    expect(asked).toMatchObject({ decision: 'ask', reason: expect.stringContaining('"one" holds src/a.ts') as unknown }); // prettier-ignore
  });

  it('of an agent that works elsewhere is kept from what is held here, and makes no session', async () => {
    await using host = await openCoordinator({ files });
    const [one] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    const elsewhere = join(host.repository.folder, 'elsewhere');
    await mkdir(elsewhere);
    const visitor = { ...one, id: 'nobody', name: 'visitor' };
    const target = join(host.repository.path, 'src', 'a.ts');
    expect(await command(host, visitor, `echo > ${target}`, { cwd: elsewhere })).toMatchObject({ decision: 'deny' }); // prettier-ignore
    const { sessions } = await host.client.call('getSnapshot', { fresh: false });
    expect(sessions.map(({ name }) => name)).toEqual(['one', 'other']);
  });
});

describe('the policy of a glob', () => {
  it.each([
    ['warn', 'none'],
    ['ask', 'ask'],
  ])('%s answers a command over a folder with %s', async (policy, decision) => {
    await using host = await openCoordinator({ files });
    await host.client.call('updateSettings', { settings: { claimPolicies: { 'src/**': policy } } });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    expect(await command(host, other, 'rm -rf src')).toMatchObject({ decision });
  });
});
