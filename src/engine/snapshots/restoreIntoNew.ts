import { nameTaken, previewOutdated } from '../../core/errors';
import { slugify } from '../../core/naming';
import type { SessionSnapshot } from '../../core/sessionSnapshot';
import { snapshotLabel } from '../../core/sessionSnapshot';
import { newId } from '../ids';
import { logOperation } from '../operations';
import { planId } from '../planId';
import { realPathOf } from '../repositoryPaths';
import type { SettingsFile } from '../settings';
import type { WorktreePlan } from '../worktrees/createWorktree';
import { planWorktree } from '../worktrees/createWorktree';
import type { NewWorktrees } from '../worktrees/newWorktrees';
import { listBranches } from '../worktrees/refs';
import type { WorktreeNote, Worktrees } from '../worktrees/worktrees';
import { writeOutsideOfSparse } from './outsideOfSparse';
import { isMeant, requireKnown } from './pathLimits';
import { beingBroughtBack } from './rebuilds';
import { isReplaceable } from './replacing/replaceFiles';
import type { RestoreOptions, RestoreParts, Restored } from './restore';
import type { TreeDifference } from './treeDiff';
import { diffTrees } from './treeDiff';

/** What bringing back snapshots in new worktrees needs of the engine. */
export interface RestoreIntoNewParts extends RestoreParts {
  readonly settings: SettingsFile;
  readonly worktrees: Worktrees;
  readonly newWorktrees: NewWorktrees;
}

/** A worktree that is to be made of a snapshot. */
interface Plan {
  readonly name: string;
  readonly worktree: WorktreePlan;
  readonly restored: Restored;
}

/** Brings back snapshots in new worktrees; the sessions that they are of are left alone. */
export class RestoreIntoNew {
  constructor(private readonly parts: RestoreIntoNewParts) {}

  /**
   * Makes a new worktree, on a branch of its own, at the commit that a snapshot was taken on, with the files that differed
   * from it as they were, and all that a new worktree has.
   * @param paths limits those to these files and folders, from the top, with `/`; all when empty.
   * @throws CoordinatorError `invalidInput`, `nameTaken`, `previewOutdated`, `restoreBlocked`, `gitFailed`; then nothing
   * of it is there.
   */
  async run(
    target: SessionSnapshot,
    paths: readonly string[],
    { dryRun, plan }: Pick<RestoreOptions, 'dryRun' | 'plan'>,
  ): Promise<Restored> {
    const planned = await this.plan(target, paths);
    if (dryRun) return planned.restored;
    if (plan !== null && plan !== planned.restored.plan) throw previewOutdated(`the new worktree of "${target.sessionName}"`); // prettier-ignore
    return this.make(target, planned);
  }

  private async plan(target: SessionSnapshot, paths: readonly string[]): Promise<Plan> {
    const { git, settings, pathRules } = this.parts;
    const { head, tree, commit } = target;
    const name = await this.freeName(`${slugify(target.sessionName)}-${snapshotLabel(target).replace('.', '-')}`); // prettier-ignore
    const planned = planWorktree(git.cwd, name, head, settings.current);
    const worktree = { ...planned, path: realPathOf(planned.path) };
    const found = (await diffTrees(git, head, tree)).filter(({ path }) => isMeant(path, paths, pathRules));
    if (found.length === 0) await requireKnown(git, paths, [tree, head], pathRules);
    const differences = found.filter(isReplaceable);
    const submodules = found.filter((one) => !isReplaceable(one)).map((one) => one.path);
    const { path, branch } = worktree;
    const plan = planId({ target: commit, path, differences });
    const made = { branch, baseCommit: head, warnings: [] };
    return { name, worktree, restored: { worktreePath: path, differences, submodules, plan, before: null, made, operation: null } }; // prettier-ignore
  }

  private async make(target: SessionSnapshot, { name, worktree, restored }: Plan): Promise<Restored> {
    const { worktrees, clock, newWorktrees } = this.parts;
    const { path, branch } = worktree;
    const note = { path, name, branch, baseCommit: target.head, targetBranch: null, createdAt: clock.now(), sessionId: newId(), keptBecause: beingBroughtBack }; // prettier-ignore
    await newWorktrees.takePlace(worktree, note);
    let operation: number | null = null;
    const { warnings } = await newWorktrees.finish(worktree, note, {
      layOver: () => this.layOver(path, target, restored.differences),
      hand: async () => {
        operation = await this.log(target, note, restored.differences);
      },
    });
    await worktrees.refresh();
    return { ...restored, made: { branch, baseCommit: target.head, warnings }, operation };
  }

  private async layOver(
    path: string,
    target: SessionSnapshot,
    differences: readonly TreeDifference[],
  ): Promise<void> {
    const tracked = differences.filter(({ from }) => from !== null).map((one) => one.path);
    await writeOutsideOfSparse(this.parts.git.at(path), tracked);
    await (await this.parts.replacements.replace(path, target.commit, differences)).finish();
  }

  private log(
    target: SessionSnapshot,
    note: WorktreeNote,
    differences: readonly TreeDifference[],
  ): Promise<number> {
    const { state, worktrees, clock } = this.parts;
    const label = `${target.sessionName}@${snapshotLabel(target)}`;
    const { path, sessionId: noteId } = note;
    const undo = { type: 'newWorktree', path, noteId, head: target.head, made: planId(differences) } as const;
    const entry = { time: clock.now(), kind: 'worktreeCreated', sessionId: target.sessionId, undo } as const;
    return state.commit((db) => {
      worktrees.writeNote(db, { ...note, keptBecause: `It was made from snapshot ${label}.` });
      return logOperation(db, { ...entry, summary: `Snapshot ${label} was brought back in a new worktree, ${path}.` }); // prettier-ignore
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
