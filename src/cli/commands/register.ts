import { randomUUID } from 'node:crypto';
import type { RegisterResult } from '../../protocol/methods';
import type { CommandContext, CommandResult } from '../context';
import { repositoryOf, withHost } from '../host';
import { count, printable } from '../output/text';

/** The options of `register`. */
export interface RegisterOptions {
  readonly pid?: number;
  readonly name?: string;
  readonly agent?: string;
  readonly prompt?: string;
  readonly new?: boolean;
  readonly here?: boolean;
  readonly base?: string;
  readonly requestId?: string;
}

/** Registers a session and gives it a worktree. JSON: `RegisterResult`. */
export async function register(context: CommandContext, options: RegisterOptions): Promise<CommandResult> {
  repositoryOf(context);
  const result = await withHost(context, (host) =>
    host.call('registerSession', {
      requestId: options.requestId ?? randomUUID(),
      name: options.name ?? null,
      agent: options.agent ?? 'other',
      agentSessionId: null,
      pid: options.pid ?? null,
      prompt: options.prompt ?? null,
      cwd: context.repo,
      worktree: worktreeChoice(options),
      base: options.base ?? null,
    }),
  );
  for (const warning of result.warnings) context.note(`Note: ${printable(warning)}`);
  return { json: result, text: describe(result, context) };
}

/** Reads which worktree the options ask for. */
export function worktreeChoice(options: {
  readonly new?: boolean;
  readonly here?: boolean;
}): 'auto' | 'new' | 'here' {
  if (options.new === true) return 'new';
  return options.here === true ? 'here' : 'auto';
}

// The last line is what the scripts of the old tool read.
function describe({ session, created, copiedFiles }: RegisterResult, { style }: CommandContext): string {
  const branch = session.branch === null ? 'a detached HEAD' : `branch ${printable(session.branch)}`;
  const place = session.adopted ? 'a worktree that was there already' : 'a new worktree';
  const lines = [
    `${style.heading(session.name)} ${created ? 'is registered' : 'was registered already'}: ${place}, ${branch}.`,
    ...(copiedFiles.length === 0
      ? []
      : [`Copied ${count(copiedFiles.length, 'file')}: ${copiedFiles.map(printable).join(', ')}`]),
    `PARALLEL_CC_SESSION_ID=${session.id}`,
    `WORKTREE_PATH=${session.worktreePath}`,
  ];
  return lines.join('\n');
}
