// Writes that no gate was asked about, of what another session holds: seen, told, and put back.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentAction } from '../../src/core/agentEvent';
import type { Session } from '../../src/core/session';
import type { BreachView } from '../../src/protocol/snapshot';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import { git } from '../support/git';

const source = 'export function one() {\n  return 1;\n}\n\nexport function two() {\n  return 2;\n}\n';
const files = { 'src/a.ts': source, 'src/b.ts': 'b\n', 'docs/x.md': 'x\n', '.gitignore': 'out/\n' };
const patience = { timeout: 20_000, interval: 50 };

async function two(host: TestCoordinator): Promise<[Session, Session]> {
  const one = await host.register({ name: 'one', worktree: 'new', prompt: 'Rewrite a' });
  return [one.session, (await host.register({ name: 'other', worktree: 'new' })).session];
}

async function breachesOf(host: TestCoordinator): Promise<readonly BreachView[]> {
  return (await host.client.call('getSnapshot', { fresh: false })).breaches;
}

async function nextBreach(host: TestCoordinator): Promise<BreachView> {
  await expect.poll(() => breachesOf(host), patience).not.toEqual([]);
  return (await breachesOf(host))[0] as BreachView;
}

/** What a session's agent is told at its next turn. */
async function told(host: TestCoordinator, session: Session): Promise<string> {
  const event: AgentAction = { kind: 'promptSubmitted', prompt: 'Go on' };
  return (await host.agent(session.name, event, session.id)).context;
}

function shell(command: string): AgentAction {
  return { kind: 'commandIntended', tool: 'Bash', dialect: 'bash', command, home: '/', strict: false };
}

/** Waits until the watch knows what a file is now. */
async function known(host: TestCoordinator, bytes: Uint8Array): Promise<void> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const kept = join(host.repository.path, '.git', 'parallel-cc', 'watch', '1', hash);
  await expect.poll(() => existsSync(kept), patience).toBe(true);
}

/** Waits until what is written now is of a later time: systems give files the time of their last tick. */
async function filesTimesAreAfter(host: TestCoordinator, time: number): Promise<void> {
  const probe = join(host.repository.folder, 'probe');
  const writtenAt = async (): Promise<number> => {
    await writeFile(probe, '');
    return (await stat(probe)).mtimeMs;
  };
  await expect.poll(writtenAt, { ...patience, interval: 1 }).toBeGreaterThan(time);
}

/** Undoes a breach; a write that was seen in two steps can be undone when the second has been seen too. */
async function putBack(host: TestCoordinator, { operation }: BreachView): Promise<void> {
  const undo = (): Promise<string> => host.client.call('undoOperation', { operation, dryRun: false, force: false }).then(() => 'undone', String); // prettier-ignore
  await expect.poll(undo, patience).toBe('undone');
}

describe('a write of what another session holds', () => {
  it('is seen, both sessions are told, and undoing it puts every byte back', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    const file = join(other.worktreePath, 'src', 'a.ts');
    const before = Buffer.from([0xff, 0xfe, 13, 10, 0, 10, 13, 65]);
    await writeFile(file, before);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await known(host, before);
    await writeFile(file, 'overwritten\n');
    const breach = await nextBreach(host);
    expect(breach).toMatchObject({ path: 'src/a.ts', label: 'src/a.ts', writer: 'other', holder: 'one', worktreePath: other.worktreePath }); // prettier-ignore
    expect(breach.summary).toBe('"other" wrote src/a.ts, although "one" holds src/a.ts.');
    expect(await told(host, other)).toMatch(new RegExp(`you wrote src/a.ts, but session "one" holds src/a.ts.*"Rewrite a".*parallel-cc undo ${breach.operation} puts back.*parallel-cc message "one"`)); // prettier-ignore
    expect(await told(host, one)).toContain('session "other" wrote src/a.ts in its own worktree, although you hold src/a.ts.'); // prettier-ignore
    await putBack(host, breach);
    expect(await readFile(file)).toEqual(before);
    expect(await breachesOf(host)).toEqual([]);
    await writeFile(join(other.worktreePath, 'src', 'b.ts'), 'free\n');
    await writeFile(file, 'again\n');
    expect((await nextBreach(host)).operation).toBeGreaterThan(breach.operation);
  });

  it('in several steps is one breach, which undoing takes back as a whole', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await known(host, Buffer.from(source));
    const file = join(other.worktreePath, 'src', 'a.ts');
    await rm(file);
    const breach = await nextBreach(host);
    expect(breach.summary).toContain('"other" deleted src/a.ts');
    await writeFile(join(other.worktreePath, 'new'), 'renamed over it\n');
    await rename(join(other.worktreePath, 'new'), file);
    await known(host, Buffer.from('renamed over it\n'));
    await putBack(host, breach);
    expect(await readFile(file, 'utf8')).toBe(source);
  });

  it('made before the watch could look is seen all the same', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    const { claim } = await host.claim(one.id, 'src/a.ts', 'exclusive');
    await filesTimesAreAfter(host, claim?.acquiredAt ?? 0);
    await writeFile(join(other.worktreePath, 'src', 'a.ts'), 'at once\n');
    const breach = await nextBreach(host);
    await putBack(host, breach);
    expect(await readFile(join(other.worktreePath, 'src', 'a.ts'), 'utf8')).toBe(source);
  });

  it('in the holder’s own worktree is that of the command which named it', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await known(host, Buffer.from(source));
    const file = join(one.worktreePath, 'src', 'a.ts');
    await host.agent(other.name, shell(`python3 gen.py ${one.worktreePath}`), other.id);
    await writeFile(file, 'from outside\n');
    const breach = await nextBreach(host);
    expect(breach).toMatchObject({ writer: 'other', holder: 'one', worktreePath: one.worktreePath });
    expect(await told(host, one)).toContain('in YOUR worktree');
    await putBack(host, breach);
    expect(await readFile(file, 'utf8')).toBe(source);
  });

  it('by a subagent in a worktree of its own, or by what a session left running, is the session’s', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    const subagents = join(host.repository.folder, 'subagent');
    await host.repository.git('worktree', 'add', '--quiet', '--detach', subagents);
    await host.register({ name: 'third', worktree: 'new' });
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await host.claim(one.id, 'src/b.ts', 'exclusive');
    await known(host, Buffer.from('b\n'));
    const event = shell('./gen.sh &');
    const sent = { agent: 'test', agentSessionId: other.name, sessionId: other.id, pid: null };
    await host.client.call('agentEvent', { ...sent, cwd: subagents, event });
    await writeFile(join(subagents, 'src', 'a.ts'), 'by the subagent\n');
    const breach = await nextBreach(host);
    expect(breach).toMatchObject({ path: 'src/a.ts', writer: 'other', worktreePath: subagents });
    await putBack(host, breach);
    expect(await readFile(join(subagents, 'src', 'a.ts'), 'utf8')).toBe(source);
    await host.agent(other.name, { kind: 'turnEnded', lastMessage: null }, other.id);
    await writeFile(join(other.worktreePath, 'src', 'b.ts'), 'later\n');
    expect(await nextBreach(host)).toMatchObject({ path: 'src/b.ts', writer: 'other' });
  });

  it('below a held folder, or matched by a held glob, is seen in folders that are new too', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'docs/', 'exclusive');
    await host.claim(one.id, 'src/**/*.sql', 'exclusive');
    await known(host, Buffer.from('x\n'));
    await mkdir(join(other.worktreePath, 'docs', 'deep', 'er'), { recursive: true });
    await writeFile(join(other.worktreePath, 'docs', 'deep', 'er', 'y.md'), 'y\n');
    await mkdir(join(other.worktreePath, 'src', 'db'), { recursive: true });
    await writeFile(join(other.worktreePath, 'src', 'db', '1.sql'), 'select 1\n');
    await expect.poll(async () => (await breachesOf(host)).map(({ path }) => path).sort(), patience).toEqual(['docs/deep/er/y.md', 'src/db/1.sql']); // prettier-ignore
  });

  it.each([
    ['at once', []],
    [
      'before another commit and a new branch',
      [
        ['commit', '--no-verify', '-q', '--allow-empty', '-m', 'Another'],
        ['checkout', '-q', '-b', 'elsewhere'],
      ],
    ],
  ])('that is committed %s is seen all the same', async (_, more) => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await known(host, Buffer.from(source));
    await writeFile(join(other.worktreePath, 'src', 'a.ts'), 'committed\n');
    await git(other.worktreePath, 'commit', '--no-verify', '-qam', 'Quick');
    for (const command of more) await git(other.worktreePath, ...command);
    expect(await nextBreach(host)).toMatchObject({ path: 'src/a.ts', writer: 'other' });
  });

  it('that discards what the holder has not committed is seen, though git did it, and is put back', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    const file = join(one.worktreePath, 'src', 'a.ts');
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await writeFile(file, 'not committed\n');
    await known(host, Buffer.from('not committed\n'));
    const place = relative(other.worktreePath, one.worktreePath);
    await host.agent(other.name, shell(`./tidy.sh ${place}`), other.id);
    await git(one.worktreePath, 'reset', '--quiet', '--hard');
    const breach = await nextBreach(host);
    expect(breach).toMatchObject({ path: 'src/a.ts', writer: 'other', holder: 'one' });
    await putBack(host, breach);
    expect(await readFile(file, 'utf8')).toBe('not committed\n');
  });
});

describe('what is no breach', () => {
  it('is an edit of another function than the held one; of the same one it is', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts#one', 'exclusive');
    await known(host, Buffer.from(source));
    const file = join(other.worktreePath, 'src', 'a.ts');
    const edited = source.replace('return 2', 'return 20');
    await writeFile(file, edited);
    await known(host, Buffer.from(edited));
    await writeFile(file, edited.replace('return 1', 'return 10'));
    const breach = await nextBreach(host);
    expect(breach.label).toBe('src/a.ts#one');
    await putBack(host, breach);
    expect(await readFile(file, 'utf8')).toBe(edited);
  });

  it('is what the holder writes after a command of another that named its folder was interrupted', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await host.claim(one.id, 'src/b.ts', 'exclusive');
    await known(host, Buffer.from('b\n'));
    await host.agent(other.name, shell(`python3 gen.py ${one.worktreePath}`), other.id);
    expect(await told(host, other)).not.toContain('wrote');
    // The end of a command counts a moment longer, as what it wrote is heard of later.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await writeFile(join(one.worktreePath, 'src', 'a.ts'), 'mine\n');
    await writeFile(join(other.worktreePath, 'src', 'b.ts'), 'last\n');
    await nextBreach(host);
    expect((await breachesOf(host)).map(({ path }) => path)).toEqual(['src/b.ts']);
  });

  it('is what git brings from commits, what the holder writes, and what the policy only warns of', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.repository.commit('Upstream', { 'src/a.ts': 'from main\n' });
    await host.client.call('updateSettings', { settings: { claimPolicies: { 'docs/**': 'warn' } } });
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await host.claim(one.id, 'docs/', 'exclusive');
    await known(host, Buffer.from(source));
    await git(other.worktreePath, 'merge', '--quiet', 'main');
    await git(other.worktreePath, 'reset', '--quiet', '--hard', 'HEAD~1');
    await writeFile(join(other.worktreePath, 'docs', 'x.md'), 'warned\n');
    await writeFile(join(one.worktreePath, 'src', 'a.ts'), 'mine\n');
    // What is seen is judged in turn: when this one is known, so is all before it.
    await host.claim(one.id, 'src/b.ts', 'exclusive');
    await known(host, Buffer.from('b\n'));
    await writeFile(join(other.worktreePath, 'src', 'b.ts'), 'last\n');
    await nextBreach(host);
    expect((await breachesOf(host)).map(({ path }) => path)).toEqual(['src/b.ts']);
  });
});

describe('a session', () => {
  it('is guarded once its hooks have spoken, and watched before', async () => {
    await using host = await openCoordinator({ files });
    const [one] = await two(host);
    const guards = async (): Promise<unknown> => (await host.client.call('getSnapshot', { fresh: false })).sessions.map(({ guard }) => guard); // prettier-ignore
    expect(await guards()).toEqual(['watched', 'watched']);
    await host.agent('agent-one', { kind: 'sessionStarted', source: 'startup' }, one.id);
    expect(await guards()).toEqual(['guarded', 'watched']);
  });
});
