import { join } from 'node:path';
import type { HookProgram } from '../core/hookCommand';
import { hookCommand } from '../core/hookCommand';

/** One entry of a Claude Code settings file under `hooks.<event>`. */
export interface HookGroup {
  readonly matcher?: string;
  readonly hooks: readonly { readonly type: 'command'; readonly command: string; readonly timeout: number }[];
}

/** The `hooks` part of a Claude Code settings file. */
export type HookSettings = Readonly<Record<string, readonly HookGroup[]>>;

const checkedTools = 'Edit|Write|MultiEdit|NotebookEdit|Bash|PowerShell';

/** The hook events that we listen to, with the tools that they are about, and their limits in seconds. */
const events: readonly { readonly name: string; readonly matcher?: string; readonly timeout: number }[] = [
  { name: 'SessionStart', timeout: 10 },
  { name: 'UserPromptSubmit', timeout: 5 },
  { name: 'PreToolUse', matcher: checkedTools, timeout: 10 },
  { name: 'PostToolUse', timeout: 5 },
  { name: 'PostToolUseFailure', timeout: 5 },
  { name: 'Notification', timeout: 5 },
  { name: 'Stop', timeout: 5 },
  { name: 'SessionEnd', timeout: 5 },
];

/** The hook program beside this one. */
export function ownHookProgram(): HookProgram {
  return {
    node: process.execPath,
    electron: process.versions['electron'] !== undefined,
    platform: process.platform,
    script: join(__dirname, 'hook.js'),
  };
}

/** Builds the hooks that report to the coordinator. */
export function hookSettings(program: HookProgram, args: readonly string[]): HookSettings {
  const command = hookCommand(program, args);
  return Object.fromEntries(
    events.map(({ name, matcher, timeout }) => [
      name,
      [{ ...(matcher === undefined ? {} : { matcher }), hooks: [{ type: 'command', command, timeout }] }],
    ]),
  );
}
