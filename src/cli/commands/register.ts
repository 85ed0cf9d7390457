import { randomUUID } from 'node:crypto';
import { slotEnvironment } from '../../core/setup/environment';
import type { HostClient } from '../../ipc/client';
import type { MethodParams } from '../../protocol/methods';
import type { RegisterResult } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { repositoryOf, withHost } from '../host';
import { count, printable } from '../output/text';
import { waitForSetup } from './setupLog';

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
  const result = await registerAndWait(context, {
    requestId: options.requestId ?? randomUUID(),
    name: options.name ?? null,
    agent: options.agent ?? 'other',
    pid: options.pid ?? null,
    prompt: options.prompt ?? null,
    worktree: worktreeChoice(options),
    base: options.base ?? null,
  });
  return { json: result, text: describe(result, context) };
}

/** Registers a session, tells the user what did not go as wished, and waits for the set-up where the settings say so. */
export async function registerAndWait(
  context: CommandContext,
  wish: Omit<MethodParams<'registerSession'>, 'cwd' | 'agentSessionId'>,
): Promise<RegisterResult> {
  return withHost(context, async (host) => {
    const params = { ...wish, agentSessionId: null, cwd: context.repo };
    const result = await host.call('registerSession', params, { timeoutMs: registerMs });
    await tellAndWait(context, host, result);
    return result;
  });
}

/** Tells the user what did not go as wished with a worktree, and waits for its set-up where the settings say so. */
export async function tellAndWait(
  context: CommandContext,
  host: HostClient,
  result: Pick<RegisterResult, 'session' | 'warnings' | 'setup' | 'waitForSetup'>,
): Promise<void> {
  for (const warning of result.warnings) context.note(`Note: ${printable(warning)}`);
  if (result.setup?.state === 'waiting') context.note(trustNote);
  else if (result.waitForSetup) await waitForSetup(context, host, result.session.id);
}

/** A large worktree, and one that waits for many others, takes its time. */
export const registerMs = 600_000;

/** What is said where the set-up of a new worktree is not run yet. */
export const trustNote =
  'Note: the set-up commands of this repository wait for your trust. Look at them: parallel-cc setup show. Run them: parallel-cc setup trust.';

/** Reads which worktree the options ask for. */
export function worktreeChoice(options: {
  readonly new?: boolean;
  readonly here?: boolean;
}): 'auto' | 'new' | 'here' {
  if (options.new === true) return 'new';
  return options.here === true ? 'here' : 'auto';
}

// The last line is what the scripts of the old tool read.
function describe(
  { session, created, slot, copiedFiles }: RegisterResult,
  { style }: CommandContext,
): string {
  const branch = session.branch === null ? 'a detached HEAD' : `branch ${printable(session.branch)}`;
  const place = session.adopted ? 'a worktree that was there already' : 'a new worktree';
  const lines = [
    `${style.heading(session.name)} ${created ? 'is registered' : 'was registered already'}: ${place}, ${branch}.`,
    ...(copiedFiles.length === 0 ? [] : [describeCopied(copiedFiles)]),
    ...(slot === null
      ? []
      : Object.entries(slotEnvironment(session.name, slot)).map(([name, value]) => `${name}=${value}`)),
    `PARALLEL_CC_SESSION_ID=${session.id}`,
    `WORKTREE_PATH=${session.worktreePath}`,
  ];
  return lines.join('\n');
}

const shownCopies = 10;

function describeCopied(files: readonly string[]): string {
  const shown = files.slice(0, shownCopies).map(printable).join(', ');
  return `Copied ${count(files.length, 'file')}: ${shown}${files.length > shownCopies ? ', …' : ''}`;
}
