import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimResult, RegisterResult, ReleaseResult } from '../../src/protocol/results';
import type { Snapshot } from '../../src/protocol/snapshot';
import type { Repository } from '../support/git';
import { git, makeRepository } from '../support/git';
import type { RunOptions, RunResult } from '../support/processes';
import { preToolUse, runHook } from '../hooks/runHook';
import { stopHost } from '../support/sessions';
import { runCli, runJson } from './runCli';

interface Failure {
  readonly error: { readonly code: string; readonly message: string };
}

let repository: Repository;

beforeEach(async () => {
  repository = await makeRepository({ files: { 'src/pay.ts': 'one\n', '.gitignore': '.env\n' } });
});

afterEach(async () => {
  await stopHost(repository.path);
  await repository.dispose();
});

function cli(...args: string[]): Promise<RunResult> {
  return runCli(args, { cwd: repository.path });
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what the command prints
function json<T>(
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ code: number | null; json: T }> {
  return runJson<T>(args, { cwd: repository.path, ...options });
}

async function register(...args: string[]): Promise<RegisterResult> {
  return (await json<RegisterResult>(['register', '--pid', String(process.pid), ...args])).json;
}

async function registerOther(name: string): Promise<RegisterResult> {
  return (await json<RegisterResult>(['register', '--new', '--name', name])).json;
}

describe('the commands on a real repository', () => {
  it('start a coordinator by themselves, register, show and release', async () => {
    const { session } = await register('--name', 'first', '--prompt', 'Add retry');
    expect(session).toMatchObject({ name: 'first', worktreePath: repository.path, adopted: true });
    const { json: snapshot } = await json<Snapshot>(['status']);
    expect(snapshot.sessions).toMatchObject([{ id: session.id, prompt: 'Add retry' }]);
    const { json: released } = await json<ReleaseResult>(['release', 'first']);
    expect(released.worktree.outcome).toBe('adopted');
    expect((await cli('status')).stdout).toContain('No agent is at work.');
  });

  it('print the line that scripts of version 2 read', async () => {
    const { stdout } = await cli('register', '--pid', String(process.pid));
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`WORKTREE_PATH=${repository.path}`);
  });

  it('return the same session for the same process', async () => {
    const first = await register();
    expect(await register()).toMatchObject({ created: false, session: { id: first.session.id } });
    expect((await cli('release', '--pid', String(process.pid))).code).toBe(0);
  });

  it('deny a claim with the holder, the reason and a way out, and exit with 4', async () => {
    await register('--name', 'first');
    const { session: other } = await registerOther('second');
    await cli('claim', 'src/pay.ts', '--session', 'first', '--reason', 'Rewriting it');
    const denied = await runCli(['claim', './pay.ts', 'other.ts'], {
      cwd: join(other.worktreePath, 'src'),
      env: { PARALLEL_CC_SESSION_ID: other.id },
    });
    expect(denied.code).toBe(4);
    expect(denied.stdout).toContain('src/pay.ts is held by first (exclusive, ');
    expect(denied.stdout).toContain('Rewriting it');
    expect(denied.stdout).toContain('parallel-cc unclaim --force src/pay.ts');
    expect(denied.stdout).toContain('✓');
    const { json: again } = await json<{ results: ClaimResult[] }>([
      'claim',
      'src/pay.ts',
      '--session',
      'second',
    ]);
    expect(again.results).toMatchObject([{ outcome: 'denied', others: [{ holder: 'first' }] }]);
  });

  it('let only the holder or the user release a claim', async () => {
    await register('--name', 'first');
    await registerOther('second');
    await cli('claim', 'src/pay.ts', '--session', 'first');
    expect((await cli('unclaim', 'src/pay.ts', '--session', 'second')).code).toBe(4);
    expect((await cli('claims')).stdout).toContain('first');
    expect((await cli('unclaim', 'src/pay.ts', '--session', 'second', '--force')).code).toBe(0);
    expect((await cli('claims')).stdout).toBe('Nothing is claimed.\n');
  });

  it.each([
    [['claim', '../outside.ts'], 2, 'pathOutsideRepository'],
    [['release', 'nobody'], 8, 'sessionNotFound'],
    [['heartbeat', '--pid', '2147483647'], 8, 'sessionNotFound'],
    [['message', 'nobody', 'hello'], 8, 'sessionNotFound'],
    [['unclaim', 'src/pay.ts'], 8, 'claimNotFound'],
    [['worktrees', 'remove', '/nowhere'], 8, 'worktreeNotFound'],
    [['register', '--new', '--base', 'no-such-ref'], 8, 'refNotFound'],
    [['register', '--name', 'first'], 2, 'nameTaken'],
    [['config', 'set', 'claimMinutes', 'soon'], 2, 'invalidInput'],
  ])('end %j with exit code %i', async (args, code, error) => {
    await register('--name', 'first');
    const result = await json<Failure>(args);
    expect({ code: result.code, error: result.json.error.code }).toEqual({ code, error });
  });

  it('keep a worktree with unsaved work, say where it is, and remove it only by force', async () => {
    await register();
    const { session } = await registerOther('second');
    await writeFile(join(session.worktreePath, 'new.ts'), 'new\n');
    const released = await cli('release', 'second');
    expect(released.stdout).toContain(`Kept ${session.worktreePath}`);
    expect((await cli('worktrees')).stdout).toContain('second was kept');
    expect((await cli('worktrees', 'remove', 'second')).code).toBe(4);
    expect((await cli('worktrees', 'remove', 'second', '--force')).code).toBe(0);
    expect(existsSync(session.worktreePath)).toBe(false);
    expect(await git(repository.path, 'for-each-ref', 'refs/parallel-cc/trash')).toContain('second');
  });

  it('change a setting for everyone', async () => {
    expect((await cli('config', 'set', 'exclusiveGlobs', 'package-lock.json, db/**')).code).toBe(0);
    const { json: found } = await json<{ value: unknown }>(['config', 'get', 'exclusiveGlobs']);
    expect(found.value).toEqual(['package-lock.json', 'db/**']);
    expect((await cli('config', 'set', 'claimPolicies', 'docs/**=warn, *.lock=ask')).code).toBe(0);
    expect((await json<{ value: unknown }>(['config', 'get', 'claimPolicies'])).json.value).toEqual({ 'docs/**': 'warn', '*.lock': 'ask' }); // prettier-ignore
    expect((await cli('config', 'set', 'claimPolicies', 'docs/**=perhaps')).stderr).toContain('must be warn, ask or deny'); // prettier-ignore
  });

  it('leave a message that the agent reads with its next prompt', async () => {
    const { session } = await register('--name', 'first');
    expect((await cli('message', 'first', 'Mind', 'the tests')).code).toBe(0);
    const input = {
      session_id: 'a',
      cwd: repository.path,
      hook_event_name: 'UserPromptSubmit',
      prompt: 'Go',
    };
    const { stdout } = await runHook(input, { env: { PARALLEL_CC_SESSION_ID: session.id } });
    expect(stdout).toContain('Mind the tests');
  });

  it('stop the coordinator, whose state the next one finds', async () => {
    await register('--name', 'first');
    expect((await cli('serve', '--stop')).stdout).toContain('Stopped the coordinator');
    expect((await cli('serve', '--stop')).stdout).toContain('No coordinator is running.');
    expect((await cli('status')).stdout).toContain('first');
  });

  it('find nothing wrong, as doctor, with a fresh repository', async () => {
    const { json: report } = await json<{ checks: { name: string; state: string; found: string }[] }>(
      ['doctor'],
      {
        env: { PARALLEL_CC_CLAUDE: process.execPath, HOME: repository.folder },
      },
    );
    expect(report.checks.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(report.checks.map(({ name }) => name)).toContain('hook program');
  });
});

describe('a hook without a running coordinator', () => {
  it('starts one for a write, so that it is checked', async () => {
    await cli('config', 'set', 'exclusiveGlobs', '*.lock');
    const { session } = await registerOther('holder');
    await cli('claim', 'src/pay.ts', '--session', 'holder');
    await cli('serve', '--stop');
    const file = join(repository.path, 'src/pay.ts');
    const result = await runHook(preToolUse(repository.path, 'Edit', { file_path: file }));
    expect(result.stderr).toBe('');
    expect(JSON.parse(result.stdout)).toMatchObject({
      hookSpecificOutput: {
        permissionDecision: 'deny',
        permissionDecisionReason: expect.stringContaining(session.name) as unknown,
      },
    });
  });
});

describe('claude', () => {
  it('runs in its own worktree with hooks that work, and says afterwards what was kept', async () => {
    await register('--name', 'first');
    const result = await runFakeClaude(['-p', 'two words'], { work: true });
    expect(result.code).toBe(3);
    const seen = await seenByClaude();
    expect(seen.cwd).not.toBe(repository.path);
    expect(seen.args).toEqual(['--settings', expect.stringMatching(/settings\.json$/), '-p', 'two words']);
    expect(Object.keys(seen.settings.hooks)).toContain('PreToolUse');
    expect(seen.status.sessions).toMatchObject([
      { name: 'first' },
      { id: seen.session, agent: 'claude-code', worktreePath: seen.cwd, process: { pid: seen.pid } },
    ]);
    expect(result.stderr).toContain(`Kept ${seen.cwd}`);
    expect(result.stderr).toContain('git merge parallel/');
    expect(existsSync(join(seen.cwd, 'new.ts'))).toBe(true);
    expect(
      (await json<Snapshot>(['status'])).json.sessions.filter(({ state }) => state !== 'done'),
    ).toHaveLength(1);
    expect(await git(repository.path, 'status', '--porcelain')).toBe('');
  });

  it('leaves nothing behind when nothing was done', async () => {
    await register('--name', 'first');
    await runFakeClaude([], { work: false });
    const seen = await seenByClaude();
    expect(existsSync(seen.cwd)).toBe(false);
  });
});

interface Seen {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly pid: number;
  readonly session: string;
  readonly settings: { readonly hooks: Readonly<Record<string, unknown>> };
  readonly status: Snapshot;
}

/** Runs `parallel-cc claude` with a program in Claude Code's place that notes what it sees once its process is known. */
async function runFakeClaude(
  args: readonly string[],
  { work }: { readonly work: boolean },
): Promise<RunResult> {
  const file = join(repository.folder, 'claude.mjs');
  const cliFile = join(import.meta.dirname, '../../dist/cli.js');
  await writeFile(
    file,
    `#!${process.execPath}
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
const args = process.argv.slice(2);
const session = process.env.PARALLEL_CC_SESSION_ID;
let status;
do {
  status = JSON.parse(execFileSync(process.execPath, [${JSON.stringify(cliFile)}, 'status', '--json']));
} while (!status.sessions.some(({ process: known }) => known?.pid === process.pid));
const settings = JSON.parse(readFileSync(args[1]));
const seen = { cwd: process.cwd(), args, pid: process.pid, session, settings, status };
writeFileSync(${JSON.stringify(join(repository.folder, 'seen.json'))}, JSON.stringify(seen));
if (${work}) writeFileSync('new.ts', 'new');
process.exitCode = 3;
`,
  );
  await chmod(file, 0o755);
  return runCli(['claude', ...args], { cwd: repository.path, env: { PARALLEL_CC_CLAUDE: file } });
}

async function seenByClaude(): Promise<Seen> {
  return JSON.parse(await readFile(join(repository.folder, 'seen.json'), 'utf8')) as Seen;
}
