import type { CommandContext, CommandResult } from '../context';
import { exitCodes } from '../exitCodes';
import { repositoryOf } from '../host';
import { programVersion } from '../version';

/** Runs the repository's coordinator in this process until it is stopped or idle; returns the exit code. */
export async function serve(context: CommandContext): Promise<number> {
  const location = repositoryOf(context);
  const { runHeadlessHost } = await import('../../host/headless');
  return runHeadlessHost({ location, version: programVersion });
}

const connectMs = 5000;

/** Asks the running coordinator to leave. JSON: `{ stopped, host }`, where `host` is null when none was running. */
export async function stopServing(
  context: CommandContext,
  options: { readonly force?: boolean },
): Promise<CommandResult> {
  const location = repositoryOf(context);
  const { readOwner } = await import('../../ipc/ownerFile');
  const { stateDir } = await import('../../ipc/repositoryLocation');
  const owner = readOwner(stateDir(location.commonDir));
  if (owner === null || owner.state === 'released') {
    return { json: { stopped: false, host: null }, text: 'No coordinator is running.' };
  }
  const { connectHost } = await import('../../ipc/client');
  const host = await connectHost({ location, client: 'cli', start: false, timeoutMs: connectMs });
  try {
    const { leaving } = await host.call('handOver', { force: options.force === true });
    return {
      json: { stopped: leaving, host: host.host },
      text: leaving ? `Stopped the coordinator (pid ${host.host.pid}).` : refusal,
      exitCode: leaving ? exitCodes.ok : exitCodes.refused,
    };
  } finally {
    host.dispose();
  }
}

const refusal = 'The coordinator runs inside VS Code and stays. Stop it all the same with --force.';
