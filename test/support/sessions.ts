// Sessions of a repository as other programs make and move them: through the command line and the host's door.
import { connectHost } from '../../src/ipc/client';
import { askToLeave } from '../../src/ipc/askToLeave';
import { readOwner } from '../../src/ipc/ownerFile';
import { findRepository, stateDir } from '../../src/ipc/repositoryLocation';
import type { Session } from '../../src/core/session';
import type { MethodName, MethodParams, MethodResults } from '../../src/protocol/methods';
import { runJson } from './commandLine';

/** Registers a session in the present worktree or a new one. */
export async function registerSession(
  repository: string,
  name: string,
  where: '--here' | '--new',
): Promise<Session> {
  const { session } = await runJson<{ session: Session }>(repository, ['register', '--name', name, where]);
  return session;
}

/** Has the host of a repository leave, if it has one. */
export async function stopHost(repository: string): Promise<void> {
  const location = findRepository(repository);
  if (location === null) throw new Error('The repository is gone.');
  const owner = readOwner(stateDir(location.commonDir));
  if (owner === null || owner.state === 'released') return;
  await askToLeave(location, 'test', { force: true, timeoutMs: 5000 });
}

/** Calls a method of the host that a repository has. */
export async function callHost<M extends MethodName>(
  repository: string,
  method: M,
  params: MethodParams<M>,
): Promise<MethodResults[M]> {
  const location = findRepository(repository);
  if (location === null) throw new Error('The repository is gone.');
  const host = await connectHost({ location, client: 'test', start: false, timeoutMs: 5000 });
  return host.call(method, params).finally(() => host.dispose());
}

/** Has a session's agent end its turn with a question. */
export async function askUser(
  repository: string,
  session: Session,
  question: string,
  agent = 'scripted',
): Promise<void> {
  await callHost(repository, 'agentEvent', {
    agent,
    agentSessionId: session.name,
    sessionId: session.id,
    pid: null,
    cwd: session.worktreePath,
    event: { kind: 'turnEnded', lastMessage: question },
  });
}
