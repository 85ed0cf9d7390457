import { dirname } from 'node:path';
import type { SessionSnapshot } from '../../../core/sessionSnapshot';
import type { Git } from '../../git/git';
import { importCommits } from '../../git/fastImport';
import { pathExists } from '../../pathExists';
import { selectSnapshots } from '../../snapshots/snapshotRows';
import type { TakenSnapshot } from '../../snapshots/takeSnapshot';
import type { State } from '../../state';
import { trashRefs } from '../trash';
import type { OurWorktree } from './examine';
import { lockSentence } from './examine';

/** Says why git must not forget a worktree whose folder is not there; null when it may. */
export async function whyRemembered(worktree: OurWorktree): Promise<string | null> {
  const [lock] = lockSentence(worktree);
  if (lock !== undefined) return lock;
  const around = dirname(worktree.path);
  return (await pathExists(around)) ? null : `Its folder is not there, and neither is ${around}: a drive may be missing.`; // prettier-ignore
}

/**
 * Keeps what is known of a worktree whose folder is gone: the commit that was checked out, with the uncommitted files
 * that its last snapshot has. A snapshot of another commit is older than what was lost, and kept by itself.
 * @param git in the main worktree.
 */
export async function keepLast(
  git: Git,
  state: State,
  worktree: OurWorktree,
  now: number,
): Promise<LastKept> {
  const { name, head, branch } = worktree;
  const last = lastSnapshot(state, worktree);
  const ref = `${trashRefs}/${name}/${new Date(now).toISOString().replace(/[-:.]/g, '')}`;
  const message = `Worktree "${name}", whose folder was gone`;
  const onto = last === null ? ('parent' as const) : { tree: last.tree };
  const commits = Promise.resolve([{ message, parents: [head], onto, paths: [] }]);
  const [made] = await importCommits(git, ref, commits, Math.floor(now / 1000));
  if (made === undefined) throw new Error(`Internal error: git said nothing of the commit for ${ref}`);
  return { snapshot: { ref, ...made, head, branch, leftOut: last?.leftOut ?? [] }, last };
}

/** What was kept of a worktree whose folder is gone. */
export interface LastKept {
  readonly snapshot: TakenSnapshot;
  /** Where its uncommitted files come from; null when nothing is known of any. */
  readonly last: SessionSnapshot | null;
}

// Of an earlier worktree in the same place there may be snapshots too, of another session.
function lastSnapshot(state: State, { path, head, note }: OurWorktree): SessionSnapshot | null {
  const isOfIt = 'worktree_path = ? AND (session_id = ? OR time >= ?)';
  const newest = state
    .read((db) => selectSnapshots(db, isOfIt, [path, note.sessionId, note.createdAt]))
    .at(-1);
  return newest?.head === head ? newest : null;
}
