import { findRepository } from '../../ipc/repositoryLocation';
import type { RepositoryLocation } from '../../ipc/repositoryLocation';
import type { DashboardState } from '../../protocol/webview';

/** What the window is about: a repository, or the reason why there is none. */
export type Target =
  | { readonly kind: 'repository'; readonly location: RepositoryLocation }
  | { readonly kind: 'none'; readonly state: DashboardState };

/** What is open in the window; `folder` is the path of the first workspace folder. */
export interface Workspace {
  readonly folder: string | undefined;
  readonly isTrusted: boolean;
}

/** Finds the repository that a window works on; nothing is looked at before the user trusts the folder. */
export function findTarget({ folder, isTrusted }: Workspace): Target {
  if (folder === undefined) return { kind: 'none', state: { kind: 'noFolder' } };
  if (!isTrusted) return { kind: 'none', state: { kind: 'untrusted' } };
  const location = findRepository(folder);
  if (location === null) return none(`"${folder}" is not in a git repository.`);
  if (location.kind === 'bare')
    return none(`"${folder}" is a bare repository, which has no files to work on.`);
  return { kind: 'repository', location };
}

function none(message: string): Target {
  return { kind: 'none', state: { kind: 'noRepository', message } };
}
