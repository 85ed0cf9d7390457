import { callOnce } from './callOnce';
import type { ClientKind } from './clientKind';
import type { RepositoryLocation } from './repositoryLocation';

/**
 * Asks the host of a repository to leave, of whatever version it is.
 * @param force whether one that runs in VS Code is to leave too.
 * @returns whether it does.
 * @throws CoordinatorError `hostUnavailable` when it does not answer.
 */
export async function askToLeave(
  location: RepositoryLocation,
  client: ClientKind,
  options: { readonly force: boolean; readonly timeoutMs: number },
): Promise<boolean> {
  const { force, timeoutMs } = options;
  const { leaving } = await callOnce({ location, client, method: 'handOver', params: { force }, timeoutMs });
  return leaving;
}
