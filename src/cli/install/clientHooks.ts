import type { HookProgram } from '../../core/hookCommand';
import { hookCommand, powershellHookCommand } from '../../core/hookCommand';
import type { AgentClient } from '../../ipc/agentClients';
import { hookSettings } from '../hookSettings';
import type { HookLists } from './hooks';

/** The clients that have their hooks in a settings file. */
export type HookedClient = Exclude<AgentClient, 'opencode'>;

/** The hooks of a client that report to the coordinator, as its settings have them. */
export function clientHooks(client: HookedClient, program: HookProgram, args: readonly string[]): HookLists {
  switch (client) {
    case 'claude':
      return hookSettings(program, args);
    case 'copilot-cli':
      return copilotHooks(program, args);
    case 'codex':
      return grouped(codexEvents, { command: codexCommand(program, args), perSecond: 1 });
    case 'gemini':
      return grouped(geminiEvents, { command: shellCommand(program, args), perSecond: 1000 });
  }
}

/** An event with the tools that it is about, and how long it may take, in seconds. */
interface HookEvent {
  readonly name: string;
  readonly matcher?: string;
  readonly seconds: number;
}

const copilotEvents: readonly HookEvent[] = [
  { name: 'SessionStart', seconds: 10 },
  { name: 'UserPromptSubmit', seconds: 5 },
  { name: 'PreToolUse', seconds: 10 },
  { name: 'PostToolUse', seconds: 5 },
  { name: 'Stop', seconds: 5 },
  { name: 'SessionEnd', seconds: 5 },
];

const codexEvents: readonly HookEvent[] = copilotEvents.map((event) =>
  event.name === 'PreToolUse' ? { ...event, matcher: 'apply_patch|Edit|Write|Bash' } : event,
);

const geminiEvents: readonly HookEvent[] = [
  { name: 'SessionStart', seconds: 10 },
  { name: 'BeforeAgent', seconds: 5 },
  { name: 'BeforeTool', matcher: 'write_file|replace|run_shell_command', seconds: 10 },
  { name: 'AfterTool', seconds: 5 },
  { name: 'Notification', seconds: 5 },
  { name: 'AfterAgent', seconds: 5 },
  { name: 'SessionEnd', seconds: 5 },
];

// With these names for its events the Copilot CLI says which one it is, and VS Code, which reads the same files, knows them.
function copilotHooks(program: HookProgram, args: readonly string[]): HookLists {
  const commands = { bash: hookCommand(program, args), powershell: powershellHookCommand(program, args) };
  return Object.fromEntries(copilotEvents.map(({ name, seconds }) => [name, [{ type: 'command', ...commands, timeoutSec: seconds }]])); // prettier-ignore
}

function grouped(
  events: readonly HookEvent[],
  { command, perSecond }: { readonly command: string; readonly perSecond: number },
): HookLists {
  const entry = (seconds: number): object => ({ type: 'command', command, timeout: seconds * perSecond });
  return Object.fromEntries(events.map(({ name, seconds, ...about }) => [name, [{ ...about, hooks: [entry(seconds)] }]])); // prettier-ignore
}

function shellCommand(program: HookProgram, args: readonly string[]): string {
  return program.platform === 'win32' ? powershellHookCommand(program, args) : hookCommand(program, args);
}

// On Windows it runs hooks through cmd.exe, which knows no single quotes.
function codexCommand(program: HookProgram, args: readonly string[]): string {
  if (program.platform !== 'win32') return hookCommand(program, args);
  const command = [`"${program.node}"`, `"${program.script}"`, ...args].join(' ');
  return program.electron ? `set "ELECTRON_RUN_AS_NODE=1" && ${command}` : command;
}
