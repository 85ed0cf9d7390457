import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/core/session';
import type { ResumeResult } from '../../src/protocol/results';
import type { Snapshot } from '../../src/protocol/snapshot';
import { runCommand, runJson } from '../support/commandLine';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import { fileContents } from '../support/fingerprint';
import { git, makeRepository, writeFiles } from '../support/git';
import { cleanUp, removeByForce, undo } from '../support/removal';
import { openWithSubmodule } from '../support/submodules';
import { setupIn, trust } from '../engine/setup/setUp';

const files = { 'a.txt': 'one\n' };

describe('a session whose agent changed the branch', () => {
  it('goes on with the files of its last snapshot, on that branch', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    const before = await onOwnBranch(host, session);
    await rm(session.worktreePath, { recursive: true });
    expect((await resume(host, session)).rebuiltFrom).toBe('its last snapshot');
    expect(await state(session)).toEqual(before);
  });

  it('goes on there where git has forgotten the worktree too', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    const before = await onOwnBranch(host, session);
    await rm(session.worktreePath, { recursive: true });
    await host.repository.git('worktree', 'prune');
    expect((await resume(host, session)).rebuiltFrom).toBe('its last snapshot');
    expect(await state(session)).toEqual(before);
  });

  it('goes on at the end of that branch where it was committed to since, and is told of its snapshot', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ name: 'api', worktree: 'new' });
    await onOwnBranch(host, session);
    await git(session.worktreePath, 'commit', '--quiet', '--allow-empty', '-m', 'later');
    const tip = await git(session.worktreePath, 'rev-parse', 'HEAD');
    await rm(session.worktreePath, { recursive: true });
    const { rebuiltFrom } = await resume(host, session);
    expect(rebuiltFrom).toMatch(/^branch feature\..* parallel-cc restore api@\S+ --new$/);
    expect(await git(session.worktreePath, 'rev-parse', 'HEAD', 'feature')).toBe(`${tip}\n${tip}`);
  });

  it('keeps that branch when its worktree is removed after it was made anew', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await onOwnBranch(host, session);
    await host.repository.git('merge', '--quiet', 'feature');
    await host.client.call('releaseSession', { session: session.id, worktree: 'keep' });
    const { operation } = await removeByForce(host, session.worktreePath);
    await undo(host, operation);
    await removeByForce(host, session.worktreePath);
    expect(await host.repository.git('branch', '--list', 'feature')).toContain('feature');
  });
});

describe('a session whose folder was lost and then cleaned up', () => {
  it('goes on with what its last snapshot has, uncommitted files too', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await writeFiles(session.worktreePath, { 'a.txt': 'two\n', 'new.txt': 'new\n' });
    await host.client.call('takeSnapshot', { session: session.id });
    const before = await fileContents(session.worktreePath);
    const [outcome] = await loseAndCleanUp(host, session);
    expect(outcome?.reason).toContain('What its last snapshot has is kept');
    await resume(host, session);
    expect(await fileContents(session.worktreePath)).toEqual(before);
  });

  it('comes back with them by an undo of the clean-up, which shows them first', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await writeFiles(session.worktreePath, { 'new.txt': 'new\n' });
    await host.client.call('takeSnapshot', { session: session.id });
    const [outcome] = await loseAndCleanUp(host, session);
    const { operation = null } = outcome ?? {};
    const preview = await host.client.call('undoOperation', { operation, dryRun: true, force: false });
    expect(preview.effects.flatMap(({ changes }) => changes)).toEqual([{ path: 'new.txt', change: 'added' }]);
    await undo(host, operation);
    expect(await readFile(join(session.worktreePath, 'new.txt'), 'utf8')).toBe('new\n');
  });

  it('goes on at its last commit where that is newer than the last snapshot', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new' });
    await writeFiles(session.worktreePath, { 'a.txt': 'two\n' });
    await host.client.call('takeSnapshot', { session: session.id });
    await git(session.worktreePath, 'commit', '--quiet', '--all', '-m', 'three');
    await loseAndCleanUp(host, session);
    await resume(host, session);
    expect(await readFile(join(session.worktreePath, 'a.txt'), 'utf8')).toBe('two\n');
    expect(await git(session.worktreePath, 'status', '--porcelain')).toBe('');
  });
});

describe('a worktree that is made anew', () => {
  it('is the session’s own, not that of a later session at the same place', async () => {
    await using host = await openCoordinator({ files });
    const work = async (file: string): Promise<Session> => {
      const { session } = await host.register({ name: 'api', worktree: 'new' });
      await writeFiles(session.worktreePath, { [file]: 'work\n' });
      await host.client.call('releaseSession', { session: session.id, worktree: 'remove' });
      return session;
    };
    const [first, second] = [await work('first.txt'), await work('second.txt')];
    expect(second.worktreePath).toBe(first.worktreePath);
    await resume(host, first);
    expect(Object.keys(await fileContents(first.worktreePath))).toEqual(['a.txt', 'first.txt']);
  });

  const setup = JSON.stringify({ scripts: { setup: 'echo "$PARALLEL_CC_PORT" > made.txt' } });
  const ignored = { '.env': 'KEY=main\n', '.env.local': 'LOCAL=main\n', 'node_modules/x.js': 'x\n' };

  it('gets what a new one has beside its files, but for what its snapshot brought back', async () => {
    await using host = await openCoordinator({
      files: { ...files, '.gitignore': '.env*\nnode_modules\nmade.txt\n', 'conductor.json': setup },
    });
    await host.repository.write(ignored);
    await host.client.call('updateSettings', { settings: { linkDirectories: ['node_modules'] } });
    await trust(host);
    const { session, slot } = await host.register({ name: 'api', worktree: 'new' });
    await setupIn(host, 'api', 'done');
    const whole = await fileContents(session.worktreePath);
    await writeFiles(session.worktreePath, { '.env': 'KEY=agent\n' });
    await git(session.worktreePath, 'add', '--force', '.env');
    await host.client.call('takeSnapshot', { session: session.id });
    await rm(session.worktreePath, { recursive: true });
    expect((await resume(host, session)).setup).not.toBeNull();
    await setupIn(host, 'api', 'done');
    const agents = `0 ${Buffer.from('KEY=agent\n').toString('base64')}`;
    expect(await fileContents(session.worktreePath)).toEqual({ ...whole, '.env': agents });
    expect(await readFile(join(session.worktreePath, 'made.txt'), 'utf8')).toBe(`${slot?.port}\n`);
  });

  it('has the submodules of the main one', async () => {
    await using library = await makeRepository({ files: { 'lib.txt': 'lib\n' } });
    await using host = await openWithSubmodule(library.path, files);
    const { session } = await host.register({ worktree: 'new' });
    await writeFiles(session.worktreePath, { 'new.txt': 'new\n' });
    await host.client.call('takeSnapshot', { session: session.id });
    const before = await state(session);
    await rm(session.worktreePath, { recursive: true });
    expect((await resume(host, session)).warnings).toEqual([]);
    expect(await state(session)).toEqual(before);
    expect(await readFile(join(session.worktreePath, 'lib/lib.txt'), 'utf8')).toBe('lib\n');
  });

  it('checks out the folders that a new one does, and what was changed outside of them', async () => {
    await using host = await openCoordinator({ files: { 'src/a.ts': 'a\n', 'docs/b.md': 'b\n', 'docs/c.md': 'c\n' } }); // prettier-ignore
    await host.client.call('updateSettings', { settings: { sparsePaths: ['src'] } });
    const { session } = await host.register({ worktree: 'new' });
    await writeFiles(session.worktreePath, { 'docs/b.md': 'changed\n' });
    await host.client.call('takeSnapshot', { session: session.id });
    const before = await state(session);
    await rm(session.worktreePath, { recursive: true });
    await resume(host, session);
    expect(await state(session)).toEqual(before);
    expect(Object.keys(await fileContents(session.worktreePath)).sort()).toEqual(['docs/b.md', 'src/a.ts']);
  });
});

describe('a session of another agent', () => {
  it('is refused with its own command, and neither it nor its worktree is touched', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ name: 'api', worktree: 'new' });
    const path = session.worktreePath;
    await saysItIs(host, session, 'codex');
    await host.client.call('releaseSession', { session: 'api', worktree: 'keep' });
    const before = await state(session);
    const refused = await runCommand(host.repository.path, ['resume', 'api']);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain(`Go to ${path} and there run: codex resume conversation-1`);
    const { sessions } = await runJson<Snapshot>(host.repository.path, ['resume']);
    expect(sessions).toMatchObject([{ name: 'api', agent: 'codex', state: 'done' }]);
    const { stdout } = await runCommand(host.repository.path, ['resume']);
    expect(stdout).toContain('by: codex resume conversation-1');
    expect(await state(session)).toEqual(before);
    await rm(path, { recursive: true });
    const gone = await runCommand(host.repository.path, ['resume', 'api']);
    expect(gone.stderr).toContain('parallel-cc restore api --new');
  });

  it('is told from one of Claude Code by what its hooks say, whoever registered it', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new', agent: 'other' });
    await saysItIs(host, session, 'claude-code');
    const claude = { session: session.id, pid: process.pid, agent: 'claude-code' };
    const { session: resumed } = await host.client.call('resumeSession', claude);
    expect(resumed).toMatchObject({ agent: 'claude-code', agentSessionId: 'conversation-1' });
  });
});

/** Has an agent's hooks tell that it works in the session. */
async function saysItIs({ client, repository }: TestCoordinator, { id }: Session, agent: string) {
  const place = { sessionId: id, pid: null, cwd: repository.path };
  const event = { kind: 'turnEnded', lastMessage: null } as const;
  await client.call('agentEvent', { agent, agentSessionId: 'conversation-1', ...place, event });
}

/** Has the session's agent begin a branch, commit to it, and leave a file that is in a snapshot only. */
async function onOwnBranch(host: TestCoordinator, { id, worktreePath }: Session): Promise<unknown> {
  await git(worktreePath, 'switch', '--quiet', '--create', 'feature');
  await writeFiles(worktreePath, { 'b.txt': 'committed\n' });
  await git(worktreePath, 'add', '--all');
  await git(worktreePath, 'commit', '--quiet', '-m', 'feature');
  await writeFiles(worktreePath, { 'new.txt': 'untracked\n' });
  await host.client.call('takeSnapshot', { session: id });
  return state({ worktreePath });
}

async function state({ worktreePath }: Pick<Session, 'worktreePath'>): Promise<unknown> {
  const status = await git(worktreePath, 'status', '--porcelain=v2', '--branch');
  return { status, files: await fileContents(worktreePath) };
}

async function loseAndCleanUp(host: TestCoordinator, { id, worktreePath }: Session) {
  await host.client.call('releaseSession', { session: id, worktree: 'keep' });
  await rm(worktreePath, { recursive: true });
  return cleanUp(host);
}

function resume({ client }: TestCoordinator, { id }: Session): Promise<ResumeResult> {
  return client.call('resumeSession', { session: id, pid: process.pid });
}
