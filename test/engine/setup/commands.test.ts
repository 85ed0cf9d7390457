import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCoordinator } from '../../support/coordinator';
import { eventually } from '../../support/processes';
import { setupIn, trust } from './setUp';

const conductor = (setup: string) => JSON.stringify({ scripts: { setup } });
const note = 'echo "$CONDUCTOR_WORKSPACE_NAME $PARALLEL_CC_SLOT $PARALLEL_CC_PORT" > made.txt';
const files = { '.gitignore': '*.txt\n', 'conductor.json': conductor(note) };

describe('set-up commands of a repository', () => {
  it('wait for trust, are asked about once, and again when they change', async () => {
    await using host = await openCoordinator({ files });
    const first = await host.register({ worktree: 'new', name: 'first' });
    expect(first.setup?.state).toBe('waiting');
    const plan = await host.client.call('getSetupPlan', {});
    expect(plan).toMatchObject({ file: 'conductor.json', trust: 'undecided' });
    expect(existsSync(join(first.session.worktreePath, 'made.txt'))).toBe(false);

    const decision = { fingerprint: plan.fingerprint, decision: 'trusted' } as const;
    expect(await host.client.call('decideSetupTrust', decision)).toEqual({ begun: ['first'] });
    await setupIn(host, 'first', 'done');
    expect(await readFile(join(first.session.worktreePath, 'made.txt'), 'utf8')).toBe(
      `first 1 ${first.slot?.port}\n`,
    );

    await host.register({ worktree: 'new', name: 'second' });
    await setupIn(host, 'second', 'done');
    await host.repository.write({ 'conductor.json': conductor(`${note}; curl evil`) });
    const third = await host.register({ worktree: 'new', name: 'third' });
    expect(third.setup?.state).toBe('waiting');
    await expect(host.client.call('decideSetupTrust', decision)).rejects.toThrow('have changed since');
    expect(existsSync(join(third.session.worktreePath, 'made.txt'))).toBe(false);
  });

  it('stay trusted over a restart, until that is forgotten', async () => {
    await using host = await openCoordinator({ files });
    await trust(host);
    await host.restart();
    expect((await host.client.call('getSetupPlan', {})).trust).toBe('trusted');
    await host.client.call('forgetSetupTrust', {});
    expect((await host.client.call('getSetupPlan', {})).trust).toBe('undecided');
  });

  it('are not run once they are refused', async () => {
    await using host = await openCoordinator({ files });
    await host.register({ worktree: 'new', name: 'waiting' });
    const { fingerprint } = await host.client.call('getSetupPlan', {});
    await host.client.call('decideSetupTrust', { fingerprint, decision: 'refused' });
    await setupIn(host, 'waiting', 'refused');
    expect((await host.register({ worktree: 'new' })).setup?.state).toBe('refused');
  });

  it('need another trust when the script that they name changes', async () => {
    const cursor = {
      '.cursor/worktrees.json': '{"setup-worktree": "setup.sh"}',
      '.cursor/setup.sh': 'echo "$ROOT_WORKTREE_PATH" > root.txt\n',
    };
    await using host = await openCoordinator({ files: { '.gitignore': '*.txt\n', ...cursor } });
    await trust(host);
    const { session } = await host.register({ worktree: 'new', name: 'script' });
    await setupIn(host, 'script', 'done');
    expect(await readFile(join(session.worktreePath, 'root.txt'), 'utf8')).toBe(`${host.repository.path}\n`);
    await host.repository.write({ '.cursor/setup.sh': 'rm -rf ~\n' });
    expect((await host.client.call('getSetupPlan', {})).trust).toBe('undecided');
  });

  it('give way to those of the settings, which need no trust', async () => {
    await using host = await openCoordinator({ files });
    await host.client.call('updateSettings', { settings: { setupCommands: ['echo mine > mine.txt'] } });
    const { session } = await host.register({ worktree: 'new', name: 'mine' });
    await setupIn(host, 'mine', 'done');
    expect(existsSync(join(session.worktreePath, 'mine.txt'))).toBe(true);
    expect(existsSync(join(session.worktreePath, 'made.txt'))).toBe(false);
    expect((await host.client.call('getSetupPlan', {})).passedOver).toEqual(['conductor.json']);
  });

  it('are told of to the agent in the worktree', async () => {
    await using host = await openCoordinator({ files });
    const { session } = await host.register({ worktree: 'new', name: 'told' });
    const reply = await host.agent('agent-1', { kind: 'promptSubmitted', prompt: 'hello' }, session.id);
    expect(reply.context).toContain("the set-up commands wait for the user's trust");
  });
});

async function withCommands(commands: readonly string[]) {
  const host = await openCoordinator({ files: { '.gitignore': '*.txt\n' } });
  await host.client.call('updateSettings', { settings: { setupCommands: commands } });
  return host;
}

describe('a set-up', () => {
  it('ends at the first command that fails, and can be tried again', async () => {
    await using host = await withCommands(['echo one', 'test -e ready.txt || exit 7', 'echo three']);
    const { session } = await host.register({ worktree: 'new', name: 'failing' });
    const failed = await setupIn(host, 'failing', 'failed');
    expect(failed).toMatchObject({ exitCode: 7, command: 'test -e ready.txt || exit 7' });
    const log = await readFile(failed.logPath, 'utf8');
    expect(log).toContain('$ echo one\none\n');
    expect(log).not.toContain('three');
    await (await import('node:fs/promises')).writeFile(join(session.worktreePath, 'ready.txt'), '');
    await host.client.call('retrySetup', { session: 'failing' });
    await setupIn(host, 'failing', 'done');
    expect(await readFile(failed.logPath, 'utf8')).toContain('three');
  });

  it('that hangs is cancelled with all that it started', async () => {
    await using host = await withCommands(['sleep 600 & echo $! > child.txt; wait']);
    const { session } = await host.register({ worktree: 'new', name: 'hanging' });
    await setupIn(host, 'hanging', 'running');
    const child = await numberIn(join(session.worktreePath, 'child.txt'));
    expect(isRunning(child)).toBe(true);
    const { setup } = await host.client.call('cancelSetup', { session: 'hanging' });
    expect(setup?.state).toBe('cancelled');
    await eventually(() => !isRunning(child));
  });

  it('that runs when its worktree is removed ends before', async () => {
    await using host = await withCommands(['echo $$ > shell.txt; sleep 600']);
    const { session } = await host.register({ worktree: 'new', name: 'removed' });
    const shell = await numberIn(join(session.worktreePath, 'shell.txt'));
    await host.client.call('releaseSession', { session: 'removed', worktree: 'remove' });
    await eventually(() => !isRunning(shell));
    expect(existsSync(session.worktreePath)).toBe(false);
  });

  it('that runs when the coordinator ends is ended, told as interrupted by the next one, and can be tried again', async () => {
    await using host = await withCommands(['test -e again.txt || { echo $$ > again.txt; sleep 600; }']);
    const { session } = await host.register({ worktree: 'new', name: 'interrupted' });
    const shell = await numberIn(join(session.worktreePath, 'again.txt'));
    await host.restart();
    await eventually(() => !isRunning(shell));
    await setupIn(host, 'interrupted', 'interrupted');
    await host.client.call('retrySetup', { session: 'interrupted' });
    await setupIn(host, 'interrupted', 'done');
  });

  it('shows in the snapshot', async () => {
    await using host = await withCommands(['exit 3']);
    await host.register({ worktree: 'new', name: 'seen' });
    await setupIn(host, 'seen', 'failed');
    const { sessions } = await host.client.call('getSnapshot', { fresh: false });
    expect(sessions[0]?.setup).toMatchObject({ state: 'failed', exitCode: 3, command: 'exit 3' });
  });

  it("gets neither another session's variables nor git's", async () => {
    process.env['PARALLEL_CC_SESSION_ID'] = 'another';
    process.env['GIT_DIR'] = '/nowhere';
    try {
      await using host = await withCommands(['env > env.txt']);
      const { session } = await host.register({ worktree: 'new', name: 'clean' });
      await setupIn(host, 'clean', 'done');
      const env = await readFile(join(session.worktreePath, 'env.txt'), 'utf8');
      expect(env).toContain('PARALLEL_CC_NAME=clean');
      expect(env).not.toMatch(/another|nowhere/);
    } finally {
      delete process.env['PARALLEL_CC_SESSION_ID'];
      delete process.env['GIT_DIR'];
    }
  });
});

async function numberIn(file: string): Promise<number> {
  return eventually(async () => {
    const text = await readFile(file, 'utf8');
    if (!text.endsWith('\n')) throw new Error(`${file} is not written yet.`);
    return Number(text);
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
