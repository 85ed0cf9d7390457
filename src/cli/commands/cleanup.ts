import { byteSize } from '../../core/byteSize';
import type { CleanUpResult, WorktreeOutcome } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { count, printable } from '../output/text';
import { describeOutcome } from './release';

/** The options of `cleanup`. */
export interface CleanupOptions {
  readonly dryRun?: boolean;
  readonly merged?: boolean;
}

/**
 * Ends sessions whose process is gone and removes worktrees with nothing to lose, with `--merged` also those whose
 * branch was squashed or rebased into its target. JSON: `CleanUpResult`.
 */
export async function cleanup(context: CommandContext, options: CleanupOptions): Promise<CommandResult> {
  const params = { dryRun: options.dryRun === true, merged: options.merged === true };
  const result = await withHost(context, (host) => host.call('cleanUp', params));
  return { json: result, text: describe(result) };
}

function describe({ dryRun, endedSessions, worktrees, leftovers }: CleanUpResult): string {
  const ended = endedSessions.map(
    ({ name }) => `${dryRun ? 'Would end' : 'Ended'} ${printable(name)}: its process is gone.`,
  );
  const lines = worktrees.map((outcome) => (dryRun ? describePlan(outcome) : describeOutcome(outcome)));
  return (
    [...ended, ...leftovers.map(printable), ...lines, ...freed(worktrees, dryRun)].join('\n') ||
    'There is nothing to clean up.'
  );
}

/** Says what would become of a worktree. */
export function describePlan({ outcome, path, reason }: WorktreeOutcome): string {
  return `Would ${outcome === 'removed' ? 'remove' : 'keep'} ${printable(path)}. ${printable(reason)}`;
}

function freed(worktrees: readonly WorktreeOutcome[], dryRun: boolean): string[] {
  const removed = worktrees.filter(({ outcome }) => outcome === 'removed');
  if (removed.length === 0) return [];
  const bytes = removed.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  return [
    `${dryRun ? 'That would free' : 'Freed'} ${byteSize(bytes)} in ${count(removed.length, 'worktree')}.`,
  ];
}
