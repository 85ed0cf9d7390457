import type { Landing } from '../../../core/landing';
import { CoordinatorError } from '../../../core/errors';
import { pathExists } from '../../pathExists';
import type { Sessions } from '../../sessions';
import type { Worktree, Worktrees } from '../worktrees';
import type { Examination, OurWorktree } from './examine';
import { isOurs, lockSentence } from './examine';
import type { Removals } from './removals';
import { survey } from './survey';

/** What a look at all of a worktree found, see `WorktreeReport` of the protocol. */
export interface WorktreeFindings {
  readonly sizeBytes: number | null;
  readonly state: 'main' | 'inUse' | 'locked' | 'missing' | 'work' | 'merged' | 'idle' | 'foreign';
  readonly says: string;
  readonly landing: Landing | null;
  readonly landedIn: string | null;
}

/** What reports need of the engine. */
export interface ReportParts {
  readonly worktrees: Worktrees;
  readonly sessions: Sessions;
  readonly removals: Removals;
}

/** Looks at all of a worktree, changing nothing. @param path as git's list has it. */
export async function reportWorktree(parts: ReportParts, path: string): Promise<WorktreeFindings> {
  const worktree = parts.worktrees.known.find((known) => known.path === path);
  if (worktree === undefined || !(await pathExists(path))) return found('missing', 'folder is gone', null);
  const session = parts.sessions.live().find(({ worktreePath }) => worktreePath === path);
  const users = session === undefined ? [] : [`in use by ${session.name}`];
  if (!isOurs(worktree)) return reportOther(parts, worktree, users);
  try {
    return judge(worktree, await parts.removals.examine(worktree), users);
  } catch (error) {
    if (!(error instanceof CoordinatorError)) throw error;
    return found('work', `cannot be looked at: ${error.message}`, null);
  }
}

async function reportOther(
  { worktrees }: ReportParts,
  worktree: Worktree,
  users: readonly string[],
): Promise<WorktreeFindings> {
  const others = worktrees.known.map(({ path }) => path).filter((path) => path !== worktree.path);
  const { bytes } = await survey(worktree.path, [], others);
  const kind = worktree.isMain ? 'main worktree' : 'not made by parallel-cc';
  const state = worktree.isMain
    ? 'main'
    : users.length > 0
      ? 'inUse'
      : worktree.locked
        ? 'locked'
        : 'foreign';
  return found(state, [...users, kind].join(', '), bytes);
}

function judge(worktree: OurWorktree, examined: Examination, users: readonly string[]): WorktreeFindings {
  const { blockers, work, landing, landedIn, bytes } = examined;
  // What the agent of a session has open there is no news.
  const against = blockers.filter(({ kind }) => users.length === 0 || kind === 'other');
  const landed =
    landedIn === null ? [] : [`merged into ${landedIn}${landing === 'merged' ? '' : ` (${landing})`}`];
  const rest = [...work, ...landed];
  const notes = [...users, ...lockSentence(worktree).map(plain), ...against.filter(({ kind }) => kind !== 'locked').map(({ sentence }) => plain(sentence)), ...rest]; // prettier-ignore
  const says = notes.length > 0 ? notes.join(', ') : 'nothing of its own';
  return { ...found(stateOf(examined, worktree, users), says, bytes), landing, landedIn };
}

function stateOf(
  { blockers, work, landedIn }: Examination,
  { locked }: OurWorktree,
  users: readonly string[],
): WorktreeFindings['state'] {
  if (users.length > 0 || blockers.some(({ kind }) => kind === 'inUse')) return 'inUse';
  if (locked) return 'locked';
  if (work.length > 0 || blockers.length > 0) return 'work';
  return landedIn === null ? 'idle' : 'merged';
}

function found(state: WorktreeFindings['state'], says: string, sizeBytes: number | null): WorktreeFindings {
  return { state, says, sizeBytes, landing: null, landedIn: null };
}

// A sentence as a part of a list.
function plain(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}
