import type { CommandContext, CommandResult } from '../context';
import type { SessionChoice } from '../host';
import { chooseSession, withHost } from '../host';

/** Tells the coordinator that a session is alive. JSON: `{ session }`. */
export async function heartbeat(context: CommandContext, options: SessionChoice): Promise<CommandResult> {
  const result = await withHost(context, async (host) =>
    host.call('heartbeat', { session: await chooseSession(context, host, options) }),
  );
  return { json: result, text: `${result.session.name} is ${result.session.state}.` };
}
