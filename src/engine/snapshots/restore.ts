import type { Clock } from '../../base/clock';
import { invalidInput, nameTaken, previewOutdated, sessionAtWork } from '../../core/errors';
import type { Session } from '../../core/session';
import type { SessionSnapshot } from '../../core/sessionSnapshot';
import { snapshotLabel } from '../../core/sessionSnapshot';
import { slugify } from '../../core/naming';
import type { PathRules } from '../../core/repositoryPath';
import { repositoryPathKey } from '../../core/repositoryPath';
import type { Git } from '../git/git';
import { newId } from '../ids';
import { logOperation } from '../operations';
import { planId } from '../planId';
import { realPathOf } from '../repositoryPaths';
import type { SettingsFile } from '../settings';
import type { State } from '../state';
import type { OurWrites } from '../watch/ourWrites';
import { addWorktree, planWorktree } from '../worktrees/createWorktree';
import { listBranches } from '../worktrees/refs';
import type { Worktrees } from '../worktrees/worktrees';
import { beingBroughtBack } from './rebuilds';
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
  readonly settings: SettingsFile;
  readonly worktrees: Worktrees;
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
    const all = await diffTrees(this.parts.git, before.tree, target.tree);
    const found = all.filter(({ path }) => this.isMeant(path, paths));
    if (found.length === 0) await this.requireKnown(paths, target, before);
    const differences = found.filter(isReplaceable);
    const submodules = found.filter((one) => !isReplaceable(one)).map(({ path }) => path);
    const plan = planId({ target: target.commit, differences });
    return { worktreePath: session.worktreePath, differences, submodules, plan, before, operation: null };
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

  private isMeant(path: string, limits: readonly string[]): boolean {
    const key = repositoryPathKey(path, this.parts.pathRules);
    return limits.length === 0 || limits.some((limit) => isAtOrBelow(key, repositoryPathKey(limit, this.parts.pathRules))); // prettier-ignore
  }

  /** Makes a new worktree, on a branch of its own, that is what the session's worktree was at a snapshot. */
  async intoNewWorktree(target: SessionSnapshot, dryRun: boolean): Promise<Restored> {
    const { git, state, worktrees, settings, clock, replacements } = this.parts;
    const name = await this.freeName(
      `${slugify(target.sessionName)}-${snapshotLabel(target).replace('.', '-')}`,
    );
    const planned = planWorktree(git.cwd, name, target.head, settings.current);
    const path = realPathOf(planned.path);
    const found = await diffTrees(git, target.head, target.tree);
    const differences = found.filter(isReplaceable);
    const submodules = found.filter((one) => !isReplaceable(one)).map((one) => one.path);
    const plan = planId({ target: target.commit, path, differences });
    const result = { worktreePath: path, differences, submodules, plan, before: null };
    if (dryRun) return { ...result, operation: null };
    const because = `It was made from snapshot ${target.sessionName}@${snapshotLabel(target)}.`;
    const note = { path, name, branch: planned.branch, baseCommit: target.head, targetBranch: null, createdAt: clock.now(), sessionId: newId(), keptBecause: beingBroughtBack }; // prettier-ignore
    await state.commit((db) => worktrees.writeNote(db, note));
    await worktrees.alone(() => addWorktree(git, { ...planned, path }));
    await git.at(path).run(['reset', '--hard', '--quiet', '--no-recurse-submodules']);
    await (await replacements.replace(path, target.commit, differences)).finish();
    const summary = `Snapshot ${target.sessionName}@${snapshotLabel(target)} was brought back in a new worktree, ${path}.`;
    const operation = await state.commit((db) => {
      worktrees.writeNote(db, { ...note, keptBecause: because });
      return logOperation(db, { time: clock.now(), kind: 'worktreeCreated', sessionId: target.sessionId, summary }); // prettier-ignore
    });
    await worktrees.refresh();
    return { ...result, operation };
  }

  // A name that nothing has is a typing error, not a file that is the same.
  private async requireKnown(
    paths: readonly string[],
    target: SessionSnapshot,
    before: SessionSnapshot,
  ): Promise<void> {
    if (paths.length === 0) return;
    const lists = await Promise.all([target.tree, before.tree].map((tree) => this.parts.git.run(['ls-tree', '-r', '-z', '--name-only', '--full-tree', tree]))); // prettier-ignore
    const names = lists.flatMap(({ stdout }) => stdout.split('\0'));
    const unknown = paths.find((path) => !names.some((name) => this.isMeant(name, [path])));
    if (unknown === undefined) return;
    throw invalidInput(`"${unknown}"`, 'neither the snapshot nor the worktree has such a file', 'Name it from the top of the worktree.'); // prettier-ignore
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

function isAtOrBelow(key: string, limit: string): boolean {
  return limit === '' || key === limit || key.startsWith(`${limit}/`);
}
