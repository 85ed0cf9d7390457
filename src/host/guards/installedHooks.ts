import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { installedMarker } from '../../ipc/installedMarker';

const settingsSchema = z.object({
  hooks: z.object({
    PreToolUse: z.array(z.object({ hooks: z.array(z.object({ command: z.string() })) })),
  }),
});

/** A program with its arguments. */
export type Argv = readonly [program: string, ...args: string[]];

/** Finds the hook programs of ours that Claude Code would run in a repository, from its settings files. */
export async function installedHooks(root: string): Promise<Argv[]> {
  const files = [
    join(process.env['CLAUDE_CONFIG_DIR'] || join(homedir(), '.claude'), 'settings.json'),
    join(root, '.claude', 'settings.json'),
    join(root, '.claude', 'settings.local.json'),
  ];
  const commands = (await Promise.all(files.map(commandsIn))).flat();
  return [...new Set(commands)].flatMap((command) => argvOf(command) ?? []);
}

// Settings of another shape have no hooks of ours.
async function commandsIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => 'null');
  const parsed = settingsSchema.safeParse(parseJson(text));
  if (!parsed.success) return [];
  const commands = parsed.data.hooks.PreToolUse.flatMap(({ hooks }) => hooks.map(({ command }) => command));
  return commands.filter((command) => command.includes(installedMarker));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads a command line as our installer writes it: variables, then words in single quotes or without any. */
function argvOf(command: string): [Argv] | null {
  const words = [...command.matchAll(/((?:'[^']*'|\\'|[^\s'\\])+)(?:\s|$)/g)].map(([, word = '']) => word.replace(/'([^']*)'|\\(')/g, '$1$2')); // prettier-ignore
  const [program, ...args] = words.filter((word, index) => index > 0 || !/^[A-Z_]+=/.test(word));
  return program === undefined ? null : [[program, ...args]];
}
