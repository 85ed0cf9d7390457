import { SerialQueue } from '../../../base/async';
import type { Clock } from '../../../base/clock';
import { byteSize } from '../../../core/byteSize';
import { CoordinatorError } from '../../../core/errors';
import { snapshotLabel } from '../../../core/sessionSnapshot';
import type { Git } from '../../git/git';
import { logOperation } from '../../operations';
import { pathExists } from '../../pathExists';
import { findLastingUsers } from '../../processes/folderUse';
import type { Sessions } from '../../sessions';
import type { TakenSnapshot } from '../../snapshots/takeSnapshot';
import type { State } from '../../state';
import { filesWithWork } from '../localFiles';
import type { Setups } from '../setup/setups';
import type { Worktrees } from '../worktrees';
import type { Aside } from './asides';
import { Asides } from './asides';
import type { BranchPlan } from './branchPlan';
import { deleteBranch, planBranch } from './branchPlan';
import type { Consent } from './describeRemoval';
import { describePlan, describeRemoval, whyKept } from './describeRemoval';
import type { Examination, OurWorktree } from './examine';
import { examineWorktree } from './examine';
import { Leftovers } from './leftovers';
import { keepLast, whyRemembered } from './missing';
import type { SizedPath } from './survey';
import { Stays, putBack, takeAway } from './takeAway';
import { judgeCommits } from './unmerged';

/** What became of a worktree, see `WorktreeOutcome` of the protocol. */
export interface Disposal {
  readonly path: string;
  readonly outcome: 'removed' | 'kept' | 'adopted';
  readonly reason: string;
  readonly snapshotRef: string | null;
  readonly sizeBytes: number | null;
  readonly notKept: readonly SizedPath[];
  readonly operation: number | null;
}

/** What removing worktrees needs of the engine. */
export interface RemovalParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly worktrees: Worktrees;
  readonly setups: Setups;
  /** Git's common directory. */
  readonly commonDir: string;
}

/** How a removal is done. */
export interface RemovalOptions extends Consent {
  /** How long processes that are at work in it may take to leave, in milliseconds. */
  readonly graceMs: number;
  /** The operation that it is a step of; null when it is none. */
  readonly partOf: number | null;
}

/**
 * Removes worktrees that we made, one at a time: examined, kept in a snapshot, moved aside, looked at once more, noted
 * as removed, and only then deleted. Whenever that is cut short, either the worktree is there as it was, or it is
 * removed and can be brought back, and what is left to delete is deleted by the next clean-up.
 */
export class Removals {
  private readonly queue = new SerialQueue();
  private readonly asides: Asides;
  private readonly left: Leftovers;

  constructor(private readonly parts: RemovalParts) {
    this.asides = new Asides(parts.state);
    this.left = new Leftovers({ ...parts, asides: this.asides });
  }

  /** Says what a removal would do, and changes nothing. */
  async preview(worktree: OurWorktree, consent: Consent): Promise<Disposal> {
    const { path } = worktree;
    if (!(await pathExists(path))) {
      const why = await whyRemembered(worktree);
      return why === null ? untouched(path, 'removed', 'Its folder is gone; git would forget it.') : untouched(path, 'kept', why); // prettier-ignore
    }
    const found = await this.examine(worktree).catch(asSentence);
    if (typeof found === 'string') return untouched(path, 'kept', found);
    const { bytes: sizeBytes, ignored } = found;
    const why = whyKept(found, consent);
    if (why !== null) return { ...untouched(path, 'kept', why), sizeBytes };
    const plan = describePlan(found, this.planBranch(worktree, found).sentence);
    return { ...untouched(path, 'removed', plan), sizeBytes, notKept: ignored.reproducible };
  }

  /** Removes a worktree, or keeps it and notes why. */
  remove(worktree: OurWorktree, options: RemovalOptions): Promise<Disposal> {
    return this.queue.run(async () => {
      try {
        return (await pathExists(worktree.path)) ? await this.takeAway(worktree, options) : await this.forget(worktree, options); // prettier-ignore
      } catch (error) {
        const reason = asSentence(error);
        await this.noteKept(worktree.path, reason);
        return untouched(worktree.path, 'kept', reason);
      }
    });
  }

  /** Looks at all of a worktree, changing nothing. */
  async examine(worktree: OurWorktree): Promise<Examination> {
    const { git, setups, commonDir } = this.parts;
    return examineWorktree(git, worktree, { commonDir, localFiles: filesWithWork(await setups.recipe()) });
  }

  /** Notes why a worktree is kept. */
  async noteKept(path: string, because: string): Promise<void> {
    const { state, worktrees } = this.parts;
    const note = worktrees.notes().find((known) => known.path === path);
    if (note === undefined) return;
    await state.commit((db) => worktrees.writeNote(db, { ...note, keptBecause: because }));
    await worktrees.refresh();
  }

  /** Settles removals that were cut short: the worktree is there as it was, or removed; returns a sentence for each. */
  recover(): Promise<string[]> {
    return this.queue.run(() => this.left.recover());
  }

  /** Deletes what is left of removed worktrees; returns a sentence for each. */
  finish(): Promise<string[]> {
    return this.queue.run(() => this.left.finish());
  }

  /** What could not be deleted yet, a sentence each. */
  leftovers(): string[] {
    return this.left.sentences();
  }

  private async takeAway(worktree: OurWorktree, options: RemovalOptions): Promise<Disposal> {
    const { git, clock, setups } = this.parts;
    const { path } = worktree;
    await setups.cancel(path);
    await findLastingUsers(path, options.graceMs);
    const since = clock.now();
    const found = await this.examine(worktree);
    const why = whyKept(found, options);
    if (why !== null) {
      await this.noteKept(path, why);
      return { ...untouched(path, 'kept', why), sizeBytes: found.bytes };
    }
    const branch = this.planBranch(worktree, found);
    const parts = { git, clock, asides: this.asides };
    const taken = await takeAway(parts, worktree, found, since);
    const { snapshot, aside } = taken;
    const summary = `The worktree was removed, ${byteSize(found.bytes)}. ${branch.sentence}`.trimEnd();
    const { partOf } = options;
    const { submodules } = found;
    const operation = await this.commit(worktree, snapshot, { summary, aside, submodules, partOf }).catch(async (error: unknown) => {
      await putBack(parts, taken, 'Its removal could not be noted.');
      throw error;
    }); // prettier-ignore
    const sentence = await this.dropBranch(branch);
    const reason = describeRemoval(found, sentence, await this.left.clear(aside), aside.folder);
    return removed(path, snapshot, { reason, operation, partOf, found });
  }

  // Its folder is gone: what git still has of it goes too, and what is known of it is kept.
  private async forget(worktree: OurWorktree, { partOf }: RemovalOptions): Promise<Disposal> {
    const { git, state, clock } = this.parts;
    const { path, head, note } = worktree;
    const why = await whyRemembered(worktree);
    if (why !== null) throw new Stays(why);
    const branch = this.planBranch(worktree, { head, ...(await judgeCommits(git, head, note)) });
    const { snapshot, last } = await keepLast(git, state, worktree, clock.now());
    const kept =
      last === null ? '' : ` What its last snapshot has is kept, ${last.sessionName}@${snapshotLabel(last)}.`;
    const gone = `Its folder was gone, and what git still had of it is removed.${kept}`;
    const summary = `${gone} ${branch.sentence}`.trimEnd();
    const operation = await this.commit(worktree, snapshot, {
      summary,
      aside: null,
      submodules: null,
      partOf,
    });
    await this.left.forget(path);
    const sentence = await this.dropBranch(branch);
    const reason = `${gone} ${sentence}`.trimEnd();
    return removed(path, snapshot, { reason, operation, partOf, found: null });
  }

  private planBranch(
    worktree: OurWorktree,
    found: Pick<Examination, 'head' | 'landing' | 'landedIn'>,
  ): BranchPlan {
    const others = this.parts.worktrees.known.filter(({ path }) => path !== worktree.path);
    return planBranch(worktree, found, others);
  }

  private commit(
    { path, note }: OurWorktree,
    { ref, branch, head }: TakenSnapshot,
    of: { readonly summary: string; readonly aside: Aside | null; readonly submodules: readonly string[] | null; readonly partOf: number | null }, // prettier-ignore
  ): Promise<number> {
    const { state, worktrees, clock, sessions } = this.parts;
    return state.commit((db) => {
      const settler = sessions.live().find(({ worktreePath }) => worktreePath === path);
      if (settler !== undefined) throw new Stays(`Session "${settler.name}" works in it now.`);
      worktrees.dropNote(db, path);
      if (of.aside !== null) this.asides.noteRemoved(db, of.aside);
      const undo = {
        type: 'worktree',
        note,
        branch,
        head,
        snapshotRef: ref,
        ...(of.submodules !== null && { submodules: of.submodules }),
      } as const;
      const entry = { time: clock.now(), kind: 'worktreeRemoved', sessionId: note.sessionId } as const;
      return logOperation(db, { ...entry, summary: `Worktree ${path}: ${of.summary}`, undo, ...(of.partOf !== null && { partOf: of.partOf }) }); // prettier-ignore
    });
  }

  // Returns what to say of the branch.
  private async dropBranch({ deleted, sentence }: BranchPlan): Promise<string> {
    const gone = deleted === null || (await deleteBranch(this.parts.git, deleted));
    return gone ? sentence : `Its branch ${deleted.branch} stays, since it has moved on.`;
  }
}

/** An answer on a worktree of which nothing was changed. */
export function untouched(path: string, outcome: Disposal['outcome'], reason: string): Disposal {
  return { path, outcome, reason, snapshotRef: null, sizeBytes: null, notKept: [], operation: null };
}

function removed(
  path: string,
  { ref }: TakenSnapshot,
  of: { readonly reason: string; readonly operation: number; readonly partOf: number | null; readonly found: Examination | null }, // prettier-ignore
): Disposal {
  const operation = of.partOf ?? of.operation;
  const reason = `${of.reason} Bring it back with: parallel-cc undo ${operation}`;
  const { found } = of;
  return { path, outcome: 'removed', reason, snapshotRef: ref, sizeBytes: found?.bytes ?? null, notKept: found?.ignored.reproducible ?? [], operation }; // prettier-ignore
}

// One worktree that git cannot read must not stop the clean-up of the others.
function asSentence(error: unknown): string {
  if (error instanceof Stays) return error.message;
  const isOfSystem = error instanceof Error && 'syscall' in error;
  if (!isOfSystem && !(error instanceof CoordinatorError)) throw error;
  return `It could not be looked at or removed. ${error.message.replace(/\.?$/, '.')}`;
}
