import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';
import type { RunResult } from '../support/processes';
import { run } from '../support/processes';
import { builtPrograms } from '../support/build';
import { fakeHost } from './fakeHost';
import { common, preToolUse, runHook } from './runHook';

let repository: Repository;

beforeEach(async () => {
  repository = await makeRepository({ files: { 'a.ts': 'a\n' } });
});

afterEach(() => repository.dispose());

describe('a hook with a host', () => {
  it('denies a write inside hookSpecificOutput, with the reason that the host gives', async () => {
    await using host = await fakeHost(repository, { decision: 'deny', reason: 'brisk-otter holds a.ts.' });
    const file = join(repository.path, 'a.ts');
    const result = await runHook(preToolUse(repository.path, 'Edit', { file_path: file }));
    expect(JSON.parse(result.stdout)).toEqual({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: 'brisk-otter holds a.ts.',
      },
    });
    expect(result.code).toBe(0);
    expect(host.events[0]).toMatchObject({
      agent: 'claude-code',
      agentSessionId: 'agent-1',
      event: { kind: 'writeIntended', tool: 'Edit', paths: [file] },
    });
  });

  it('tells the agent at its start what the host says', async () => {
    await using host = await fakeHost(repository, { context: 'You are brisk-otter.' });
    const result = await runHook({ ...common(repository.path, 'SessionStart'), source: 'startup' });
    expect(JSON.parse(result.stdout)).toEqual({
      hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: 'You are brisk-otter.' },
    });
    expect(host.events[0]?.event).toEqual({ kind: 'sessionStarted', source: 'startup' });
  });

  it('prints nothing when the host has nothing to say', async () => {
    await using host = await fakeHost(repository, {});
    const result = await runHook({ ...common(repository.path, 'UserPromptSubmit'), prompt: 'Do it' });
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(host.events[0]?.event).toEqual({ kind: 'promptSubmitted', prompt: 'Do it' });
  });

  it('keeps what the host says from events whose answer the agent does not read', async () => {
    await using host = await fakeHost(repository, { context: 'Nobody would hear this.' });
    const result = await runHook({ ...common(repository.path, 'Stop'), last_assistant_message: 'Done?' });
    expect(result.stdout).toBe('');
    expect(host.events[0]?.event).toEqual({ kind: 'turnEnded', lastMessage: 'Done?' });
  });

  it('asks the host of the repository that the write goes to, not of the one the agent stands in', async () => {
    await using other = await makeRepository();
    await using host = await fakeHost(repository, { decision: 'deny', reason: 'No.' });
    await using hostOfCwd = await fakeHost(other, {});
    const file = join(repository.path, 'new folder', 'ünï\n-x.ts');
    const result = await runHook(preToolUse(other.path, 'Write', { file_path: file, content: '' }));
    expect(result.stdout).toContain('"deny"');
    expect(host.events[0]?.event).toMatchObject({ paths: [file] });
    expect(hostOfCwd.events).toEqual([]);
  });

  it('passes on the session that the agent was started for and the process that is the agent', async () => {
    await using host = await fakeHost(repository, {});
    const program = join(await builtPrograms(), 'hook.js');
    const input = JSON.stringify({ ...common(repository.path, 'SessionStart'), source: 'startup' });
    // The `true` keeps the shell from replacing itself by the program.
    const command = `"${process.execPath}" "${program}"; true`;
    await run('sh', ['-c', command], { input, env: { ...process.env, PARALLEL_CC_SESSION_ID: 'session-1' } });
    expect(host.events[0]).toMatchObject({ sessionId: 'session-1', pid: process.pid });
  });

  it('understands the input of VS Code', async () => {
    await using host = await fakeHost(repository, {});
    await runHook({
      sessionId: 'vscode-1',
      hookEventName: 'PreToolUse',
      cwd: repository.path,
      tool_name: 'editFiles',
      tool_input: { files: ['a.ts', join(repository.path, 'b.ts')] },
    });
    expect(host.events[0]).toMatchObject({
      agent: 'copilot',
      agentSessionId: 'vscode-1',
      event: { paths: [join(repository.path, 'a.ts'), join(repository.path, 'b.ts')] },
    });
  });
});

describe('a hook outside a repository', () => {
  it('says nothing and leaves nothing behind', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-')));
    const result = await runHook(preToolUse(folder, 'Write', { file_path: join(folder, 'a.ts') }), {
      cwd: folder,
    });
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(join(folder, 'a.ts'))).toBe(false);
    await rm(folder, { recursive: true });
  });
});

describe('a hook that fails', () => {
  const malformed: readonly (readonly [string, unknown])[] = [
    ['that is empty', ''],
    ['that is not JSON', '{"session_id": '],
    ['that is JSON of another shape', '[1, 2]'],
    ['without a session', { cwd: '/', hook_event_name: 'Stop' }],
    ['whose folder is no text', { session_id: 'x', cwd: 7, hook_event_name: 'Stop' }],
  ];

  it.each(malformed)('lets the agent go on after an input %s, and logs it', async (_, input) => {
    const state = await existingState();
    const result = await runHook(input, { cwd: repository.path });
    expectLetThrough(result);
    expect(await loggedFailures(state)).toEqual([expect.objectContaining({ code: 'invalidInput' })]);
  });

  it('creates no state in a repository that has none', async () => {
    expectLetThrough(await runHook('{', { cwd: repository.path }));
    expectLetThrough(await runHook({ ...common(repository.path, 'PostToolUse'), tool_name: 'Bash' }));
    expect(existsSync(join(repository.path, '.git', 'parallel-cc'))).toBe(false);
  });

  it('lets the agent go on when no host runs', async () => {
    const state = await existingState();
    expectLetThrough(await runHook({ ...common(repository.path, 'PostToolUse'), tool_name: 'Bash' }));
    expect(await loggedFailures(state)).toEqual([
      expect.objectContaining({ hookEvent: 'PostToolUse', code: 'hostUnavailable' }),
    ]);
  });

  it('lets a write through when the host does not answer in time', async () => {
    await using host = await fakeHost(repository, 'silent');
    const result = await runHook(
      preToolUse(repository.path, 'Edit', { file_path: join(repository.path, 'a.ts') }),
    );
    expectLetThrough(result);
    expect(host.events).toHaveLength(1);
    expect(result.ms).toBeGreaterThanOrEqual(4000);
    expect(result.ms).toBeLessThan(8000);
  });

  it('waits much shorter for what decides nothing', async () => {
    await using host = await fakeHost(repository, 'silent');
    const result = await runHook({ ...common(repository.path, 'PostToolUse'), tool_name: 'Bash' });
    expectLetThrough(result);
    expect(host.events).toHaveLength(1);
    expect(result.ms).toBeLessThan(3500);
  });

  it('lets a write through when the host answers nonsense', async () => {
    await using host = await fakeHost(repository, { line: 'HTTP/1.1 400 Bad Request' });
    expectLetThrough(
      await runHook(preToolUse(repository.path, 'Edit', { file_path: join(repository.path, 'a.ts') })),
    );
    expect(await loggedFailures(host.stateDir)).toHaveLength(1);
  });

  it.each([
    ['the environment', { env: { PARALLEL_CC_STRICT: '1' } }],
    ['its arguments', { args: ['--strict'] }],
  ])('denies a write that it could not check, in strict mode by %s', async (_, options) => {
    await using host = await fakeHost(repository, 'silent');
    const input = preToolUse(repository.path, 'Edit', { file_path: join(repository.path, 'a.ts') });
    const result = await runHook(input, options);
    expect(host.events).toHaveLength(1);
    expect(JSON.parse(result.stdout)).toMatchObject({
      hookSpecificOutput: {
        permissionDecision: 'deny',
        permissionDecisionReason: expect.stringContaining('strict mode') as unknown,
      },
    });
  });

  it('lets what is no write go on in strict mode too', async () => {
    await using host = await fakeHost(repository, 'silent');
    const input = { ...common(repository.path, 'UserPromptSubmit'), prompt: 'Do it' };
    expectLetThrough(await runHook(input, { args: ['--strict'] }));
    expect(host.events).toHaveLength(1);
  });

  it('starts a new log when the old one is full, and keeps the old one', async () => {
    const state = await existingState();
    await mkdir(join(state, 'log'));
    await writeFile(join(state, 'log', 'hook-failures.jsonl'), 'x'.repeat(600_000));
    await runHook('{', { cwd: repository.path });
    expect(await loggedFailures(state)).toHaveLength(1);
    expect(await readFile(join(state, 'log', 'hook-failures.jsonl.1'), 'utf8')).toHaveLength(600_000);
  });
});

async function existingState(): Promise<string> {
  const state = join(repository.path, '.git', 'parallel-cc');
  await mkdir(state);
  return state;
}

async function loggedFailures(state: string): Promise<unknown[]> {
  const text = await readFile(join(state, 'log', 'hook-failures.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

function expectLetThrough({ code, stdout, stderr }: RunResult): void {
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/^parallel-cc let the agent go on, although its \w+ hook failed: .+\n$/);
}
