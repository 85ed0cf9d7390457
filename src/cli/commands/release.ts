import type { ReleaseResult, WorktreeOutcome } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import type { SessionChoice } from '../host';
import { chooseSession, withHost } from '../host';
import { count, lowerFirst, printable } from '../output/text';

/** The options of `release`. */
export interface ReleaseOptions extends SessionChoice {
  readonly keep?: boolean;
  readonly remove?: boolean;
}

/** Ends a session, releases its claims and removes its worktree if nothing would be lost. JSON: `ReleaseResult`. */
export async function release(context: CommandContext, options: ReleaseOptions): Promise<CommandResult> {
  const result = await withHost(context, async (host) =>
    host.call('releaseSession', {
      session: await chooseSession(context, host, options),
      worktree: options.keep === true ? 'keep' : options.remove === true ? 'remove' : 'auto',
    }),
  );
  return { json: result, text: describeRelease(result) };
}

/** Says in one or two lines what became of a session and its worktree. */
export function describeRelease({ session, releasedClaims, worktree }: ReleaseResult): string {
  const claims = releasedClaims === 0 ? '' : ` and released ${count(releasedClaims, 'claim')}`;
  return `Ended ${session.name}${claims}.\n${describeOutcome(worktree)}`;
}

/** Says what became of a worktree, and where it is if it was kept. */
export function describeOutcome({ outcome, path, reason }: WorktreeOutcome): string {
  return outcome === 'kept' ? `Kept ${printable(path)}: ${lowerFirst(printable(reason))}` : printable(reason);
}
