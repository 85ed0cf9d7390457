import type { CommandContext, CommandResult } from '../context';
import { exitCodes } from '../exitCodes';
import { repositoryOf } from '../host';
import { programVersion } from '../../protocol/version';

/** Runs the repository's coordinator in this process until it is stopped or idle; returns the exit code. */
export async function serve(
  context: CommandContext,
  options: { readonly takeOver?: boolean },
): Promise<number> {
  const location = repositoryOf(context);
  const { runHeadlessHost } = await import('../../host/headless');
  return runHeadlessHost({ location, version: programVersion, takeOver: options.takeOver === true });
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
  const { askToLeave } = await import('../../ipc/askToLeave');
  const { epoch, kind, machine, startedAt, version, process: { pid } } = owner; // prettier-ignore
  const leaving = await askToLeave(location, 'cli', { force: options.force === true, timeoutMs: connectMs });
  return {
    json: { stopped: leaving, host: { kind, pid, machine: machine.name, epoch, version, startedAt } },
    text: leaving ? `Stopped the coordinator (pid ${pid}).` : refusal,
    exitCode: leaving ? exitCodes.ok : exitCodes.refused,
  };
}

const refusal = 'The coordinator runs inside VS Code and stays. Stop it all the same with --force.';
