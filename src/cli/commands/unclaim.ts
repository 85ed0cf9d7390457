import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { printable } from '../output/text';

/** The options of `unclaim`. */
export interface UnclaimOptions {
  readonly session?: string;
  readonly force?: boolean;
}

/**
 * Releases claims by id or path. A session releases its own ones; the user, who has no session, any, and so does
 * `--force`. JSON: `{ released: ClaimView[] }`.
 */
export async function unclaim(
  context: CommandContext,
  references: readonly string[],
  options: UnclaimOptions,
): Promise<CommandResult> {
  const own = options.session ?? (context.env['PARALLEL_CC_SESSION_ID'] || null);
  const result = await withHost(context, (host) =>
    host.call('releaseClaims', {
      session: options.force === true ? null : own,
      claims: [...references],
      cwd: context.cwd,
    }),
  );
  const lines = result.released.map(
    ({ path, holder }) => `Released ${printable(path)}, held by ${printable(holder)}.`,
  );
  return { json: result, text: lines.join('\n') || 'There was nothing to release.' };
}
