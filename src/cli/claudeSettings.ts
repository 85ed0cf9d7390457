import { resolve } from 'node:path';
import { invalidInput } from '../core/errors';
import { readText } from './files';
import type { HookSettings } from './hookSettings';

/** What `claude --settings` is to be given. */
export interface ClaudeSettings {
  /** The arguments without the user's own `--settings`. */
  readonly args: readonly string[];
  /** The JSON text of the settings. */
  readonly text: string;
  /** Whether the user's own settings are in it. */
  readonly personal: boolean;
}

/**
 * Joins our hooks with the settings that the user's arguments name, since Claude Code takes `--settings` once.
 * @param cwd the folder that a relative file name counts from.
 */
export async function joinSettings(
  args: readonly string[],
  hooks: HookSettings,
  cwd: string,
): Promise<ClaudeSettings> {
  const found = findSettings(args);
  if (found === null) return { args, text: format({ hooks }), personal: false };
  const settings = await readSettings(found.value, cwd);
  return {
    args: found.rest,
    text: format({ ...settings, hooks: joinHooks(settings['hooks'], hooks) }),
    personal: true,
  };
}

function findSettings(
  args: readonly string[],
): { readonly value: string; readonly rest: readonly string[] } | null {
  const index = args.findIndex((arg) => arg === '--settings' || arg.startsWith('--settings='));
  const arg = args[index];
  if (arg === undefined) return null;
  const joined = arg.startsWith('--settings=');
  const value = joined ? arg.slice('--settings='.length) : args[index + 1];
  if (value === undefined) throw invalidInput('--settings', 'it names neither a file nor a JSON text');
  return { value, rest: args.toSpliced(index, joined ? 1 : 2) };
}

async function readSettings(value: string, cwd: string): Promise<Record<string, unknown>> {
  const inline = value.trimStart().startsWith('{');
  const text = inline ? value : await readText(resolve(cwd, value));
  if (text === null) throw invalidInput(`--settings "${value}"`, 'there is no such file');
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw invalidInput(`--settings "${inline ? 'JSON' : value}"`, 'it does not hold a JSON object');
}

function joinHooks(theirs: unknown, ours: HookSettings): Record<string, unknown> {
  const joined: Record<string, unknown> = isObject(theirs) ? { ...theirs } : {};
  for (const [event, groups] of Object.entries(ours)) {
    const present = joined[event];
    joined[event] = [...(Array.isArray(present) ? (present as unknown[]) : []), ...groups];
  }
  return joined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function format(settings: Record<string, unknown>): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}
