import type { Clock } from '../base/clock';
import { worktreeBusy, worktreeNotClean, worktreeNotFound, worktreeNotOurs } from '../core/errors';
import type { Session } from '../core/session';
import type { Claims } from './claims/claims';
import type { Git } from './git/git';
import type { Notices } from './notices';
import { logOperation, markUndone } from './operations';
import { realPathOf } from './repositoryPaths';
import type { Sessions } from './sessions';
import { beingBroughtBack } from './snapshots/rebuilds';
import type { State } from './state';
import type { Db } from './store/store';
import { discardUnfinished } from './worktrees/createWorktree';
import type { OurWorktree } from './worktrees/removal/examine';
import { isOurs } from './worktrees/removal/examine';
import type { Disposal, Removals } from './worktrees/removal/removals';
import { untouched } from './worktrees/removal/removals';
import type { Worktree, Worktrees } from './worktrees/worktrees';

/** What becomes of the worktree of a session that ends. */
export type WorktreeWish = 'auto' | 'keep' | 'remove';

/** What ending sessions needs of the engine. */
export interface ReleaseParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly notices: Notices;
  readonly worktrees: Worktrees;
  readonly removals: Removals;
}

/** An agent or a terminal has just ended, and what it started may take a moment to end too; in milliseconds. */
const graceMs = 2000;
/** What works in a worktree that nobody is in is not about to leave; a short look may still come from an editor. */
const shortGraceMs = 300;

/** Ends sessions and disposes of worktrees. Work is never lost: what is saved nowhere else stays where it is. */
export class Release {
  constructor(private readonly parts: ReleaseParts) {}

  /**
   * Ends a session: its claims are free at once. Ending it again only disposes of its worktree.
   * @param alsoWrite is run in the transaction that ends it.
   */
  async release(
    session: Session,
    wish: WorktreeWish,
    alsoWrite: (db: Db) => void = () => undefined,
  ): Promise<{ readonly session: Session; readonly releasedClaims: number; readonly worktree: Disposal }> {
    const summary = `Session "${session.name}" ended.`;
    const { operation, releasedClaims } = await this.end(session, 'sessionReleased', summary, alsoWrite);
    const worktree = await this.disposeOf(session, wish, operation);
    return { session: this.parts.sessions.byId(session.id) ?? session, releasedClaims, worktree };
  }

  /** Ends a session whose process is gone; its worktree stays until somebody cleans up. */
  async reap(session: Session): Promise<void> {
    await this.end(session, 'sessionReaped', `Session "${session.name}" was ended: its process is gone.`);
    await this.parts.removals.noteKept(session.worktreePath, 'Its agent ended without a word.');
  }

  /**
   * Removes a worktree of ours that no session is in, or says what removing it would do. Commits of which the target has
   * copies may go: who names a worktree wants it gone.
   * @throws CoordinatorError `worktreeNotFound`, `worktreeNotOurs`, `worktreeBusy`, `worktreeNotClean`.
   */
  async removeWorktreeAt(
    path: string,
    options: { readonly force: boolean; readonly dryRun: boolean },
  ): Promise<Disposal> {
    const { removals, sessions } = this.parts;
    const worktree = await this.find(realPathOf(path));
    if (worktree === undefined) throw worktreeNotFound(path);
    if (!isOurs(worktree)) throw worktreeNotOurs(path);
    const busy = sessions.live().find((session) => session.worktreePath === worktree.path);
    if (busy !== undefined) throw worktreeBusy(path, busy.name);
    const consent = { force: options.force, copies: true };
    if (options.dryRun) return removals.preview(worktree, consent);
    const removal = await removals.remove(worktree, { ...consent, graceMs, partOf: null });
    if (removal.outcome !== 'kept') return removal;
    const forced = options.force ? removal : await removals.preview(worktree, { ...consent, force: true });
    throw worktreeNotClean(path, removal.reason, forced.outcome !== 'kept');
  }

  /** Removes every worktree of ours without a session that has nothing to lose. @param merged see `Consent`. */
  async cleanUpWorktrees(merged: boolean): Promise<Disposal[]> {
    const disposals: Disposal[] = [];
    for (const worktree of await this.idleWorktrees([]))
      disposals.push(await this.parts.removals.remove(worktree, { force: false, copies: merged, graceMs: shortGraceMs, partOf: null })); // prettier-ignore
    return disposals;
  }

  /** Says what would become of every such worktree. @param ending sessions that the clean-up would end first. */
  async previewCleanUp(merged: boolean, ending: readonly Session[]): Promise<Disposal[]> {
    const disposals: Disposal[] = [];
    for (const worktree of await this.idleWorktrees(ending))
      disposals.push(await this.parts.removals.preview(worktree, { force: false, copies: merged }));
    return disposals;
  }

  private async idleWorktrees(ending: readonly Session[]): Promise<OurWorktree[]> {
    const { sessions, worktrees } = this.parts;
    const staying = sessions.live().filter(({ id }) => ending.every((session) => session.id !== id));
    const busy = new Set(staying.map((session) => session.worktreePath));
    return (await worktrees.refresh()).filter(isOurs).filter(({ path }) => !busy.has(path));
  }

  /**
   * Ends what a crash cut short: removals, and the creation of worktrees, which have a note but no session ever. Returns
   * what was done, a sentence each.
   */
  async repair(): Promise<string[]> {
    const { state, worktrees, sessions, removals } = this.parts;
    const told = await removals.recover();
    told.push(...(await this.takeHalvesAway()));
    const orphans = worktrees.notes().filter((note) => sessions.byId(note.sessionId) === undefined && note.keptBecause === null); // prettier-ignore
    if (orphans.length === 0) return told;
    const listed = new Map((await worktrees.refresh()).map((worktree) => [worktree.path, worktree]));
    for (const note of orphans) {
      const worktree = listed.get(note.path);
      if (worktree === undefined || !isOurs(worktree)) {
        await state.commit((db) => worktrees.dropNote(db, note.path));
        continue;
      }
      if (await this.discard(worktree)) {
        told.push(
          `The creation of worktree "${note.name}" had been interrupted. What there was of it is removed.`,
        );
        continue;
      }
      const removal = await removals.remove(worktree, { force: false, copies: false, graceMs: 0, partOf: null }); // prettier-ignore
      told.push(`The creation of worktree "${note.name}" had been interrupted. ${removal.reason}`);
    }
    return told;
  }

  // What was removed is kept, and all that was done in it since is kept too, so that it can go.
  private async takeHalvesAway(): Promise<string[]> {
    const { state, worktrees, removals } = this.parts;
    const told: string[] = [];
    const halves = new Set(worktrees.notes().filter(({ keptBecause }) => keptBecause === beingBroughtBack).map(({ path }) => path)); // prettier-ignore
    if (halves.size === 0) return told;
    const listed = (await worktrees.refresh()).filter(isOurs).filter(({ path }) => halves.has(path));
    for (const worktree of listed) {
      const { operation, reason } = await removals.remove(worktree, { force: true, copies: true, graceMs: 0, partOf: null }); // prettier-ignore
      // Undoing the newest operation is not to bring back half a worktree.
      if (operation !== null) await state.commit((db) => markUndone(db, [operation], operation));
      told.push(`Worktree ${worktree.path} was being brought back when that was interrupted. ${operation === null ? reason : 'What there was of it is removed; bring it back again.'}`); // prettier-ignore
    }
    const gone = [...halves].filter((path) => listed.every((worktree) => worktree.path !== path));
    await state.commit((db) => gone.forEach((path) => worktrees.dropNote(db, path)));
    return told;
  }

  private async discard({ path, note }: OurWorktree): Promise<boolean> {
    const { git, state, worktrees } = this.parts;
    const discarded = await discardUnfinished(git, { path, branch: note.branch, commit: note.baseCommit });
    if (discarded) await state.commit((db) => worktrees.dropNote(db, path));
    return discarded;
  }

  private async end(
    session: Session,
    kind: 'sessionReleased' | 'sessionReaped',
    summary: string,
    alsoWrite: (db: Db) => void = () => undefined,
  ): Promise<{ readonly operation: number | null; readonly releasedClaims: number }> {
    const { state, sessions, claims, notices, clock } = this.parts;
    return state.commit((db) => {
      alsoWrite(db);
      const now = clock.now();
      if (sessions.byId(session.id)?.endedAt !== null) return { operation: null, releasedClaims: 0 };
      const end = { state: 'done', stateReason: null, stateSince: now, endedAt: now } as const;
      sessions.change(db, session.id, (live) => ({ ...live, ...end }));
      const undo = {
        type: 'session',
        sessionId: session.id,
        claims: claims.ofSession(session.id),
      } as const;
      const operation = logOperation(db, { time: now, kind, sessionId: session.id, summary, undo });
      notices.drop(db, session.id);
      return { operation, releasedClaims: claims.releaseAll(db, session.id) };
    });
  }

  private async disposeOf(session: Session, wish: WorktreeWish, partOf: number | null): Promise<Disposal> {
    const path = session.worktreePath;
    const worktree = await this.find(path);
    if (worktree === undefined) return untouched(path, 'removed', 'The worktree was gone already.');
    if (!isOurs(worktree)) return untouched(path, 'adopted', 'The folder was there before the session and stays as it is.'); // prettier-ignore
    const other = this.parts.sessions.live().find((live) => live.worktreePath === path);
    if (other !== undefined) return untouched(path, 'kept', `Session "${other.name}" works in it too.`);
    if (wish === 'keep') {
      await this.parts.removals.noteKept(path, 'It was kept when its session ended.');
      return untouched(path, 'kept', 'It was kept as asked.');
    }
    return this.parts.removals.remove(worktree, { force: wish === 'remove', copies: false, graceMs, partOf });
  }

  private async find(path: string): Promise<Worktree | undefined> {
    return (await this.parts.worktrees.refresh()).find((worktree) => worktree.path === path);
  }
}
