import type { Clock } from '../../base/clock';
import { invalidInput, nameTaken, sessionAtWork } from '../../core/errors';
import type { Session } from '../../core/session';
import type { SessionSnapshot } from '../../core/sessionSnapshot';
import { snapshotLabel } from '../../core/sessionSnapshot';
import { slugify } from '../../core/naming';
import type { Git } from '../git/git';
import { newId } from '../ids';
import { logOperation } from '../operations';
import { realPathOf } from '../repositoryPaths';
import type { SettingsFile } from '../settings';
import type { State } from '../state';
import type { OurWrites } from '../watch/ourWrites';
import { addWorktree, planWorktree } from '../worktrees/createWorktree';
import { listBranches } from '../worktrees/refs';
import type { Worktrees } from '../worktrees/worktrees';
import type { Timeline } from './timeline';
import type { TreeDifference } from './treeDiff';
import { diffTrees } from './treeDiff';
import { writeDifferences } from './writeFiles';

/** What bringing back snapshots needs of the engine. */
export interface RestoreParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly settings: SettingsFile;
  readonly worktrees: Worktrees;
  readonly timeline: Timeline;
  readonly ourWrites: OurWrites;
}

/** What a restore did, or would do. */
export interface Restored {
  readonly worktreePath: string;
  readonly differences: readonly TreeDifference[];
  /** What was there before, where something was replaced. */
  readonly before: SessionSnapshot | null;
  /** The operation that it is in the log; null for a preview and where nothing had to be done. */
  readonly operation: number | null;
}

/** Brings back what was in a session's worktree. */
export class Restore {
  constructor(private readonly parts: RestoreParts) {}

  /**
   * Makes the files of a session's worktree what they were at a snapshot. Its index and HEAD stay as they are, and what
   * is replaced is kept as a snapshot first.
   * @param paths limits it to these files and folders, from the top, with `/`; all when empty.
   * @throws CoordinatorError `sessionAtWork` unless forced, `invalidInput`, `restoreBlocked`.
   */
  async intoWorktree(
    session: Session,
    target: SessionSnapshot,
    paths: readonly string[],
    options: { readonly dryRun: boolean; readonly force: boolean },
  ): Promise<Restored> {
    const { git, timeline } = this.parts;
    if (session.endedAt === null && session.state === 'working' && !options.force && !options.dryRun)
      throw sessionAtWork(session.name);
    const before = await timeline.take(session, 'beforeRestore');
    const differences = await diffTrees(git, before.tree, target.tree, paths);
    if (differences.length === 0) await this.requireKnown(paths, target, before);
    const result = { worktreePath: session.worktreePath, differences, before };
    if (options.dryRun || differences.length === 0) return { ...result, operation: null };
    this.parts.ourWrites.note(session.worktreePath, differences);
    await writeDifferences(git.at(session.worktreePath), differences);
    // The newest snapshot is what a lost worktree is made anew from, so it must be what is there now.
    timeline.note(session, 'between');
    return { ...result, operation: await this.log(session, target, before, differences) };
  }

  /** Makes a new worktree, on a branch of its own, that is what the session's worktree was at a snapshot. */
  async intoNewWorktree(target: SessionSnapshot, dryRun: boolean): Promise<Restored> {
    const { git, state, worktrees, settings, clock } = this.parts;
    const name = await this.freeName(
      `${slugify(target.sessionName)}-${snapshotLabel(target).replace('.', '-')}`,
    );
    const plan = planWorktree(git.cwd, name, target.head, settings.current);
    const path = realPathOf(plan.path);
    const differences = await diffTrees(git, target.head, target.tree);
    const result = { worktreePath: path, differences, before: null };
    if (dryRun) return { ...result, operation: null };
    const because = `It was made from snapshot ${target.sessionName}@${snapshotLabel(target)}.`;
    const note = { path, name, branch: plan.branch, baseCommit: target.head, targetBranch: null, createdAt: clock.now(), sessionId: newId(), keptBecause: because }; // prettier-ignore
    await state.commit((db) => worktrees.writeNote(db, note));
    await worktrees.alone(() => addWorktree(git, { ...plan, path }));
    await git.at(path).run(['reset', '--hard', '--quiet', '--no-recurse-submodules']);
    await writeDifferences(git.at(path), differences);
    const summary = `Snapshot ${target.sessionName}@${snapshotLabel(target)} was brought back in a new worktree, ${path}.`;
    const operation = await state.commit((db) =>
      logOperation(db, { time: clock.now(), kind: 'worktreeCreated', sessionId: target.sessionId, summary }),
    );
    await worktrees.refresh();
    return { ...result, operation };
  }

  // A name that nothing has is a typing error, not a file that is the same.
  private async requireKnown(
    paths: readonly string[],
    target: SessionSnapshot,
    before: SessionSnapshot,
  ): Promise<void> {
    for (const path of paths) {
      const trees = [target.tree, before.tree];
      const found = await Promise.all(trees.map((tree) => this.parts.git.run(['ls-tree', tree, '--', path.replace(/\/$/, '')]))); // prettier-ignore
      if (found.every(({ stdout }) => stdout === ''))
        throw invalidInput(`"${path}"`, 'neither the snapshot nor the worktree has such a file', 'Name it from the top of the worktree.'); // prettier-ignore
    }
  }

  private async log(
    session: Session,
    target: SessionSnapshot,
    before: SessionSnapshot,
    differences: readonly TreeDifference[],
  ): Promise<number> {
    const { state, clock } = this.parts;
    const count = `${differences.length} ${differences.length === 1 ? 'file' : 'files'}`;
    const summary = `${count} of "${session.name}" went back to snapshot ${snapshotLabel(target)}.`;
    const undo = {
      type: 'files',
      worktreePath: session.worktreePath,
      sessionId: session.id,
      paths: differences.map(({ path }) => path),
      before: before.commit,
      after: target.commit,
    } as const;
    return state.commit((db) =>
      logOperation(db, { time: clock.now(), kind: 'filesRestored', sessionId: session.id, summary, undo }),
    );
  }

  private async freeName(wanted: string): Promise<string> {
    const { git, worktrees, settings } = this.parts;
    const branches = await listBranches(git);
    const known = await worktrees.refresh();
    for (let number = 1; number < 1000; number++) {
      const name = number === 1 ? wanted : `${wanted}-${number}`;
      const plan = planWorktree(git.cwd, name, '', settings.current);
      const taken = branches.has(plan.branch) || known.some((worktree) => worktree.path === plan.path);
      if (!taken) return name;
    }
    throw nameTaken(wanted);
  }
}
