// Other agents' real programs, set up by "parallel-cc install" alone: what another session holds they cannot write, and they find our tools.
import { mkdtemp, readFile, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../src/core/session';
import type { SessionView } from '../../src/protocol/snapshot';
import { runCli } from '../cli/runCli';
import type { ModelRequest, Turn } from '../support/claude/modelApi';
import { startModelApi } from '../support/claude/modelApi';
import type { RunnableClient } from '../support/clients';
import { prepareClient, runClient } from '../support/clients';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';
import { callHost, registerSession, stopHost } from '../support/sessions';

const held = 'export const value = 1;\n';

/** How each client names the tools that its model calls. */
const tools = {
  'copilot-cli': {
    edit: (path: string) => ({ name: 'edit', input: { path, old_str: 'value = 1', new_str: 'value = 2' } }),
    shell: (command: string) => ({ name: 'bash', input: { command, description: 'Write it' } }),
  },
  opencode: {
    edit: (filePath: string) => ({ name: 'edit', input: { filePath, oldString: 'value = 1', newString: 'value = 2' } }),
    shell: (command: string) => ({ name: 'bash', input: { command, description: 'Write it' } }),
  },
} as const; // prettier-ignore

let repository: Repository;
let holder: Session;

beforeAll(async () => {
  repository = await makeRepository({ files: { 'held.ts': held, 'free.ts': 'export const free = 1;\n' } });
  holder = await registerSession(repository.path, 'holder', '--new');
  const claim = { session: holder.id, paths: ['held.ts'], cwd: repository.path, mode: 'exclusive', reason: 'To hold it', ttlMinutes: null } as const; // prettier-ignore
  await callHost(repository.path, 'acquireClaims', { ...claim, paths: [...claim.paths] });
});

afterAll(async () => {
  await stopHost(repository.path);
  await repository[Symbol.asyncDispose]();
});

describe.each(['copilot-cli', 'opencode'] as const)('the real %s', (client) => {
  it('is refused a file that another session holds, by edit and by shell, writes others, and calls a tool of ours', async () => {
    const home = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-client-')));
    const { edit, shell } = tools[client];
    let guard: SessionView['guard'] | undefined;
    const callOfOurs = async ({ body }: ModelRequest): Promise<Turn> => {
      const { sessions } = await callHost(repository.path, 'getSnapshot', { fresh: false });
      guard = sessions.find(({ agent, endedAt }) => agent === client && endedAt === null)?.guard;
      return toolOfOurs(body);
    };
    await using api = await startModelApi({
      agent: [
        { tools: [edit(join(repository.path, 'held.ts'))] },
        { tools: [shell('echo "changed by the shell" > held.ts')] },
        { tools: [shell(`echo "written by ${client}" > free.ts`)] },
        callOfOurs,
      ],
    });
    try {
      await prepareClient(client, home, api);
      const before = await filesIn(home);
      await install(home, client);
      const { code, stdout, stderr } = await runClient(client, { api, home, cwd: repository.path, prompt: 'Write them' }); // prettier-ignore
      expect(code, `${stdout}\n${stderr}`).toBe(0);
      const [first, afterEdit, afterShell, , afterTool] = api.requests('agent').map(({ news }) => news);
      expect(first).toContain('holder');
      for (const news of [afterEdit, afterShell])
        expect(news).toMatch(/held\.ts is held by session "holder".*To hold it/s);
      expect(afterTool).toMatch(/"totalSessions":\s*2|Sessions: 2|holder/);
      expect(await readFile(join(repository.path, 'held.ts'), 'utf8')).toBe(held);
      expect(await readFile(join(repository.path, 'free.ts'), 'utf8')).toBe(`written by ${client}\n`);
      expect(guard).toBe('guarded');
      await install(home, client, '--uninstall');
      for (const [file, text] of Object.entries(before)) expect(await readFile(file, 'utf8')).toBe(text);
    } finally {
      await rm(home, { recursive: true, force: true, maxRetries: 10 });
    }
  }, 120_000);
});

function toolOfOurs(body: ModelRequest['body']): Turn {
  const tool = body.tools?.find(({ name }) => name.endsWith('get_parallel_status'));
  if (tool === undefined)
    throw new Error(`No tool of ours among ${body.tools?.map(({ name }) => name).join()}`);
  return { tools: [{ name: tool.name, input: {} }] };
}

async function install(home: string, client: RunnableClient, ...more: readonly string[]): Promise<void> {
  const env = { HOME: home, COPILOT_HOME: '', XDG_CONFIG_HOME: '' };
  const { code, stderr } = await runCli(['install', '--client', client, '--all', ...more], { cwd: repository.path, env }); // prettier-ignore
  expect(code, stderr).toBe(0);
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const))); // prettier-ignore
}
