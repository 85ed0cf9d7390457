import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../src/core/session';
import { runCli } from '../cli/runCli';
import { git } from '../support/git';
import { eventually } from '../support/processes';
import { callHost } from '../support/sessions';
import { eras, startAgent } from './agent';
import { Workplace } from './workplace';

const ofTheSeed = [
  'get_parallel_status', 'get_my_session', 'notify_when_merged', 'check_merge_status', 'check_conflicts', 'rebase_assist',
  'get_merge_events', 'claim_file', 'release_file', 'list_file_claims', 'detect_advanced_conflicts', 'get_auto_fix_suggestions',
  'apply_auto_fix', 'conflict_history', 'cancel_merge_notification', 'escalate_claim',
]; // prettier-ignore
const added = ['wait_for_claim', 'next_number', 'send_message', 'read_messages', 'session_digest', 'restore'];

let place: Workplace;

beforeEach(async () => {
  place = await Workplace.make();
});

afterEach(() => place.dispose());

async function commitIn(session: Session, file: string, text: string): Promise<void> {
  await writeFile(join(session.worktreePath, file), text);
  await git(session.worktreePath, 'commit', '--quiet', '--all', '--message', `Write ${file}`);
}

describe.each(eras)('the MCP server to a client of the %s protocol', (era) => {
  it('lists all tools of the seed and the added ones, described, before any coordinator runs', async () => {
    await using agent = await startAgent({ cwd: place.repository.path, era, command: ['mcp-serve'] });
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([...ofTheSeed, ...added].sort());
    for (const tool of tools) {
      expect(tool.title).toMatch(/\w/);
      expect(tool.description).toMatch(/\.$/);
      expect(tool).toMatchObject({ inputSchema: { type: 'object' }, outputSchema: { type: 'object' } });
      const { annotations } = tool;
      for (const hint of ['readOnlyHint', 'destructiveHint', 'idempotentHint'] as const)
        expect(annotations?.[hint]).toBeTypeOf('boolean');
      expect(annotations?.openWorldHint).toBe(false);
    }
    expect(agent.client.getInstructions()?.split('\n')).toHaveLength(11);
  });

  it('knows its session by the environment and by the worktree that it stands in', async () => {
    await place.registerTwo();
    await using byEnvironment = await startAgent({
      cwd: place.repository.path,
      era,
      session: place.second.id,
    });
    await using byWorktree = await startAgent({ cwd: place.repository.path, era });
    const ofSecond = await byEnvironment.call('get_my_session');
    expect(ofSecond.structuredContent).toMatchObject({
      sessionId: place.second.id,
      parallelSessions: 1,
      isMainRepo: false,
    });
    const ofFirst = await byWorktree.call('get_parallel_status', { repo_path: place.repository.path });
    expect(ofFirst.structuredContent).toMatchObject({
      totalSessions: 2,
      sessions: [
        { sessionId: place.first.id, isMe: true, isMainRepo: true },
        { sessionId: place.second.id, isMe: false, isMainRepo: false },
      ],
    });
  });

  it('tells what would conflict before anyone commits, in how much detail is asked for', async () => {
    await place.registerTwo();
    await place.repository.write({ 'src/pay.ts': 'mine\n' });
    await using other = await startAgent({ cwd: place.second.worktreePath, era });
    expect((await other.call('check_conflicts')).structuredContent).toMatchObject({ hasConflicts: false });
    await writeFile(join(place.second.worktreePath, 'src/pay.ts'), 'theirs\n');
    const found = await other.call('check_conflicts');
    expect(found.structuredContent).toMatchObject({
      hasConflicts: true,
      complete: true,
      conflictingFiles: ['src/pay.ts'],
      conflicts: [{ filePath: 'src/pay.ts', regions: [{ first: { start: 1, end: 1 } }] }],
    });
    expect(found.text).toContain('first');
    const detailed = await other.call('detect_advanced_conflicts', {});
    expect(detailed.structuredContent).toMatchObject({
      conflicts: [{ conflictType: 'CONCURRENT_EDIT', nature: 'concurrent-edit', severity: 'MEDIUM' }],
      summary: { totalConflicts: 1, byType: { CONCURRENT_EDIT: 1 }, autoFixableCount: 0 },
    });
    const suggestions = await other.call('get_auto_fix_suggestions', { filePath: 'src/pay.ts' });
    expect(suggestions.structuredContent).toMatchObject({
      suggestions: [],
      conflicts: [{ filePath: 'src/pay.ts' }],
    });
    const refused = await other.call('apply_auto_fix', { suggestionId: 'none' });
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('by hand') as unknown });
    expect((await other.call('conflict_history')).structuredContent).toMatchObject({ history: [], pagination: { total: 0 } }); // prettier-ignore
  });

  it('previews the merge of any two branches or sessions', async () => {
    await place.registerTwo();
    await commitIn(place.second, 'src/pay.ts', 'theirs\n');
    await place.repository.git('branch', 'other', 'main');
    const elsewhere = join(place.repository.folder, 'elsewhere');
    await place.repository.git('worktree', 'add', '--quiet', elsewhere, 'other');
    await writeFile(join(elsewhere, 'src/pay.ts'), 'others\n');
    await using agent = await startAgent({ cwd: place.repository.path, era });
    const sides = { currentBranch: place.second.branch, targetBranch: 'other' };
    expect((await agent.call('check_conflicts', sides)).structuredContent).toMatchObject({
      conflictingFiles: ['src/pay.ts'],
    });
    const clean = await agent.call('check_conflicts', { ...sides, targetBranch: 'main' });
    expect(clean.structuredContent).toMatchObject({ hasConflicts: false, complete: true });
    expect(await agent.call('check_conflicts', { targetBranch: 'nowhere' })).toMatchObject({ isError: true });
  });

  it('rebases where nothing conflicts, and changes nothing otherwise', async () => {
    await place.registerTwo();
    await commitIn(place.second, 'src/pay.ts', 'theirs\n');
    await place.repository.commit('Ship', { 'src/ship.ts': 'shipped\n' });
    await using agent = await startAgent({ cwd: place.second.worktreePath, era });
    const before = await git(place.second.worktreePath, 'rev-parse', 'HEAD');
    expect((await agent.call('rebase_assist', { checkOnly: true })).structuredContent).toMatchObject({ outcome: 'wouldRebase', after: before }); // prettier-ignore
    await writeFile(join(place.second.worktreePath, 'src/pay.ts'), 'uncommitted\n');
    expect(await agent.call('rebase_assist')).toMatchObject({ isError: true, text: expect.stringContaining('src/pay.ts') as unknown }); // prettier-ignore
    await git(place.second.worktreePath, 'checkout', '--quiet', 'src/pay.ts');
    expect((await agent.call('rebase_assist')).structuredContent).toMatchObject({
      success: true,
      outcome: 'rebased',
    });
    expect(await readFile(join(place.second.worktreePath, 'src/ship.ts'), 'utf8')).toBe('shipped\n');
    await place.repository.commit('Pay', { 'src/pay.ts': 'ours\n' });
    const rebased = await git(place.second.worktreePath, 'rev-parse', 'HEAD');
    expect((await agent.call('rebase_assist')).structuredContent).toMatchObject({ success: false, conflictingFiles: ['src/pay.ts'] }); // prettier-ignore
    expect(await git(place.second.worktreePath, 'rev-parse', 'HEAD')).toBe(rebased);
    expect(await git(place.second.worktreePath, 'status', '--porcelain')).toBe('');
  });

  it('tells of merges, and does not when it was told not to', async () => {
    await place.registerTwo();
    await commitIn(place.second, 'src/pay.ts', 'theirs\n');
    const branch = place.second.branch ?? '';
    await using agent = await startAgent({ cwd: place.repository.path, era });
    expect((await agent.call('check_merge_status', { branch })).structuredContent).toMatchObject({
      isMerged: false,
    });
    expect((await agent.call('notify_when_merged', { branch, targetBranch: 'main' })).structuredContent).toMatchObject({ subscribed: true, targetBranch: 'main' }); // prettier-ignore
    const told = await agent.follow(['parallel-cc://merges'], era);
    await place.repository.git('merge', '--squash', branch);
    await place.repository.git('commit', '--quiet', '--message', 'All of it');
    const messages = await eventually(
      async () => {
        const { text } = await agent.call('read_messages');
        return text.includes(branch) && text;
      },
      { timeoutMs: 15_000 },
    );
    expect(messages).toContain('was squashed into main');
    await eventually(() => told.includes('parallel-cc://merges'));
    expect((await agent.call('get_merge_events')).structuredContent).toMatchObject({ total: 1, events: [{ branchName: branch, how: 'squashed' }] }); // prettier-ignore
    expect((await agent.call('check_merge_status', { branch })).structuredContent).toMatchObject({ isMerged: true, mergeEvent: { branchName: branch } }); // prettier-ignore
    expect((await agent.call('notify_when_merged', { branch })).structuredContent).toMatchObject({
      subscribed: false,
    });
    expect((await agent.call('cancel_merge_notification', { branch })).structuredContent).toMatchObject({ cancelled: false }); // prettier-ignore
  });

  it('sends messages under its own name, and reads its own once', async () => {
    await place.registerTwo();
    await using one = await startAgent({ cwd: place.repository.path, era });
    await using other = await startAgent({ cwd: place.second.worktreePath, era });
    const sent = await one.call('send_message', { to: 'second', text: 'Please leave pay.ts' });
    expect(sent.structuredContent).toEqual({ recipients: ['second'] });
    expect((await other.call('read_messages')).structuredContent).toEqual({
      messages: ['parallel-cc: message from session "first": Please leave pay.ts'],
      more: false,
    });
    expect((await other.call('read_messages')).structuredContent).toEqual({ messages: [], more: false });
    const failed = await one.call('send_message', { to: 'nobody', text: 'Hello' });
    expect(failed).toMatchObject({ isError: true, text: expect.stringContaining('"nobody"') as unknown });
  });

  it('tells what a session has done and brings a turn of one back, with consent', async () => {
    await place.registerTwo();
    const file = join(place.second.worktreePath, 'src/pay.ts');
    await writeFile(file, 'good\n');
    await callHost(place.repository.path, 'takeSnapshot', { session: place.second.id });
    await writeFile(file, 'bad\n');
    await using agent = await startAgent({ cwd: place.second.worktreePath, era });
    const digest = await agent.call('session_digest');
    expect(digest.structuredContent).toMatchObject({ name: 'second', changedFiles: ['src/pay.ts'] });
    const turns = digest.structuredContent?.['turns'] as { label: string }[];
    const turn = turns.at(-1)?.label ?? '';
    expect((await agent.call('restore', { turn, dryRun: true })).structuredContent).toMatchObject({ restored: false, changes: [{ path: 'src/pay.ts' }] }); // prettier-ignore
    expect(await agent.call('restore', { turn })).toMatchObject({ isError: true, text: expect.stringContaining('confirm: true') as unknown }); // prettier-ignore
    expect(await readFile(file, 'utf8')).toBe('bad\n');
    const restored = await agent.call('restore', { turn, confirm: true });
    expect(restored.structuredContent).toMatchObject({ restored: true });
    expect(await readFile(file, 'utf8')).toBe('good\n');
    await agent.call('restore', { turn: restored.structuredContent?.['before'], confirm: true });
    expect(await readFile(file, 'utf8')).toBe('bad\n');
  });

  it.each(['accept', 'decline'] as const)(
    'asks the user where the client can, who may %s',
    async (action) => {
      await place.registerTwo();
      await using holder = await startAgent({ cwd: place.repository.path, era });
      await holder.call('claim_file', { filePath: 'src/pay.ts' });
      await using agent = await startAgent({
        cwd: place.second.worktreePath,
        era,
        capabilities: { elicitation: {} },
      });
      const questions: string[] = [];
      agent.client.setRequestHandler('elicitation/create', ({ params }) => {
        questions.push(params.message);
        return action === 'accept' ? { action, content: { confirm: true } } : { action };
      });
      const result = await agent.call('release_file', { filePath: 'src/pay.ts', force: true });
      expect(questions).toEqual([expect.stringContaining('src/pay.ts')]);
      expect(result.isError).toBe(action === 'accept' ? undefined : true);
      const { totalClaims } = (await holder.call('list_file_claims')).structuredContent ?? {};
      expect(totalClaims).toBe(action === 'accept' ? 0 : 1);
    },
  );

  it('says what to do when the agent has no session, and that it serves one repository', async () => {
    await using agent = await startAgent({ cwd: place.repository.path, era });
    const result = await agent.call('get_my_session');
    expect(result).toMatchObject({
      isError: true,
      text: expect.stringContaining('parallel-cc claude') as unknown,
    });
    const elsewhere = await agent.call('get_parallel_status', { repo_path: place.repository.folder });
    expect(elsewhere).toMatchObject({ isError: true, text: expect.stringContaining('repo_path') as unknown });
  });
});

describe('the MCP server', () => {
  it('knows the session of the process that started it, wherever it stands', async () => {
    await place.registerTwo();
    const params = { session: place.second.id, pid: process.pid };
    await callHost(place.repository.path, 'setProcess', params);
    await using agent = await startAgent({ cwd: place.repository.path });
    expect((await agent.call('get_my_session')).structuredContent).toMatchObject({
      sessionId: place.second.id,
    });
    const claimed = await agent.call('claim_file', { filePath: 'src/pay.ts' });
    expect(claimed.structuredContent).toMatchObject({ claim: { holder: 'second', filePath: 'src/pay.ts' } });
  });

  it('answers what was asked before its input ended', async () => {
    const { stdout, code } = await runCli(['mcp', 'serve'], {
      cwd: place.repository.path,
      input: [
        { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '0' } } },
        { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'get_parallel_status', arguments: {} } },
      ].map((message) => `${JSON.stringify(message)}\n`).join(''),
    }); // prettier-ignore
    expect(code).toBe(0);
    expect(stdout).toContain('No agent is at work.');
  });

  it('ends when its client is gone', async () => {
    await using agent = await startAgent({ cwd: place.repository.path });
    const transport = agent.client.transport as unknown as { readonly pid: number };
    await agent.call('get_parallel_status');
    await agent.client.close();
    await eventually(() => !isRunning(transport.pid));
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
