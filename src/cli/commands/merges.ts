import { setTimeout as delay } from 'node:timers/promises';
import type { MergeEvent } from '../../core/mergeEvent';
import { describeMerge } from '../../core/mergeEvent';
import type { FetchOutcome } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { exitCodes } from '../exitCodes';
import { withHost } from '../host';
import { printable } from '../output/text';
import { ago } from '../output/time';

/** The options of `watch merges`. */
export interface WatchMergesOptions {
  readonly once?: boolean;
  /** How often remotes are asked and branches looked at, in seconds. */
  readonly interval: number;
  readonly fetch?: boolean;
}

/**
 * Tells which branches get into their targets, each once, until it is interrupted; with `--once`, those that were not told yet.
 * JSON: `{ events, fetched }` with `--once`, otherwise a line of JSON per merge.
 */
export async function watchMerges(
  context: CommandContext,
  options: WatchMergesOptions,
): Promise<CommandResult | number> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  return withHost(context, async (host) => {
    for (;;) {
      const { events, fetched } = await host.call('lookForMerges', { fetch: options.fetch === true });
      for (const text of fetched.flatMap(problemOf)) context.note(text);
      if (options.once === true) return { json: { events, fetched }, text: events.map((event) => line(event, context)).join('\n') || 'No merge was seen that was not told yet.' }; // prettier-ignore
      for (const event of [...events].reverse()) process.stdout.write(`${context.json ? JSON.stringify(event) : lineWithTime(event)}\n`); // prettier-ignore
      await delay(options.interval * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) return exitCodes.ok;
    }
  });
}

/** The options of `merge status`. */
export interface MergeStatusOptions {
  readonly branch?: string;
  readonly limit: number;
  readonly subscriptions?: boolean;
}

/** Shows the merges that were seen, or who waits for one. JSON: `{ events }` or `{ subscriptions }`. */
export async function mergeStatus(
  context: CommandContext,
  options: MergeStatusOptions,
): Promise<CommandResult> {
  const branch = options.branch ?? null;
  return withHost(context, async (host) => {
    if (options.subscriptions !== true) {
      const { events } = await host.call('listMerges', { branch, limit: options.limit });
      return {
        json: { events },
        text: events.map((event) => line(event, context)).join('\n') || 'No merge was seen.',
      };
    }
    const all = (await host.call('listMergeSubscriptions', {})).subscriptions;
    const subscriptions = all.filter((one) => branch === null || one.branch === branch);
    const text = subscriptions.map((one) => printable(`${one.session} waits for ${one.branch} to get into ${one.target}`)); // prettier-ignore
    return { json: { subscriptions }, text: text.join('\n') || 'Nobody waits for a merge.' };
  });
}

function line(event: MergeEvent, { now }: CommandContext): string {
  return printable(`${ago(event.detectedAt, now).padEnd(9)}  ${describeMerge(event)}`);
}

// What is printed as it happens is read later.
function lineWithTime(event: MergeEvent): string {
  return printable(`${new Date(event.detectedAt).toLocaleTimeString()}  ${describeMerge(event)}`);
}

function problemOf({ remote, problem }: FetchOutcome): string[] {
  return problem === null ? [] : [printable(`${remote} could not be fetched. ${problem}`)];
}
