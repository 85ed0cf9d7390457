import { createInterface } from 'node:readline/promises';
import { invalidInput } from '../../core/errors';
import { checkLines } from '../../core/verify/checks';
import type { HostClient } from '../../ipc/client';
import type { ChecksResult } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { exitCodes } from '../exitCodes';
import { withHost } from '../host';
import { printable } from '../output/text';

/** The options of the `verify` commands. */
export interface VerifyOptions {
  /** The branch whose checks are meant; without it that of the main worktree. */
  readonly branch?: string;
  readonly yes?: boolean;
  readonly never?: boolean;
}

/** Shows the project's checks and whether they are confirmed. JSON: `ChecksResult`. */
export async function showChecks(context: CommandContext, { branch }: VerifyOptions): Promise<CommandResult> {
  const found = await withHost(context, (host) => host.call('getChecks', { branch: branch ?? null }));
  return { json: found, text: [describeChecks(found), trustTexts[found.trust]].join('\n') };
}

/** Shows the checks and asks whether they may run. JSON: `ChecksResult`. */
export async function trustChecks(context: CommandContext, options: VerifyOptions): Promise<CommandResult> {
  const branch = options.branch ?? null;
  return withHost(context, async (host) => {
    const found = await host.call('getChecks', { branch });
    if (found.trust === 'notNeeded')
      return { json: found, text: 'There is no check that needs your confirmation.' };
    if (options.never !== true && options.yes !== true && !canAsk(context))
      throw invalidInput('the command', 'there is no terminal to ask on', 'Add --yes once you have read "parallel-cc verify show".'); // prettier-ignore
    const decision = options.never === true ? 'refused' : await confirm(context, found, options.yes === true);
    if (decision === null)
      return { json: found, text: 'Nothing was decided.', exitCode: exitCodes.cancelled };
    const decided = await host.call('decideChecks', { branch, fingerprint: found.fingerprint, decision });
    return { json: decided, text: trustTexts[decided.trust] };
  });
}

/** Forgets what was decided of the checks as they are now. JSON: `ChecksResult`. */
export async function forgetChecks(context: CommandContext, options: VerifyOptions): Promise<CommandResult> {
  const branch = options.branch ?? null;
  return withHost(context, async (host) => {
    const { fingerprint } = await host.call('getChecks', { branch });
    const forgotten = await host.call('decideChecks', { branch, fingerprint, decision: 'undecided' });
    return { json: forgotten, text: 'You are asked again before these checks run.' };
  });
}

/** Asks for the confirmation that checks wait for, where there is somebody to ask. */
export async function confirmChecks(
  context: CommandContext,
  host: HostClient,
  branch: string | null,
): Promise<void> {
  if (!canAsk(context)) return;
  const found = await host.call('getChecks', { branch });
  if (found.trust !== 'undecided') return;
  const decision = await confirm(context, found, false);
  if (decision !== null)
    await host.call('decideChecks', { branch, fingerprint: found.fingerprint, decision });
}

function canAsk(context: CommandContext): boolean {
  return process.stdin.isTTY && !context.json;
}

async function confirm(
  context: CommandContext,
  found: ChecksResult,
  isSure: boolean,
): Promise<'trusted' | null> {
  if (isSure) return 'trusted';
  context.note(describeChecks(found));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question('Run these on what is to land, with your rights? [y/N] ');
    return /^y(es)?$/i.test(answer.trim()) ? 'trusted' : null;
  } finally {
    terminal.close();
  }
}

const trustTexts: Readonly<Record<ChecksResult['trust'], string>> = {
  trusted: 'You confirmed these checks; when they change you are asked again.',
  refused: 'You decided that these checks are not run.',
  undecided: 'These checks wait for your confirmation: parallel-cc verify trust',
  notNeeded: '',
};

function describeChecks({ checks }: ChecksResult): string {
  if (checks.length === 0) return 'No checks of this project are known. Name some: parallel-cc config set verifyCommands "…"'; // prettier-ignore
  return ['Checks of this project:', ...checkLines(checks).map((line) => `  ${printable(line)}`)].join('\n');
}
