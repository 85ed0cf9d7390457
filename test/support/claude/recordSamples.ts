// Records what Claude Code sends to hooks: `tsx test/support/claude/recordSamples.ts` rewrites the files in `samples`,
// but for Notification.json, which was taken in a terminal: without one there is nobody to notify.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Repository } from '../git';
import { makeRepository } from '../git';
import type { Scenario, Turn } from './modelApi';
import { startModelApi } from './modelApi';
import { runClaude } from './runClaude';

/** A hook's input: one JSON object. */
type Payload = Readonly<Record<string, unknown>> & { readonly hook_event_name: string };

const samplesFolder = fileURLToPath(new URL('samples/', import.meta.url));

const toolEvents = ['PreToolUse', 'PostToolUse', 'PostToolUseFailure', 'PermissionRequest'];
const agentEvents = [
  'SessionStart',
  'UserPromptSubmit',
  'SubagentStart',
  'SubagentStop',
  'Stop',
  'SessionEnd',
];

async function main(): Promise<void> {
  await using repository = await makeRepository({ files: { 'src/app.ts': 'export const count = 1;\n' } });
  const record = join(repository.folder, 'payloads.jsonl');
  const settings = await writeHookSettings(repository, record);
  const home = join(repository.folder, 'home');
  await using api = await startModelApi(scenarioIn(repository.path));
  for (const [agent, mode] of [['writer', 'bypassPermissions'] as const, ['asker', 'default'] as const]) {
    const args = ['--settings', settings, '--permission-mode', mode];
    await runClaude({ api, agent, cwd: repository.path, prompt: 'Count to two.', args, home });
  }
  const neutral = neutralise(await readFile(record, 'utf8'), repository.path, home);
  await mkdir(samplesFolder, { recursive: true });
  // The first of each kind: the later ones come from the second agent, or from the command that fails.
  for (const payload of parseLines(neutral).reverse()) {
    await writeFile(join(samplesFolder, `${nameOf(payload)}.json`), `${JSON.stringify(payload, null, 2)}\n`);
  }
}

function parseLines(lines: string): Payload[] {
  const filled = lines.trim().split('\n');
  return filled.map((line) => JSON.parse(line) as Payload);
}

async function writeHookSettings(repository: Repository, record: string): Promise<string> {
  const command = `cat >> '${record}'`;
  const hooks: readonly [string, unknown][] = [...toolEvents, ...agentEvents].map((event) => [
    event,
    [{ hooks: [{ type: 'command', command }] }],
  ]);
  const file = join(repository.folder, 'settings.json');
  await writeFile(file, JSON.stringify({ hooks: Object.fromEntries(hooks) }));
  return file;
}

function scenarioIn(repository: string): Scenario {
  const at = (name: string): string => join(repository, 'src', name);
  const check = { description: 'Check it', prompt: 'Check it.', subagent_type: 'general-purpose' };
  return {
    writer: [
      call('Write', { file_path: at('new.ts'), content: 'export {};\n' }),
      call('Read', { file_path: at('app.ts') }),
      call('Edit', { file_path: at('app.ts'), old_string: 'count = 1', new_string: 'count = 2' }),
      call('Bash', { command: 'echo two > counted.txt', description: 'Write the count' }),
      call('Bash', { command: 'exit 3', description: 'Fail' }),
      call('Agent', { ...check, run_in_background: false }),
    ],
    [check.prompt]: [{ text: 'The count is two.' }],
    asker: [call('Write', { file_path: at('asked.ts'), content: '' })],
  };
}

function call(name: string, input: object): Turn {
  return { tools: [{ name, input }] };
}

function nameOf(payload: Payload): string {
  const tool = payload['tool_name'];
  return typeof tool === 'string' ? `${payload.hook_event_name}.${tool}` : payload.hook_event_name;
}

/** Replaces what differs from run to run or tells of this machine. */
function neutralise(payloads: string, repository: string, home: string): string {
  const slug = (path: string): string => path.replaceAll(/[^a-zA-Z0-9]/g, '-');
  return payloads
    .replaceAll(home, '/home/ada')
    .replaceAll(repository, '/home/ada/repository')
    .replaceAll(slug(repository), slug('/home/ada/repository'))
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '0a1b2c3d-0000-4000-8000-000000000001')
    .replaceAll(/"(agent_id|agentId)":"[^"]+"/g, '"$1":"a0000000000000001"')
    .replaceAll(/agent-[0-9a-f]{17}/g, 'agent-a0000000000000001')
    .replaceAll(/"(duration_ms|totalDurationMs)":\d+/g, '"$1":5');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
