import { SerialQueue } from '../base/async';
import type { Clock } from '../base/clock';
import { invalidInput, nameTaken, notResumable, resumedElsewhere } from '../core/errors';
import { livenessOf } from '../core/process';
import type { Session } from '../core/session';
import type { SessionSnapshot } from '../core/sessionSnapshot';
import { snapshotLabel } from '../core/sessionSnapshot';
import type { Slot } from '../core/setup/environment';
import type { Git } from './git/git';
import { findRemoval, logOperation, markUndone } from './operations';
import { pathExists } from './pathExists';
import { identityOf } from './processes/identity';
import type { Sessions } from './sessions';
import type { LostWorktree } from './snapshots/restoreWorktree';
import type { Rebuild, Rebuilds } from './snapshots/rebuilds';
import type { Timeline } from './snapshots/timeline';
import type { State } from './state';
import type { NewWorktrees } from './worktrees/newWorktrees';
import type { Setups } from './worktrees/setup/setups';
import type { Slots } from './worktrees/setup/slots';
import type { Worktree, Worktrees } from './worktrees/worktrees';

/** What resuming needs of the engine. */
export interface ResumeParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly worktrees: Worktrees;
  readonly timeline: Timeline;
  readonly slots: Slots;
  readonly rebuilds: Rebuilds;
  readonly newWorktrees: NewWorktrees;
  readonly setups: Setups;
}

/** The agent that a session goes on for. */
export interface StartingAgent {
  readonly pid: number;
  /** Its kind; null when it is not known. */
  readonly agent: string | null;
}

/** A session that goes on. */
export interface Resumed {
  readonly session: Session;
  /** What its worktree had to be made anew from; null when it was there. */
  readonly rebuiltFrom: string | null;
  /** What of it is not as it was or as in a new worktree, a sentence each. */
  readonly warnings: readonly string[];
  /** The number and the first port of its worktree. */
  readonly slot: Slot;
}

/** Lets sessions go on whose agents have gone: after a crash, a reboot or their end. */
export class Resume {
  private readonly queue = new SerialQueue();

  constructor(private readonly parts: ResumeParts) {}

  /**
   * Makes a session a live one again, for an agent that is about to start as process `pid`. Where it is said which
   * agent that is, a session of another one is refused: its conversation is none that this one knows. A worktree that is gone is
   * made anew: from what was kept when it was removed, else from the session's last snapshot, else from the branch that was
   * checked out last.
   * @throws CoordinatorError `notResumable`, `nameTaken`, `invalidInput`, `restoreBlocked`.
   */
  resume(session: Session, { pid, agent }: StartingAgent): Promise<Resumed> {
    return this.queue.run(async () => {
      const { state, sessions, clock, slots, git, newWorktrees } = this.parts;
      if (agent !== null && agent !== session.agent) throw resumedElsewhere(session, await pathExists(session.worktreePath)); // prettier-ignore
      await this.requireFree(session);
      const process = await identityOf(pid);
      if (process === null) throw invalidInput(`process ${pid}`, 'it is not running');
      const rebuilt = await this.ensureWorktree(session);
      const resumed = await state.commit((db) => {
        sessions.reopen(db, session.id);
        const slot = slots.assign(db, session.worktreePath, session.worktreePath === git.cwd);
        const live = sessions.change(db, session.id, (before) => ({ ...before, process, stateReason: null }));
        const again = rebuilt === null ? [] : [`Its worktree was made anew from ${rebuilt.source.name}.`, ...rebuilt.warnings]; // prettier-ignore
        const summary = [`Session "${session.name}" goes on.`, ...again].join(' ');
        const entry = { time: clock.now(), kind: 'sessionResumed', sessionId: session.id, summary } as const;
        const operation = logOperation(db, entry);
        if (rebuilt?.source.removal != null) markUndone(db, [rebuilt.source.removal], operation);
        return { session: live, slot };
      });
      // Its variables tell of the slot, which it has only now.
      if (rebuilt !== null) await newWorktrees.setUpAgain(session.worktreePath);
      return { ...resumed, rebuiltFrom: rebuilt?.source.name ?? null, warnings: rebuilt?.warnings ?? [] };
    });
  }

  private async requireFree(session: Session): Promise<void> {
    if (session.process !== null && session.endedAt === null) {
      const liveness = livenessOf(session.process, await identityOf(session.process.pid));
      if (liveness === 'alive') throw notResumable(session.name, `its agent is running (pid ${session.process.pid})`); // prettier-ignore
    }
    const others = this.parts.sessions.live().filter(({ id }) => id !== session.id);
    if (others.some(({ name }) => name === session.name)) throw nameTaken(session.name);
    const inside = others.find(({ worktreePath }) => worktreePath === session.worktreePath);
    if (inside !== undefined) throw notResumable(session.name, `session "${inside.name}" works in its worktree now`); // prettier-ignore
  }

  private async ensureWorktree(session: Session): Promise<RebuiltFrom | null> {
    const { state, worktrees, clock, rebuilds, setups } = this.parts;
    const path = session.worktreePath;
    const found = (await worktrees.refresh()).find((worktree) => worktree.path === path);
    if (found !== undefined && !found.prunable) return null;
    const source = await this.lastKnown(session, found);
    if (source === null) throw notResumable(session.name, 'its worktree is gone, and so are its branch and snapshots'); // prettier-ignore
    const { name, baseCommit, targetBranch, id } = session;
    const branch = worktrees.notes().find((known) => known.path === path)?.branch ?? source.ownBranch;
    const note = { ...{ name, baseCommit, targetBranch, branch }, createdAt: clock.now(), sessionId: id, keptBecause: null }; // prettier-ignore
    const sparsePaths = isWhole(source) ? [] : (await setups.recipe()).sparsePaths;
    const rebuild = await rebuilds.rebuild({ path, sparsePaths, ...source.lost }, note);
    const warnings = await this.complete(path, source, rebuild).catch(async (error: unknown) => {
      await rebuild.takeBack();
      throw error;
    });
    await state.commit((db) => rebuild.settle(db));
    await rebuild.finish();
    return { source, warnings };
  }

  // Before it counts: one that is cut short here is taken away by the next start, and made anew by the next attempt.
  private async complete(path: string, source: Source, { rebuilt }: Rebuild): Promise<string[]> {
    const submodules = !isWhole(source);
    return [...rebuilt.missing, ...(await this.parts.newWorktrees.complete(path, { submodules }))];
  }

  private async lastKnown(session: Session, listed: Worktree | undefined): Promise<Source | null> {
    const removal = findRemoval(this.parts.state, session);
    if (removal !== null && (await this.commitOf(removal.undo.snapshotRef)) !== null)
      return { name: 'what was kept when it was removed', lost: removal.undo, ownBranch: removal.undo.note.branch, removal: removal.id }; // prettier-ignore
    // A branch that was there before the session is not ours, and stays when the worktree goes.
    const ownBranch = session.adopted ? '' : (session.branch ?? '');
    const last = this.parts.timeline.of(session.id).at(-1) ?? null;
    const { branch, head } = await this.lastCheckedOut(session, listed, last);
    // Commits made after the last snapshot are on the branch; a snapshot of an older commit would hide them.
    if (last !== null && (head === null || head === last.head))
      return { name: 'its last snapshot', lost: { branch, head: last.head, snapshotRef: last.ref }, ownBranch, removal: null }; // prettier-ignore
    if (head === null) return null;
    const name = branch === null ? `commit ${head.slice(0, 10)}` : `branch ${branch}`;
    const older = last === null ? '' : `. What its last snapshot has beside that comes back with: parallel-cc restore ${session.name}@${snapshotLabel(last)} --new`; // prettier-ignore
    return { name: `${name}${older}`, lost: { branch, head, snapshotRef: null }, ownBranch, removal: null };
  }

  // An agent may have changed the branch: git knows the present one as long as it lists the worktree, then the last
  // snapshot does. Which one the session began on is told where nothing else is.
  private async lastCheckedOut(
    session: Session,
    listed: Worktree | undefined,
    last: SessionSnapshot | null,
  ): Promise<{ readonly branch: string | null; readonly head: string | null }> {
    const { branch } = listed ?? last ?? session;
    const head = branch === null ? ((listed ?? last)?.head ?? null) : await this.commitOf(`refs/heads/${branch}`); // prettier-ignore
    return { branch, head };
  }

  private async commitOf(ref: string): Promise<string | null> {
    const args = ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`];
    const found = await this.parts.git.run(args, { okCodes: [0, 1, 128] });
    return found.code === 0 ? found.stdout.trim() : null;
  }
}

// Of a worktree that was removed as a whole it is known which submodules and folders were checked out.
function isWhole({ lost }: Source): boolean {
  return lost.submodules !== undefined;
}

/** What a worktree was made anew from, and what of it is not as it was. */
interface RebuiltFrom {
  readonly source: Source;
  readonly warnings: readonly string[];
}

/** What a worktree is made anew from. */
interface Source {
  readonly name: string;
  readonly lost: Omit<LostWorktree, 'path'>;
  /** The branch that we made for it; empty when there is none. */
  readonly ownBranch: string;
  /** The operation that removed the worktree, which is undone thereby. */
  readonly removal: number | null;
}
