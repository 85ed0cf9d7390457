import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { invalidInput } from '../../core/errors';
import type { SetupProgress } from '../../core/setup/progress';
import { hasEnded } from '../../core/setup/progress';
import type { HostClient } from '../../ipc/client';
import type { CommandContext } from '../context';
import { exitCodes } from '../exitCodes';
import { chooseSession, withHost } from '../host';
import { GrowingFile } from '../output/growingFile';
import { describeResult } from './setup';

const pollMs = 200;

/**
 * Prints what the set-up commands of a session's worktree have printed; with `follow`, until they have ended. JSON:
 * `{ setup, log }`. Returns the exit code: `failed` when the set-up has failed.
 */
export async function setupLog(
  context: CommandContext,
  session: string | undefined,
  { follow = false }: { readonly follow?: boolean },
): Promise<number> {
  return withHost(context, async (host) => {
    const chosen = await chooseSession(context, host, { session });
    const first = await setupOf(host, chosen);
    if (first === null)
      throw invalidInput(`session "${chosen}"`, 'there is nothing to set up in its worktree');
    if (context.json) return printJson(host, chosen, first);
    const log = new GrowingFile(first.logPath);
    for (let setup = first; ; setup = (await setupOf(host, chosen)) ?? setup) {
      const ended = hasEnded(setup);
      for await (const part of log.readNew()) process.stdout.write(part);
      if (ended || !follow) {
        context.note(describeResult({ setup }));
        return setup.state === 'failed' ? exitCodes.failed : exitCodes.ok;
      }
      await delay(pollMs);
    }
  });
}

/** Waits until the set-up of a session's worktree has ended, and says what it is doing. */
export async function waitForSetup(
  context: CommandContext,
  host: HostClient,
  session: string,
): Promise<void> {
  let told: string | null = null;
  for (;;) {
    const setup = await setupOf(host, session);
    if (setup === null) return;
    const text = describeResult({ setup });
    if (text !== told) context.note(`parallel-cc: ${text}`);
    told = text;
    if (hasEnded(setup)) return;
    await delay(pollMs);
  }
}

async function setupOf(host: HostClient, session: string): Promise<SetupProgress | null> {
  return (await host.call('getSetup', { session })).setup;
}

async function printJson(host: HostClient, session: string, setup: SetupProgress): Promise<number> {
  const log = await buffer(new GrowingFile(setup.logPath).readNew());
  process.stdout.write(`${JSON.stringify({ setup: await setupOf(host, session), log: log.toString('utf8') }, null, 2)}\n`); // prettier-ignore
  return exitCodes.ok;
}
