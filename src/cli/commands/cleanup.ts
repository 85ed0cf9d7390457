import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { printable } from '../output/text';
import { describeOutcome } from './release';

/** Ends sessions whose process is gone and removes worktrees with nothing to lose. JSON: `CleanUpResult`. */
export async function cleanup(
  context: CommandContext,
  options: { readonly dryRun?: boolean },
): Promise<CommandResult> {
  const result = await withHost(context, (host) => host.call('cleanUp', { dryRun: options.dryRun === true }));
  const ended = result.endedSessions.map(
    ({ name }) => `${result.dryRun ? 'Would end' : 'Ended'} ${printable(name)}: its process is gone.`,
  );
  const worktrees = result.worktrees.map(describeOutcome);
  const text = [...ended, ...worktrees].join('\n') || 'There is nothing to clean up.';
  return { json: result, text };
}
