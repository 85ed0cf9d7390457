import { setTimeout as delay } from 'node:timers/promises';
import { hasRunEnded } from '../../core/run';
import type { HostClient } from '../../ipc/client';
import type { RunView } from '../../protocol/runMethods';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { AgentLogText } from '../output/agentLogText';
import { GrowingFile } from '../output/growingFile';
import { printable } from '../output/text';

/** The options of `sandbox-logs`. */
export interface LogsOptions {
  readonly follow?: boolean;
  readonly raw?: boolean;
  readonly stay?: boolean;
  readonly lines: number;
}

/** How often it is looked for new output, and for a new state, in milliseconds. */
const pollMs = 40;
const statePollMs = 400;

/**
 * Prints what the agent of a run has printed; with `follow` until it has ended. JSON: `{ run: RunView, log }` with the last
 * lines.
 */
export async function logs(
  context: CommandContext,
  reference: string,
  { follow = false, raw = false, stay = false, lines }: LogsOptions,
): Promise<CommandResult> {
  return withHost(context, async (host) => {
    const { run } = await host.call('getRun', { session: reference });
    if (follow) {
      const ended = await followRun(context, host, run, { quiet: context.json, raw });
      if (stay) await untilKey(context, ended);
      return { json: { run: ended }, text: '' };
    }
    const log = await lastLines(run.logPath, lines, raw ? null : new AgentLogText(context.style));
    return { json: { run, log }, text: log.replace(/\n$/, '') };
  });
}

// A terminal of an editor closes with its program, and what it shows with it.
async function untilKey(context: CommandContext, { state }: RunView): Promise<void> {
  context.note(context.style.faint(`The run is over (${state}). Press Enter to close.`));
  await new Promise<void>((resolve) => {
    process.stdin.once('data', () => resolve()).once('end', () => resolve());
  });
  process.stdin.pause();
}

/** How a run is followed. */
interface Following {
  /** Whether nothing is printed. */
  readonly quiet: boolean;
  /** Whether output is printed as it came. */
  readonly raw: boolean;
}

/** Prints what an agent prints until its run is over; returns the run as it is then. */
export async function followRun(
  context: CommandContext,
  host: HostClient,
  first: RunView,
  { quiet, raw }: Following,
): Promise<RunView> {
  const log = new GrowingFile(first.logPath);
  const text = new AgentLogText(context.style);
  const printNew = async (): Promise<void> => {
    for await (const part of log.readNew()) if (!quiet) process.stdout.write(raw ? part : text.add(part));
  };
  let run = first;
  let told: string | null = null;
  let askedAt = 0;
  while (!hasRunEnded(run)) {
    await printNew();
    await delay(pollMs);
    if (performance.now() - askedAt < statePollMs) continue;
    askedAt = performance.now();
    ({ run } = await host.call('getRun', { session: first.sessionId }));
    const isNews = run.reason !== null && run.reason !== told && !hasRunEnded(run);
    if (isNews && !quiet) context.note(`parallel-cc: ${printable(run.reason ?? '')}`);
    told = run.reason;
  }
  await printNew();
  if (!quiet && !raw) process.stdout.write(text.end());
  return run;
}

async function lastLines(path: string, lines: number, text: AgentLogText | null): Promise<string> {
  const kept: string[] = [];
  const decoder = new TextDecoder();
  let rest = '';
  const take = (more: string): void => {
    const whole = (rest + more).split('\n');
    rest = whole.pop() ?? '';
    kept.push(...whole);
    kept.splice(0, Math.max(0, kept.length - lines));
  };
  for await (const part of new GrowingFile(path).readNew())
    take(text === null ? decoder.decode(part, { stream: true }) : text.add(part));
  take(text === null ? decoder.decode() : text.end());
  return [...kept, ...(rest === '' ? [] : [rest])].map((line) => `${line}\n`).join('');
}
