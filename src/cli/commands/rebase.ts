import type { RebaseResult } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { exitCodes } from '../exitCodes';
import { withHost } from '../host';
import { printable } from '../output/text';

/** The options of `rebase`. */
export interface RebaseOptions {
  readonly onto?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** Moves the commits of a session's branch onto its target or another branch. JSON: `RebaseResult`. */
export async function rebase(
  context: CommandContext,
  session: string,
  options: RebaseOptions,
): Promise<CommandResult> {
  const result = await withHost(context, async (host) => {
    const { sessions } = await host.call('getSnapshot', { fresh: false });
    const known = sessions.find((one) => one.name === session || one.id === session)?.targetBranch;
    const onto = options.onto ?? known ?? 'main';
    return host.call('rebaseSession', { session, onto, checkOnly: options.dryRun === true, force: options.force === true }); // prettier-ignore
  });
  const exitCode = result.outcome === 'conflicts' ? exitCodes.conflicts : exitCodes.ok;
  return { json: result, text: describe(session, result), exitCode };
}

function describe(session: string, { outcome, onto, before, after, conflicts }: RebaseResult): string {
  const name = printable(`"${session}"`);
  switch (outcome) {
    case 'upToDate':
      return `${name} has all of ${printable(onto)} already.`;
    case 'wouldRebase':
      return `${name} would go onto ${printable(onto)} without a conflict.`;
    case 'rebased':
      return `${name} is on ${printable(onto)} now: ${before.slice(0, 10)} became ${after.slice(0, 10)}. Take it back with: parallel-cc undo`;
    case 'conflicts':
      return [`${name} conflicts with ${printable(onto)}; nothing was changed.`, ...conflicts.map(({ path }) => `  ${printable(path)}`)].join('\n'); // prettier-ignore
  }
}
