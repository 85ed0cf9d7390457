import { join } from 'node:path';
import { builtPrograms } from '../support/build';
import type { RunResult } from '../support/processes';
import { run } from '../support/processes';

/** How to run the hook program beside its input. */
export interface HookRun {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
}

/** Runs the built hook program with an input: a text as it is, anything else as JSON. */
export async function runHook(
  input: unknown,
  { cwd, env = {}, args = [] }: HookRun = {},
): Promise<RunResult> {
  const program = join(await builtPrograms(), 'hook.js');
  const inherited = { ...process.env, PARALLEL_CC_SESSION_ID: '', PARALLEL_CC_STRICT: '' };
  return run(process.execPath, [program, ...args], {
    input: typeof input === 'string' ? input : JSON.stringify(input),
    env: { ...inherited, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
}

/** What Claude Code sends before a tool runs. */
export function preToolUse(cwd: string, tool: string, toolInput: unknown): Record<string, unknown> {
  return { ...common(cwd, 'PreToolUse'), tool_name: tool, tool_input: toolInput, tool_use_id: 'toolu_1' };
}

/** The fields that all of Claude Code's hook inputs have. */
export function common(cwd: string, event: string): Record<string, unknown> {
  return { session_id: 'agent-1', transcript_path: '/nowhere.jsonl', cwd, hook_event_name: event };
}
