import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { languageModelToolNames } from '../../../src/extension/agentMode/languageModelTools';
import { mcpServerCommand } from '../../../src/extension/agentMode/mcpServer';
import { cli, extension, git, register, workspacePath } from './products';

suite('agents of the editor', () => {
  const sessions: { id: string; worktreePath: string }[] = [];

  suiteSetup(async () => {
    sessions.push(await register('chat', '--here'), await register('docs', '--new'));
    for (const { worktreePath } of sessions)
      await writeFile(join(worktreePath, 'src/limits.ts'), `${worktreePath}\n`);
    await cli('claim', 'port:4242', '--session', sessions[1]!.id, '--reason', 'a server of its own');
  });

  suiteTeardown(async () => {
    await git(workspacePath(), 'checkout', '--', 'src/limits.ts');
    for (const { id } of sessions)
      await cli('release', id, '--remove').catch(() => cli('release', id, '--keep'));
  });

  test('the chat of the editor may ask who is at work, what would conflict and what is claimed', async () => {
    const { sessions: who, conflicts, claims } = languageModelToolNames;
    const offered = vscode.lm.tools.map(({ name }) => name);
    for (const name of [who, conflicts, claims])
      assert.ok(offered.includes(name), `${name} in ${offered.join()}`);
    assert.match(await ask(who), /^chat \(.+in .+ on main[^]*\ndocs \(.+has claimed port:4242/m);
    assert.match(await ask(conflicts), /src\/limits\.ts[^]*chat lines 1.*, docs lines 1/);
    assert.equal(await ask(conflicts, { path: 'src/other.ts' }), 'Nothing would conflict in src/other.ts.');
    assert.match(await ask(claims), /port:4242 \(exclusive\) is held by docs: a server of its own/);
  });

  test('the MCP server that the editor is offered answers for the worktree of the window', async () => {
    const { command, args, env, cwd } = mcpServerCommand(
      join(extension().extensionPath, 'dist'),
      workspacePath(),
    );
    const server = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: server.stdout });
    const say = (message: object): boolean =>
      server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    const client = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'editor', version: '1' },
    };
    say({ id: 1, method: 'initialize', params: client });
    assert.match(String(await once(lines, 'line')), /"serverInfo":\{[^}]*"parallel-cc"/);
    say({ method: 'notifications/initialized' });
    say({ id: 2, method: 'tools/call', params: { name: 'get_my_session', arguments: {} } });
    assert.match(String(await once(lines, 'line')), new RegExp(`"sessionId":"${sessions[0]!.id}"`));
    server.stdin.end();
    await once(server, 'exit');
  });
});

async function ask(name: string, input: object = {}): Promise<string> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}
