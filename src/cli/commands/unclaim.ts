import type { MethodParams } from '../../protocol/methods';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { printable } from '../output/text';

/** The options of `unclaim`. */
export interface UnclaimOptions {
  readonly session?: string;
  readonly force?: boolean;
  /** The session that gets them. */
  readonly to?: string;
}

/**
 * Releases claims by id or path. A session releases its own ones; the user, who has no session, any, and so does
 * `--force`. JSON: `{ released: ClaimView[] }`, or with `--to` `{ claims: ClaimView[] }`, as the new holder has them.
 */
export async function unclaim(
  context: CommandContext,
  references: readonly string[],
  options: UnclaimOptions,
): Promise<CommandResult> {
  const own = options.session ?? (context.env['PARALLEL_CC_SESSION_ID'] || null);
  const named = { session: options.force === true ? null : own, claims: [...references], cwd: context.cwd };
  const { to } = options;
  if (to !== undefined) return handOver(context, { ...named, to });
  const result = await withHost(context, (host) => host.call('releaseClaims', named));
  const lines = result.released.map(
    ({ label, holder }) => `Released ${printable(label)}, held by ${printable(holder)}.`,
  );
  return { json: result, text: lines.join('\n') || 'There was nothing to release.' };
}

async function handOver(
  context: CommandContext,
  params: MethodParams<'handOverClaims'>,
): Promise<CommandResult> {
  const result = await withHost(context, (host) => host.call('handOverClaims', params));
  const lines = result.claims.map(
    ({ label, holder, mode }) => `${printable(holder)} holds ${printable(label)} (${mode}) now.`,
  );
  return { json: result, text: lines.join('\n') || 'It holds them already.' };
}
