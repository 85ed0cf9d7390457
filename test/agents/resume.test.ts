import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResumeResult } from '../../src/protocol/results';
import type { Snapshot } from '../../src/protocol/snapshot';
import { builtPrograms } from '../support/build';
import type { ModelApi } from '../support/claude/modelApi';
import { startModelApi } from '../support/claude/modelApi';
import type { ClaudeOutcome } from '../support/claude/runClaude';
import { installedClaude, runClaude } from '../support/claude/runClaude';
import { openCoordinator } from '../support/coordinator';
import { runCommand, runJson } from '../support/commandLine';
import { fingerprint } from '../support/fingerprint';
import { makeRepository, writeFiles } from '../support/git';

describe('resuming', () => {
  it('lets Claude Code go on with its conversation in its own worktree, made anew when it is gone', async () => {
    await using repository = await makeRepository({ files: { 'a.txt': 'one\n' } });
    const home = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-home-')));
    await using api = await startModelApi({
      agent: [
        (request) => ({ tools: [{ name: 'Write', input: { file_path: join(worktreeOf(request.body), 'new.txt'), content: 'kept\n' } }] }), // prettier-ignore
        { text: 'Written.' },
        { text: 'I remember.' },
      ],
    });
    try {
      await claude(api, home, repository.path, ['claude', '--new', '--name', 'api'], 'Write new.txt');
      const { sessions } = await runJson<Snapshot>(repository.path, ['status', '--all']);
      const worktree = sessions[0]?.worktreePath ?? '';
      const listed = await runJson<Snapshot>(repository.path, ['resume']);
      expect(listed.sessions.map(({ name }) => name)).toEqual(['api']);
      await rm(worktree, { recursive: true });
      const again = await claude(api, home, repository.path, ['resume', 'api'], 'Do you remember?');
      expect(again.stderr).toContain('made anew from its last snapshot');
      expect(again.result).toMatchObject({ result: 'I remember.' });
      expect(JSON.stringify(api.requests().at(-1)?.body.messages)).toContain('Write new.txt');
      expect(await readFile(join(worktree, 'new.txt'), 'utf8')).toBe('kept\n');
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });

  it('uses what was kept of a removed worktree, to the byte, and its operation cannot be undone twice', async () => {
    await using host = await openCoordinator({ files: { 'a.txt': 'one\n' } });
    const { session } = await host.register({ worktree: 'new' });
    await writeFiles(session.worktreePath, { 'a.txt': 'two\n', 'b.txt': 'new\n' });
    const before = await fingerprint(session.worktreePath);
    await host.client.call('releaseSession', { session: session.id, worktree: 'remove' });
    const resumed = await resume(host.client, session.id);
    expect(resumed.rebuiltFrom).toBe('what was kept when it was removed');
    expect(resumed.session).toMatchObject({ id: session.id, endedAt: null, state: 'idle' });
    expect(await fingerprint(session.worktreePath)).toEqual(before);
  });

  it('uses the branch where nothing else is left, with all its commits', async () => {
    await using host = await openCoordinator({ files: { 'a.txt': 'one\n' } });
    const { session } = await host.register({ worktree: 'new' });
    await rm(session.worktreePath, { recursive: true });
    expect((await resume(host.client, session.id)).rebuiltFrom).toBe(`branch ${session.branch ?? ''}`);
    expect(await readFile(join(session.worktreePath, 'a.txt'), 'utf8')).toBe('one\n');
  });

  it('is refused while the agent runs, and where another session has taken its place', async () => {
    await using host = await openCoordinator({ files: { 'a.txt': 'one\n' } });
    const { session } = await host.register({ pid: process.pid });
    await expect(resume(host.client, session.id)).rejects.toMatchObject({ code: 'notResumable' });
    await host.client.call('releaseSession', { session: session.id, worktree: 'keep' });
    await host.register({ worktree: 'here' });
    await expect(resume(host.client, session.id)).rejects.toMatchObject({ code: 'notResumable' });
    const { code, stdout } = await runCommand(host.repository.path, ['resume', '--json', 'nobody']);
    expect(code).toBe(8);
    expect(stdout).toContain('sessionNotFound');
  });
});

function resume(
  client: { call(method: 'resumeSession', params: { session: string; pid: number }): Promise<ResumeResult> },
  session: string,
): Promise<ResumeResult> {
  return client.call('resumeSession', { session, pid: process.pid });
}

async function claude(
  api: ModelApi,
  home: string,
  cwd: string,
  args: readonly string[],
  prompt: string,
): Promise<ClaudeOutcome> {
  const env = {
    PARALLEL_CC_CLAUDE: installedClaude(),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const command: [string, ...string[]] = [process.execPath, join(await builtPrograms(), 'cli.js'), ...args];
  return runClaude({ api, home, cwd, prompt, command, env, timeoutMs: 60_000 });
}

function worktreeOf(body: { readonly messages: unknown }): string {
  return /working in (\S+) on/.exec(JSON.stringify(body.messages))?.[1] ?? '';
}
