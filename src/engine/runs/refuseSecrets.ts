import { secretsFound } from '../../core/errors';
import type { Run } from '../../core/run';
import type { Git } from '../git/git';
import type { SecretSearch } from '../secrets/secretSearch';
import { keptHome } from './keptHome';

/**
 * Lets a run go on only where nothing of what it would send away is a secret, or its user sends that all the same. It comes
 * before there is a sandbox.
 * @param git in the session's worktree.
 * @param onProgress told in a sentence how far the search is.
 * @throws CoordinatorError `secretsFound`.
 */
export async function refuseSecrets(
  git: Git,
  search: SecretSearch,
  { baseCommit, allowSecrets, sandboxId }: Run,
  onProgress: (doing: string) => void,
): Promise<void> {
  if (allowSecrets || sandboxId !== null) return;
  const told = (searched: number, all: number): void =>
    onProgress(`The repository is searched for secrets: ${searched} of ${all} files.`);
  const found = await search.search(git, baseCommit, await keptHome(git, baseCommit), told);
  if (found.length > 0) throw secretsFound(found);
}
