import { changedSince, notUndoable } from '../../core/errors';
import { plural } from '../../core/plural';
import { pathExists } from '../pathExists';
import { isReplaceable } from '../snapshots/replacing/replaceFiles';
import type { DiskChange } from '../snapshots/replacing/replacements';
import type { TreeDifference } from '../snapshots/treeDiff';
import { diffTrees } from '../snapshots/treeDiff';
import { moveHead } from '../worktrees/moveHead';
import type { UndoData } from './undoData';
import type { UndoParts, UndoStep } from './undoStep';

type ResultsUndo = UndoData & { readonly type: 'results' };

/**
 * Finds out what taking the results of a run out of a worktree again takes: the commits leave its branch, and the files
 * that they or what came with them changed are what they were.
 * @throws CoordinatorError `notUndoable` where the branch has moved on, or a file has, unless forced.
 */
export async function resultsStep(
  parts: UndoParts,
  operation: number,
  undo: ResultsUndo,
  force: boolean,
): Promise<UndoStep> {
  const { git, sessions, timeline } = parts;
  const { worktreePath, before, after } = undo;
  const known = sessions.byId(undo.sessionId);
  if (known === undefined) throw notUndoable(operation, 'nothing is known of the session any more');
  if (!(await pathExists(worktreePath)))
    throw notUndoable(operation, `its worktree ${worktreePath} is gone`, 'Bring the worktree back first.');
  const session = { ...known, worktreePath };
  const now = await timeline.take(session, 'beforeRestore');
  // It is there already where an undo was cut short before it was noted.
  if (now.head !== after.head && now.head !== before.head)
    throw notUndoable(operation, 'the branch of its worktree has moved on since', 'Undo what came later first.'); // prettier-ignore
  const brought = new Set((await diffTrees(git, before.snapshot, after.snapshot)).map(({ path }) => path));
  const differing = async (from: string, to: string): Promise<readonly TreeDifference[]> =>
    (await diffTrees(git, from, to)).filter(({ path }) => brought.has(path));
  const since = await differing(after.snapshot, now.tree);
  if (since[0] !== undefined && !force) throw changedSince(operation, since[0].path);
  const files = (await differing(now.tree, before.snapshot)).filter(isReplaceable);
  const commits = Number((await git.run(['rev-list', '--count', now.head, `^${before.head}`])).stdout);
  const summary = `${plural(commits, 'commit')} of its run leave${commits === 1 ? 's' : ''} the branch of "${known.name}", and ${plural(files.length, 'file')} ${files.length === 1 ? 'is' : 'are'} put back.`; // prettier-ignore
  return {
    effects: [{ summary, files }],
    onDisk: () => takeBack(parts, undo, now.head, files),
    after: () => {
      timeline.note(session, 'between');
      return Promise.resolve();
    },
  };
}

async function takeBack(
  { git, ourWrites, replacements }: UndoParts,
  { worktreePath, before }: ResultsUndo,
  head: string,
  files: readonly TreeDifference[],
): Promise<DiskChange> {
  const inside = git.at(worktreePath);
  ourWrites.note(worktreePath, files);
  const change = await replacements.replace(worktreePath, before.snapshot, files);
  const move = { from: head, to: before.head };
  try {
    await moveHead(inside, move, 'parallel-cc: results of a run undone');
  } catch (error) {
    await change.takeBack();
    throw error;
  }
  return {
    ...change,
    takeBack: async () => {
      await moveHead(inside, { from: move.to, to: move.from }, 'parallel-cc: results of a run again');
      await change.takeBack();
    },
  };
}
