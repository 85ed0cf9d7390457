import * as z from 'zod/mini';
import type { ShellDialect } from '../core/shell/shellWrites';

/** The tools that run commands in a shell, as Claude Code, Copilot, Codex and Gemini name them. */
const shellTools: Readonly<Record<string, ShellDialect>> = {
  Bash: 'bash',
  bash: 'bash',
  shell: 'bash',
  local_shell: 'bash',
  run_shell_command: 'bash',
  run_in_terminal: 'bash',
  runInTerminal: 'bash',
  PowerShell: 'powershell',
  powershell: 'powershell',
};

/** Longer ones are not sent whole: what follows could write anything, and an unclosed quote says so. */
const longestCommand = 200_000;

const inputSchema = z.object({ command: z.union([z.string(), z.array(z.string())]) });

/** Reads which command a tool is to run; null when it runs none. */
export function commandOf(
  tool: string,
  toolInput: unknown,
): { readonly dialect: ShellDialect; readonly command: string } | null {
  const dialect = Object.hasOwn(shellTools, tool) ? shellTools[tool] : undefined;
  const parsed = inputSchema.safeParse(toolInput);
  if (dialect === undefined || !parsed.success) return null;
  const { command } = parsed.data;
  const text = typeof command === 'string' ? command : command.map(quote).join(' ');
  return { dialect, command: text.length <= longestCommand ? text : `${text.slice(0, longestCommand)}\n'` };
}

/** The absolute paths that a command's text names, as far as they can be told at sight; `~` is the home folder. */
export function mentionedPaths(command: string, home: string): string[] {
  const found = command.match(/(?<![\w./~-])(?:~|[A-Za-z]:)?[/\\](?:[^\s'"`;|&<>()$*?]|\\ )+/g) ?? [];
  const paths = found.map((path) => path.replaceAll('\\ ', ' ').replace(/^~/, () => home));
  return [...new Set(paths)].slice(0, mostMentioned);
}

const mostMentioned = 20;

// A program with its arguments, as some clients give it.
function quote(word: string): string {
  return /^[\w./=:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
