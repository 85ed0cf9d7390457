import type { Disposable } from '../../base/disposable';
import type { ClaimMode } from '../../core/claim';
import type { HostClient } from '../../ipc/client';
import type { ClaimResult } from '../../protocol/results';
import type { ClaimView } from '../../protocol/snapshot';
import type { CommandContext, CommandResult } from '../context';
import { exitCodes } from '../exitCodes';
import { chooseSession, withHost } from '../host';
import { printable, shellWord } from '../output/text';
import { ago } from '../output/time';

/** The options of `claim`. */
export interface ClaimOptions {
  readonly session?: string;
  readonly mode: ClaimMode;
  readonly reason?: string;
  readonly minutes?: number;
  /** How long to wait, in seconds. */
  readonly wait?: number;
  readonly ask?: boolean;
  readonly weaken?: boolean;
}

/** How long the coordinator may take beside the waiting itself. */
const answerMs = 30_000;

/** Claims files and other targets for a session. JSON: `{ results: ClaimResult[] }`; exit code `refused` when one was denied. */
export async function claim(
  context: CommandContext,
  targets: readonly string[],
  options: ClaimOptions,
): Promise<CommandResult> {
  const result = await withHost(context, async (host) => {
    const session = await chooseSession(context, host, options);
    const wait = options.wait ?? 0;
    if (wait > 0) context.note(`Waits up to ${wait} s for what others hold…`);
    const interruption = wait > 0 ? leaveQueuesOnInterrupt(context, host, session, targets) : null;
    const answer = await host.call(
      'acquireClaims',
      {
        session,
        paths: [...targets],
        cwd: context.cwd,
        mode: options.mode,
        reason: options.reason ?? null,
        ttlMinutes: options.minutes ?? null,
        waitSeconds: wait,
        weaken: options.weaken === true,
      },
      { timeoutMs: wait * 1000 + answerMs },
    );
    interruption?.dispose();
    if (options.ask === true) await askHolders(host, session, answer.results, options.reason);
    return answer;
  });
  const denied = result.results.some((one) => one.outcome === 'denied');
  return {
    json: result,
    text: result.results.map((one) => line(one, context)).join('\n'),
    exitCode: denied ? exitCodes.refused : exitCodes.ok,
  };
}

// Whoever is interrupted wants it no more: nothing is to be granted to it later, nor to keep others waiting. The answer
// to the call then comes by itself.
function leaveQueuesOnInterrupt(
  { cwd, note }: CommandContext,
  host: HostClient,
  session: string,
  targets: readonly string[],
): Disposable {
  const leave = (): void => {
    note('Waits no more.');
    void host.call('stopWaiting', { session, paths: [...targets], cwd }).catch(() => process.exit(1));
  };
  process.once('SIGINT', leave).once('SIGTERM', leave);
  return { dispose: () => void process.off('SIGINT', leave).off('SIGTERM', leave) };
}

async function askHolders(
  host: HostClient,
  session: string,
  results: readonly ClaimResult[],
  reason: string | undefined,
): Promise<void> {
  for (const { outcome, others, path } of results) {
    if (outcome !== 'denied') continue;
    const why = reason === undefined ? '' : ` for: ${reason}`;
    const text = `please release or hand over ${path}, which I need${why}. To hand it over: parallel-cc unclaim ${shellWord(path)} --to ${session}`;
    for (const to of new Set(others.map(({ holder }) => holder))) await host.call('sendMessage', { to, from: session, text }); // prettier-ignore
  }
}

function line(result: ClaimResult, context: CommandContext): string {
  const { style } = context;
  if (result.outcome === 'granted') return `${style.good('✓')} ${printable(result.message)}`;
  const holders = result.others.map((claim) => describeHolder(claim, context)).join(', ');
  if (result.deadlock !== null || result.others.length === 0)
    return `${style.bad('✗')} ${printable(result.message.replace(/^parallel-cc: /, ''))}`;
  return `${style.bad('✗')} ${printable(result.path)} is held by ${holders}.\n${wayOut(result)}`;
}

function describeHolder({ holder, mode, acquiredAt, reason }: ClaimView, { now }: CommandContext): string {
  const why = reason === null ? '' : `: ${printable(reason)}`;
  return `${printable(holder)} (${mode}, ${ago(acquiredAt, now)}${why})`;
}

function wayOut({ path, others }: ClaimResult): string {
  const ask = `parallel-cc message ${shellWord(others[0]?.holder ?? 'SESSION')} TEXT`;
  return `  Ask for it: ${ask} · wait for it: --wait SECONDS · or release it yourself: parallel-cc unclaim --force ${shellWord(path)}`;
}
