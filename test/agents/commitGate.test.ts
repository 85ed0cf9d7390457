// The gate of commits in a Claude Code that was started by hand: its commands take the git hooks from its SessionStart hook.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hookSettings } from '../../src/cli/hookSettings';
import { builtPrograms } from '../support/build';
import { startModelApi } from '../support/claude/modelApi';
import { runClaude } from '../support/claude/runClaude';
import { git, makeRepository } from '../support/git';
import { callHost, registerSession, stopHost } from '../support/sessions';

describe('a commit of the real Claude Code', () => {
  it('is stopped when it has what another session holds', async () => {
    await using repository = await makeRepository({ files: { 'held.ts': 'held\n', 'free.ts': 'free\n' } });
    const holder = await registerSession(repository.path, 'holder', '--new');
    const claim = { session: holder.id, paths: ['held.ts'], cwd: repository.path, mode: 'exclusive', reason: null, ttlMinutes: null } as const; // prettier-ignore
    await callHost(repository.path, 'acquireClaims', { ...claim, paths: [...claim.paths] });
    const script = join(await builtPrograms(), 'hook.js');
    const settings = join(repository.folder, 'settings.json');
    const program = { node: process.execPath, electron: false, platform: process.platform, script };
    await writeFile(settings, JSON.stringify({ hooks: hookSettings(program, []) }));
    const bash = (command: string) => ({ tools: [{ name: 'Bash', input: { command } }] });
    await using api = await startModelApi({
      agent: [
        bash(`python3 -c "open('held.ts', 'w').write('x')"`),
        bash('git commit --quiet --all --message Held'),
        bash('echo more > free.ts && git commit --quiet --message Free free.ts'),
      ],
    });
    const { exitCode } = await runClaude({ api, cwd: repository.path, prompt: 'Commit', args: ['--settings', settings] }); // prettier-ignore
    expect(exitCode).toBe(0);
    expect(api.requests('agent')[2]?.news).toMatch(/stopped this commit: it has held\.ts, which is held by session "holder"/); // prettier-ignore
    expect(await git(repository.path, 'log', '--format=%s', '-1')).toBe('Free');
    await stopHost(repository.path);
  }, 120_000);
});
