import { createInterface } from 'node:readline/promises';
import { invalidInput } from '../../core/errors';
import { describeSetup } from '../../core/setup/progress';
import type { SetupCommand } from '../../core/setup/recipe';
import { commandText } from '../../core/setup/recipe';
import type { SetupPlan, SetupResult } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { exitCodes } from '../exitCodes';
import { chooseSession, withHost } from '../host';
import { printable } from '../output/text';

/** Shows how new worktrees are made ready, from which files, and whether the commands are trusted. JSON: `SetupPlan`. */
export async function showSetup(context: CommandContext): Promise<CommandResult> {
  const plan = await withHost(context, (host) => host.call('getSetupPlan', {}));
  return { json: plan, text: describePlan(plan, context) };
}

/** The options of `setup trust`. */
export interface TrustOptions {
  readonly yes?: boolean;
  readonly never?: boolean;
}

/** Shows the commands and asks whether they may run. JSON: `{ trust, begun }`. */
export async function trustSetup(context: CommandContext, options: TrustOptions): Promise<CommandResult> {
  return withHost(context, async (host) => {
    const plan = await host.call('getSetupPlan', {});
    if (plan.trust === 'notNeeded')
      return { json: { trust: plan.trust, begun: [] }, text: 'There is no command that needs your trust.' };
    const decision = options.never === true ? 'refused' : await askForTrust(plan, context, options);
    if (decision === null)
      return {
        json: { trust: plan.trust, begun: [] },
        text: 'Nothing was decided.',
        exitCode: exitCodes.cancelled,
      };
    const { begun } = await host.call('decideSetupTrust', { fingerprint: plan.fingerprint, decision });
    return { json: { trust: decision, begun }, text: describeDecision(decision, begun) };
  });
}

/** Forgets which commands were trusted or refused. JSON: `{}`. */
export async function forgetSetup(context: CommandContext): Promise<CommandResult> {
  await withHost(context, (host) => host.call('forgetSetupTrust', {}));
  return { json: {}, text: 'You are asked again before set-up commands run.' };
}

/** Runs the set-up of a session's worktree again, or ends it. JSON: `SetupResult`. */
export async function changeSetup(
  context: CommandContext,
  method: 'retrySetup' | 'cancelSetup',
  session: string | undefined,
): Promise<CommandResult> {
  const result = await withHost(context, async (host) =>
    host.call(method, { session: await chooseSession(context, host, { session }) }),
  );
  return { json: result, text: describeResult(result) };
}

/** Says in a sentence how far a set-up is. */
export function describeResult({ setup }: SetupResult): string {
  return setup === null ? 'There is nothing to set up in this worktree.' : printable(describeSetup(setup));
}

async function askForTrust(
  plan: SetupPlan,
  context: CommandContext,
  { yes }: TrustOptions,
): Promise<'trusted' | null> {
  if (yes === true) return 'trusted';
  if (!process.stdin.isTTY || context.json)
    throw invalidInput('the command', 'there is no terminal to ask on', 'Add --yes once you have read "parallel-cc setup show".'); // prettier-ignore
  context.note(describeCommands(plan, context));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(
      'Run these commands in every new worktree, with your rights? [y/N] ',
    );
    return /^y(es)?$/i.test(answer.trim()) ? 'trusted' : null;
  } finally {
    terminal.close();
  }
}

function describeDecision(decision: 'trusted' | 'refused', begun: readonly string[]): string {
  if (decision === 'refused') return 'These commands are not run. Ask again with: parallel-cc setup forget.';
  const now = begun.length === 0 ? '' : ` The set-up of ${begun.map(printable).join(', ')} has begun.`;
  return `These commands run from now on; when they change you are asked again.${now}`;
}

const trustTexts: Readonly<Record<SetupPlan['trust'], string>> = {
  trusted: 'You trust these commands.',
  refused: 'You decided that these commands are not run.',
  undecided: 'These commands wait for your trust: parallel-cc setup trust',
  notNeeded: 'You wrote these commands into the settings.',
};

function describePlan(plan: SetupPlan, context: CommandContext): string {
  const { style } = context;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['Copied', plan.copy],
    ['Not copied', plan.copyExcept],
    ['Linked', plan.links],
    ['Checked out', plan.sparsePaths],
  ];
  const paragraphs = [
    plan.file === null ? 'No file has set-up commands.' : describeCommands(plan, context),
    ...(plan.file === null ? [] : [trustTexts[plan.trust]]),
    ...plan.passedOver.map(
      (file) => `The commands of ${printable(file)} are not run: another file comes first.`,
    ),
    ...lists.filter(([, list]) => list.length > 0).map(([title, list]) => `${title}: ${list.map(printable).join(', ')}`), // prettier-ignore
    ...plan.warnings.map((warning) => style.attention(printable(warning))),
  ];
  return paragraphs.join('\n');
}

function describeCommands({ file, commands }: SetupPlan, { style }: CommandContext): string {
  const lines = commands.flatMap((command) => commandLines(command).map((line) => `  ${printable(line)}`));
  return [style.heading(`Set-up commands of ${printable(file ?? '')}:`), ...lines].join('\n');
}

// A script is trusted for what it holds, so that is shown.
function commandLines(command: SetupCommand): string[] {
  if (command.kind !== 'script') return commandText(command).trimEnd().split('\n');
  return [
    `${command.path}:`,
    ...command.content
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ];
}
