import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegisterResult } from '../../src/protocol/methods';
import { runCli, runJson } from '../cli/runCli';
import { builtPrograms } from '../support/build';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';

interface ToolResult {
  readonly isError?: boolean;
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly content: readonly { readonly text: string }[];
}

interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly inputSchema: unknown;
  readonly outputSchema: unknown;
  readonly annotations: unknown;
}

/** An agent's end of a server that runs as a process. */
class Agent implements AsyncDisposable {
  private nextId = 1;
  private readonly waiting = new Map<number, (result: unknown) => void>();

  private constructor(private readonly child: ChildProcess) {
    if (child.stdout === null) throw new Error('The server has no output.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as { id?: number; result?: unknown; error?: unknown };
      if (message.id !== undefined) this.waiting.get(message.id)?.(message.result ?? message.error);
    });
  }

  static async start(cwd: string, sessionId: string, command = ['mcp', 'serve']): Promise<Agent> {
    const program = join(await builtPrograms(), 'cli.js');
    const env = { ...process.env, PARALLEL_CC_SESSION_ID: sessionId };
    const agent = new Agent(
      spawn(process.execPath, [program, ...command], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const clientInfo = { name: 'test', version: '0' };
    await agent.ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    agent.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return agent;
  }

  ask<T>(method: string, params: unknown): Promise<T> {
    const id = this.nextId++;
    this.send({ jsonrpc: '2.0', id, method, params });
    return new Promise((resolve) => this.waiting.set(id, resolve as (result: unknown) => void));
  }

  call(name: string, args: unknown = {}): Promise<ToolResult> {
    return this.ask('tools/call', { name, arguments: args });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.stdin?.end();
    const [code] = (await once(this.child, 'exit')) as [number | null];
    expect(code).toBe(0);
  }

  private send(message: unknown): void {
    this.child.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}

let repository: Repository;

beforeEach(async () => {
  repository = await makeRepository({ files: { 'src/pay.ts': 'one\n' } });
});

afterEach(async () => {
  await runCli(['serve', '--stop'], { cwd: repository.path });
  await repository.dispose();
});

async function register(...args: string[]): Promise<RegisterResult['session']> {
  const { json } = await runJson<RegisterResult>(['register', ...args], { cwd: repository.path });
  return json.session;
}

describe('the MCP server', () => {
  it('lists its tools with titles, schemas and annotations, before any coordinator runs', async () => {
    await using agent = await Agent.start(repository.path, '', ['mcp-serve']);
    const { tools } = await agent.ask<{ tools: readonly ListedTool[] }>('tools/list', {});
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'check_conflicts',
      'claim_file',
      'get_my_session',
      'get_parallel_status',
      'list_file_claims',
      'release_file',
      'send_message',
    ]);
    for (const tool of tools) {
      expect(tool.title).toMatch(/\w/);
      expect(tool).toMatchObject({ inputSchema: { type: 'object' }, outputSchema: { type: 'object' } });
      expect(tool.annotations).toMatchObject({ openWorldHint: false });
    }
  });

  it('knows its session by the environment and by the worktree that it stands in', async () => {
    const first = await register('--name', 'first');
    const second = await register('--name', 'second', '--new');
    await using byEnvironment = await Agent.start(repository.path, second.id);
    await using byWorktree = await Agent.start(repository.path, '');
    const ofSecond = await byEnvironment.call('get_my_session');
    expect(ofSecond.structuredContent).toMatchObject({ sessionId: second.id, parallelSessions: 1 });
    const ofFirst = await byWorktree.call('get_parallel_status');
    expect(ofFirst.structuredContent).toMatchObject({
      totalSessions: 2,
      sessions: [
        { sessionId: first.id, isMe: true },
        { sessionId: second.id, isMe: false },
      ],
    });
  });

  it('claims, denies with the holder, lists and releases', async () => {
    const first = await register('--name', 'first');
    const second = await register('--name', 'second', '--new');
    await using one = await Agent.start(repository.path, first.id);
    await using other = await Agent.start(second.worktreePath, second.id);
    const granted = await one.call('claim_file', { filePath: 'src/pay.ts', reason: 'Rewriting it' });
    expect(granted.structuredContent).toMatchObject({
      success: true,
      claim: { holder: 'first', mode: 'exclusive' },
    });
    const denied = await other.call('claim_file', { filePath: './src/pay.ts' });
    expect(denied.isError).toBeUndefined();
    expect(denied.structuredContent).toMatchObject({
      success: false,
      conflictingClaims: [{ holder: 'first', reason: 'Rewriting it' }],
    });
    expect((await other.call('release_file', { claim: 'src/pay.ts' })).isError).toBe(true);
    expect((await other.call('list_file_claims')).structuredContent).toMatchObject({ totalClaims: 1 });
    expect((await one.call('release_file', { claim: 'src/pay.ts' })).structuredContent).toMatchObject({
      success: true,
    });
    expect((await other.call('claim_file', { filePath: 'src/pay.ts' })).structuredContent).toMatchObject({
      success: true,
    });
  });

  it('tells what would conflict before anyone commits', async () => {
    const first = await register('--name', 'first');
    const second = await register('--name', 'second', '--new');
    await repository.write({ 'src/pay.ts': 'mine\n' });
    await using other = await Agent.start(second.worktreePath, second.id);
    expect((await other.call('check_conflicts')).structuredContent).toMatchObject({ hasConflicts: false });
    await writeFile(join(second.worktreePath, 'src/pay.ts'), 'theirs\n');
    const found = await other.call('check_conflicts');
    expect(found.structuredContent).toMatchObject({
      hasConflicts: true,
      conflicts: [{ filePath: 'src/pay.ts', regions: [{ first: { start: 1, end: 1 } }] }],
    });
    expect(JSON.stringify(found.structuredContent)).toContain(first.name);
  });

  it('sends messages under its own name', async () => {
    const first = await register('--name', 'first');
    await register('--name', 'second', '--new');
    await using agent = await Agent.start(repository.path, first.id);
    const sent = await agent.call('send_message', { to: 'second', text: 'Please leave pay.ts' });
    expect(sent.structuredContent).toEqual({ recipients: ['second'] });
    const failed = await agent.call('send_message', { to: 'nobody', text: 'Hello' });
    expect(failed).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('"nobody"') as unknown }],
    });
  });

  it('says what to do when the agent has no session', async () => {
    await using agent = await Agent.start(repository.path, '');
    const result = await agent.call('get_my_session');
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('parallel-cc claude') as unknown }],
    });
  });
});
