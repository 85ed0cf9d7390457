import { invalidInput, nameTaken } from '../core/errors';
import { proposeName, slugify } from '../core/naming';
import type { Git } from './git/git';
import type { Sessions } from './sessions';
import type { SettingsFile } from './settings';
import { listBranches } from './worktrees/refs';
import type { Worktrees } from './worktrees/worktrees';

/** Where names are in use. */
export interface NameParts {
  readonly git: Git;
  readonly sessions: Sessions;
  readonly settings: SettingsFile;
  readonly worktrees: Worktrees;
}

/**
 * Picks the name of a new session: the wanted one, or one that no session, branch or worktree has.
 * @throws CoordinatorError `nameTaken`, `invalidInput`.
 */
export async function chooseName(parts: NameParts, wanted: string | null): Promise<string> {
  const taken = await takenNames(parts);
  if (wanted === null) return proposeName(taken, Math.random);
  const name = slugify(wanted);
  if (name === '') throw invalidInput(`the name "${wanted}"`, 'it has no letter or digit');
  if (taken.has(name)) throw nameTaken(name);
  return name;
}

async function takenNames({ git, sessions, worktrees, settings }: NameParts): Promise<Set<string>> {
  const [before = '', after = ''] = settings.current.worktreeBranch.split('{name}');
  const branches = [...(await listBranches(git))]
    .filter((branch) => branch.startsWith(before) && branch.endsWith(after))
    .map((branch) => branch.slice(before.length, branch.length - after.length));
  const live = sessions.live().map((session) => session.name);
  return new Set([...branches, ...live, ...worktrees.known.map((worktree) => worktree.name)]);
}
