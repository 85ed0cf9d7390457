import { setTimeout as delay } from 'node:timers/promises';
import type { LandingEntry, LandMethod } from '../../core/landing/entry';
import { describeEntry, hasEnded } from '../../core/landing/entry';
import type { LandingPlan, NotReady, PlannedLanding } from '../../core/landing/plan';
import { invalidInput } from '../../core/errors';
import type { HostClient } from '../../ipc/client';
import type { CommandContext, CommandResult } from '../context';
import { exitCodes } from '../exitCodes';
import { withHost } from '../host';
import { count, printable } from '../output/text';
import { confirmChecks } from './verify';

/** The options of `land`. */
export interface LandOptions {
  readonly allDone?: boolean;
  readonly onto?: string;
  readonly method?: LandMethod;
  /** Whether they land in the order in which they are named. */
  readonly inOrder?: boolean;
  /** False with `--no-verify`. */
  readonly verify: boolean;
  readonly dryRun?: boolean;
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

/** How often the queue is asked, in milliseconds. */
const pollMs = 200;

/**
 * Lands sessions and tells how each ends; an interrupt takes those out of the queue that have not landed.
 * JSON: `LandingPlan` with `--dry-run`, otherwise `LandResult`.
 */
export async function land(
  context: CommandContext,
  sessions: readonly string[],
  options: LandOptions,
): Promise<CommandResult> {
  if ((sessions.length === 0) === (options.allDone !== true))
    throw invalidInput('the command', 'it does not say what is to land', 'Name sessions, or use --all-done.');
  const wish = {
    sessions: options.allDone === true ? null : [...sessions],
    target: options.onto ?? null,
    method: options.method ?? null,
    inOrder: options.inOrder === true,
  };
  return withHost(context, async (host) => {
    if (options.dryRun === true) return showPlan(await host.call('planLanding', wish));
    if (options.verify) await confirmChecks(context, host, wish.target);
    const { landings, notReady } = await host.call('landSessions', { ...wish, verify: options.verify });
    const ended = options.wait ? await follow(context, host, landings) : landings;
    const text =
      [...ended.map(line), ...notReady.map(notReadyLine)].join('\n') || 'There is nothing to land.';
    return { json: { landings: ended, notReady }, text, exitCode: codeOf(ended, notReady) };
  });
}

// Says what is going on until all have ended.
async function follow(
  context: CommandContext,
  host: HostClient,
  begun: readonly LandingEntry[],
): Promise<readonly LandingEntry[]> {
  const ids = begun.map(({ id }) => id);
  const told = new Map<string, string>();
  const cancel = (): void => void host.call('cancelLandings', { ids }).catch(() => undefined);
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  try {
    for (;;) {
      const { landings } = await host.call('listLandings', { ids });
      for (const landing of landings.filter(({ state }) => state === 'checking'))
        if (told.get(landing.id) !== landing.state) context.note(printable(describeEntry(landing)));
      for (const { id, state } of landings) told.set(id, state);
      if (landings.every(hasEnded)) return landings;
      await delay(pollMs);
    }
  } finally {
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
  }
}

function codeOf(ended: readonly LandingEntry[], notReady: readonly NotReady[]): number {
  const isDone =
    notReady.length === 0 && ended.every(({ state }) => state === 'landed' || !hasEnded({ state }));
  return isDone ? exitCodes.ok : exitCodes.refused;
}

function showPlan(plan: LandingPlan): CommandResult {
  const lines = plan.landings.map((one, index) => `${index + 1}. ${planLine(one)}`);
  const text = [...lines, ...plan.notReady.map(notReadyLine)].join('\n') || 'There is nothing to land.';
  return { json: plan, text };
}

function planLine(planned: PlannedLanding): string {
  const { session, target, commits, files, lines, conflicts, conflictsWith, after } = planned;
  const remarks = [
    ...(conflicts.length === 0 ? [] : [`conflicts with ${target} in ${conflicts.join(', ')}`]),
    ...(conflictsWith.length === 0 ? [] : [`conflicts with ${conflictsWith.join(', ')}`]),
    ...(after.length === 0 ? [] : [`built on ${after.join(', ')}`]),
  ];
  const size = `${count(commits, 'commit')}, ${count(files, 'file')}, ${count(lines, 'line')}`;
  return printable([`${session} into ${target} (${size})`, ...remarks].join('; '));
}

function notReadyLine({ session, reason }: NotReady): string {
  return printable(`"${session}" does not land. ${reason}`);
}

function line(entry: LandingEntry): string {
  return describeEntry(entry).split('\n').map(printable).join('\n');
}
