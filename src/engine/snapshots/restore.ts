import type { Clock } from '../../base/clock';
import { previewOutdated, sessionAtWork } from '../../core/errors';
import type { Session } from '../../core/session';
import type { SessionSnapshot } from '../../core/sessionSnapshot';
import { snapshotLabel } from '../../core/sessionSnapshot';
import type { PathRules } from '../../core/repositoryPath';
import type { Git } from '../git/git';
import { logOperation } from '../operations';
import { planId } from '../planId';
import type { State } from '../state';
import type { OurWrites } from '../watch/ourWrites';
import { isMeant, requireKnown } from './pathLimits';
import { isReplaceable } from './replacing/replaceFiles';
import type { DiskChange, Replacements } from './replacing/replacements';
import type { Timeline } from './timeline';
import type { TreeDifference } from './treeDiff';
import { diffTrees } from './treeDiff';

/** What bringing back snapshots needs of the engine. */
export interface RestoreParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly ourWrites: OurWrites;
  readonly replacements: Replacements;
  readonly pathRules: PathRules;
}

/** How files are brought back. */
export interface RestoreOptions {
  readonly dryRun: boolean;
  /** Whether it is done although the session's agent is at work. */
  readonly force: boolean;
  /** The `plan` of a preview: nothing is done if it would not be the same by now; null when there was none. */
  readonly plan: string | null;
}

/** What a restore did, or would do. */
export interface Restored {
  readonly worktreePath: string;
  readonly differences: readonly TreeDifference[];
  /** Submodules that are at another commit; they stay as they are. */
  readonly submodules: readonly string[];
  /** Names all that it does. */
  readonly plan: string;
  /** What was there before, where something was replaced. */
  readonly before: SessionSnapshot | null;
  /** The new worktree that it is brought back in; null when it is the session's own. */
  readonly made: MadeWorktree | null;
  /** The operation that it is in the log; null for a preview and where nothing had to be done. */
  readonly operation: number | null;
}

/** A worktree that was made for a snapshot, or would be. */
export interface MadeWorktree {
  readonly branch: string;
  /** The commit that the snapshot was taken on. */
  readonly baseCommit: string;
  /** What did not go as wished, a sentence each. */
  readonly warnings: readonly string[];
}

/** Brings back what was in a session's worktree; see `RestoreIntoNew` for another one. */
export class Restore {
  constructor(private readonly parts: RestoreParts) {}

  /**
   * Makes the files of a session's worktree what they were at a snapshot. Its index and HEAD stay as they are, and what
   * is replaced is kept as a snapshot first.
   * @param paths limits it to these files and folders, from the top, with `/`; all when empty.
   * @throws CoordinatorError `sessionAtWork` unless forced, `invalidInput`, `previewOutdated`, `restoreBlocked`; then
   * nothing is changed.
   */
  async intoWorktree(
    session: Session,
    target: SessionSnapshot,
    paths: readonly string[],
    options: RestoreOptions,
  ): Promise<Restored> {
    if (session.endedAt === null && session.state === 'working' && !options.force && !options.dryRun)
      throw sessionAtWork(session.name);
    const before = await this.parts.timeline.take(session, 'beforeRestore');
    const restored = await this.compare(session, target, before, paths);
    const { differences, plan } = restored;
    if (options.dryRun || differences.length === 0) return restored;
    if (options.plan !== null && options.plan !== plan) throw previewOutdated(`the restore of "${session.name}"`); // prettier-ignore
    return { ...restored, operation: await this.replace(session, target, before, differences) };
  }

  private async compare(
    session: Session,
    target: SessionSnapshot,
    before: SessionSnapshot,
    paths: readonly string[],
  ): Promise<Restored> {
    const { git, pathRules } = this.parts;
    const all = await diffTrees(git, before.tree, target.tree);
    const found = all.filter(({ path }) => isMeant(path, paths, pathRules));
    if (found.length === 0) await requireKnown(git, paths, [target.tree, before.tree], pathRules);
    const differences = found.filter(isReplaceable);
    const submodules = found.filter((one) => !isReplaceable(one)).map(({ path }) => path);
    const plan = planId({ target: target.commit, differences });
    return { worktreePath: session.worktreePath, differences, submodules, plan, before, made: null, operation: null }; // prettier-ignore
  }

  private async replace(
    session: Session,
    target: SessionSnapshot,
    before: SessionSnapshot,
    differences: readonly TreeDifference[],
  ): Promise<number> {
    const { worktreePath } = session;
    this.parts.ourWrites.note(worktreePath, differences);
    const change = await this.parts.replacements.replace(worktreePath, target.commit, differences);
    const operation = await this.log(session, target, before, differences, change).catch(
      async (error: unknown) => {
        await change.takeBack();
        throw error;
      },
    );
    await change.finish();
    // The newest snapshot is what a lost worktree is made anew from, so it must be what is there now.
    this.parts.timeline.note(session, 'between');
    return operation;
  }

  private async log(
    session: Session,
    target: SessionSnapshot,
    before: SessionSnapshot,
    differences: readonly TreeDifference[],
    change: DiskChange,
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
    return state.commit((db) => {
      change.settle(db);
      return logOperation(db, { time: clock.now(), kind: 'filesRestored', sessionId: session.id, summary, undo }); // prettier-ignore
    });
  }
}
