import { findRepository } from '../../ipc/repositoryLocation';
import type { RepositoryLocation } from '../../ipc/repositoryLocation';
import type { DashboardState } from '../../protocol/webview';

/** What the window is about: a repository, or the reason why there is none. */
export type Target =
  | { readonly kind: 'repository'; readonly location: RepositoryLocation }
  | { readonly kind: 'none'; readonly state: DashboardState };

/** What is open in the window; `folders` are the paths of the workspace folders, in their order. */
export interface Workspace {
  readonly folders: readonly string[];
  readonly isTrusted: boolean;
}

/**
 * Finds the repository that a window works on: that of the first folder which lies in one. Nothing is looked at before
 * the user trusts the window.
 */
export function findTarget({ folders, isTrusted }: Workspace): Target {
  const [first] = folders;
  if (first === undefined) return { kind: 'none', state: { kind: 'noFolder' } };
  if (!isTrusted) return { kind: 'none', state: { kind: 'untrusted' } };
  const locations = folders.map((folder) => findRepository(folder));
  const location = locations.find((found) => found?.kind === 'worktree');
  if (location) return { kind: 'repository', location };
  if (locations[0]?.kind === 'bare')
    return none(`"${first}" is a bare repository, which has no files to work on.`);
  return none(`"${first}" is not in a git repository.`);
}

function none(message: string): Target {
  return { kind: 'none', state: { kind: 'noRepository', message } };
}
