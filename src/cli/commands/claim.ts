import type { ClaimMode } from '../../core/claim';
import type { ClaimResult } from '../../protocol/methods';
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
}

/** Claims files for a session. JSON: `{ results: ClaimResult[] }`; exit code `refused` when one was denied. */
export async function claim(
  context: CommandContext,
  paths: readonly string[],
  options: ClaimOptions,
): Promise<CommandResult> {
  const result = await withHost(context, async (host) =>
    host.call('acquireClaims', {
      session: await chooseSession(context, host, options),
      paths: [...paths],
      cwd: context.cwd,
      mode: options.mode,
      reason: options.reason ?? null,
      ttlMinutes: options.minutes ?? null,
    }),
  );
  const denied = result.results.some((one) => one.outcome === 'denied');
  return {
    json: result,
    text: result.results.map((one) => line(one, context)).join('\n'),
    exitCode: denied ? exitCodes.refused : exitCodes.ok,
  };
}

function line(result: ClaimResult, context: CommandContext): string {
  const { style } = context;
  if (result.outcome === 'granted') return `${style.good('✓')} ${printable(result.message)}`;
  const holders = result.others.map((claim) => describeHolder(claim, context)).join(', ');
  return `${style.bad('✗')} ${printable(result.path)} is held by ${holders}.\n${wayOut(result)}`;
}

function describeHolder({ holder, mode, acquiredAt, reason }: ClaimView, { now }: CommandContext): string {
  const why = reason === null ? '' : `: ${printable(reason)}`;
  return `${printable(holder)} (${mode}, ${ago(acquiredAt, now)}${why})`;
}

function wayOut({ path, others }: ClaimResult): string {
  const ask = `parallel-cc message ${shellWord(others[0]?.holder ?? 'SESSION')} TEXT`;
  return `  Ask for it: ${ask} · or release it yourself: parallel-cc unclaim --force ${shellWord(path)}`;
}
