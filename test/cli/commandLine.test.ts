import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitMeanings } from '../../src/cli/exitCodes';
import { run } from '../support/processes';
import { runCli, runJson } from './runCli';

interface Failure {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null };
}

let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-')));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it('explains every exit code in its help', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const meaning of Object.values(exitMeanings)) expect(stdout).toContain(meaning);
  });

  it.each([
    [['no-such-command']],
    [['claim']],
    [['claim', 'a.ts', '--mode', 'greedy']],
    [['register', '--pid', '-1']],
    [['register', '--pid', '12x']],
    [['register', '--new', '--here']],
    [['log', '--limit', '0']],
    [['status', '--no-such-option']],
  ])('refuses %j as wrong usage, in words and as JSON', async (args) => {
    const words = await runCli(args, { cwd: folder });
    expect({ code: words.code, stdout: words.stdout }).toEqual({ code: 2, stdout: '' });
    expect(words.stderr).toContain('error:');
    const { code, json } = await runJson<Failure>(args, { cwd: folder });
    expect({ code, error: json.error.code }).toEqual({ code: 2, error: 'invalidInput' });
  });

  it.each([
    ['status'],
    ['claims'],
    ['conflicts'],
    ['worktrees'],
    ['cleanup'],
    ['register'],
    ['log'],
    ['serve'],
  ])('says that %s needs a repository', async (command) => {
    const { code, json } = await runJson<Failure>([command, '--repo', folder]);
    expect({ code, error: json.error.code }).toEqual({ code: 3, error: 'notARepository' });
    expect(json.error.message).toContain(folder);
    expect(json.error.hint).toMatch(/\.$/);
  });

  it('shows the status when it is given no command', async () => {
    const { code, stderr } = await runCli([], { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toContain('is not inside a git repository');
  });

  it('refuses a bare repository', async () => {
    await run('git', ['init', '--quiet', '--bare', join(folder, 'bare.git')]);
    const { code, json } = await runJson<Failure>(['status', '--repo', join(folder, 'bare.git')]);
    expect({ code, error: json.error.code }).toEqual({ code: 3, error: 'bareRepository' });
  });

  it('refuses an unknown setting before it asks anyone', async () => {
    const { code, json } = await runJson<Failure>(['config', 'set', 'noSuchSetting', '1'], { cwd: folder });
    expect({ code, error: json.error.code }).toEqual({ code: 2, error: 'invalidInput' });
  });
});

describe('claude', () => {
  it("passes Claude Code's own commands on without asking the coordinator", async () => {
    const result = await runCli(['claude', '--version'], {
      cwd: folder,
      env: { PARALLEL_CC_CLAUDE: process.execPath },
    });
    expect(result).toMatchObject({ code: 0, stdout: `${process.version}\n`, stderr: '' });
  });

  it('says where it cannot be coordinated, and starts all the same only when it is told to', async () => {
    const env = { PARALLEL_CC_CLAUDE: process.execPath };
    const refused = await runCli(['claude', '-p', '6 * 7'], { cwd: folder, env });
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(refused.stderr).toContain('parallel-cc claude --uncoordinated');
    const started = await runCli(['claude', '--uncoordinated', '-p', '6 * 7'], { cwd: folder, env });
    expect(started).toMatchObject({ code: 0, stdout: '42\n' });
    expect(started.stderr).toContain('without coordination');
  });

  it('says when Claude Code is not installed', async () => {
    const env = { PARALLEL_CC_CLAUDE: join(folder, 'no-claude') };
    const { code, stderr } = await runCli(['claude', '--version'], { cwd: folder, env });
    expect(code).toBe(9);
    expect(stderr).toContain('PARALLEL_CC_CLAUDE');
  });

  it('ends as Claude Code ends, by a signal too', async () => {
    const env = { PARALLEL_CC_CLAUDE: process.execPath };
    const failed = await runCli(['claude', '--uncoordinated', '-e', 'process.exit(7)'], { cwd: folder, env });
    expect(failed.code).toBe(7);
    const killed = await runCli(['claude', '--uncoordinated', '-e', 'process.kill(process.pid, "SIGKILL")'], {
      cwd: folder,
      env,
    });
    expect(killed.code).toBe(137);
  });
});
