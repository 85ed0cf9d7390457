import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';

/** The options of `next`. */
export interface NextOptions {
  readonly from?: number;
  readonly session?: string;
}

/** Takes the next number of a sequence and prints it. JSON: `{ number }`. */
export async function next(
  context: CommandContext,
  sequence: string,
  options: NextOptions,
): Promise<CommandResult> {
  const session = options.session ?? (context.env['PARALLEL_CC_SESSION_ID'] || null);
  const result = await withHost(context, (host) =>
    host.call('takeNumber', { name: sequence, from: options.from ?? 1, session }),
  );
  return { json: result, text: String(result.number) };
}
