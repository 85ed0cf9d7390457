import { describeEntry, hasEnded } from '../../core/landing/entry';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { printable } from '../output/text';

/** The options of `landings`. */
export interface LandingsOptions {
  readonly cancel?: boolean;
}

/** Shows the landing queue, newest first, or takes everything out of it. JSON: `{ landings: LandingEntry[] }`. */
export async function landings(context: CommandContext, options: LandingsOptions): Promise<CommandResult> {
  return withHost(context, async (host) => {
    const shown = (await host.call('getSnapshot', { fresh: false })).landings;
    const open = shown.filter((entry) => !hasEnded(entry)).map(({ id }) => id);
    const found =
      options.cancel === true ? (await host.call('cancelLandings', { ids: open })).landings : shown;
    const text = found.map((entry) => printable(describeEntry(entry).split('\n')[0] ?? '')).join('\n');
    return { json: { landings: found }, text: text || 'The landing queue is empty.' };
  });
}
