import type { Clock } from '../base/clock';
import { worktreeBusy, worktreeNotClean, worktreeNotFound, worktreeNotOurs } from '../core/errors';
import type { Session } from '../core/session';
import type { Claims } from './claims';
import type { Git } from './git/git';
import type { Notices } from './notices';
import { logOperation } from './operations';
import { realPathOf } from './repositoryPaths';
import type { Sessions } from './sessions';
import type { State } from './state';
import type { Db } from './store/store';
import { filesWithWork } from './worktrees/localFiles';
import { discardUnfinished } from './worktrees/createWorktree';
import type { Setups } from './worktrees/setup/setups';
import { removeWorktree } from './worktrees/removeWorktree';
import type { Worktree, WorktreeNote, Worktrees } from './worktrees/worktrees';

/** What becomes of the worktree of a session that ends. */
export type WorktreeWish = 'auto' | 'keep' | 'remove';

/** What became of a worktree. */
export interface Disposal {
  readonly path: string;
  readonly outcome: 'removed' | 'kept' | 'adopted';
  readonly reason: string;
  readonly snapshotRef: string | null;
}

/** What ending sessions needs of the engine. */
export interface ReleaseParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly notices: Notices;
  readonly worktrees: Worktrees;
  readonly setups: Setups;
}

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
    await this.keep(session.worktreePath, 'Its agent ended without a word.');
  }

  /**
   * Removes a worktree of ours that no session is in.
   * @throws CoordinatorError `worktreeNotFound`, `worktreeNotOurs`, `worktreeBusy`, `worktreeNotClean`.
   */
  async removeWorktreeAt(path: string, force: boolean): Promise<Disposal> {
    const worktree = await this.find(await realPathOf(path));
    if (worktree === undefined) throw worktreeNotFound(path);
    if (!isOurs(worktree)) throw worktreeNotOurs(path);
    const busy = this.parts.sessions.live().find((session) => session.worktreePath === worktree.path);
    if (busy !== undefined) throw worktreeBusy(path, busy.name);
    const removal = await this.remove(worktree, force);
    if (removal.outcome === 'kept')
      throw worktreeNotClean(path, lowerFirst(removal.reason.replace(/\.$/, '')));
    return removal;
  }

  /** Says of every worktree of ours without a session what a removal would do, or does it. */
  async cleanUpWorktrees(dryRun: boolean): Promise<Disposal[]> {
    const busy = new Set(this.parts.sessions.live().map((session) => session.worktreePath));
    const idle = (await this.parts.worktrees.refresh()).filter(isOurs).filter(({ path }) => !busy.has(path));
    const disposals: Disposal[] = [];
    for (const worktree of idle) {
      disposals.push(dryRun ? await this.preview(worktree) : await this.remove(worktree, false));
    }
    return disposals;
  }

  /** Removes what is left of worktrees whose creation was cut short: they have a note but no session ever. */
  async repair(): Promise<string[]> {
    const { state, worktrees, sessions } = this.parts;
    const orphans = worktrees.notes().filter((note) => sessions.byId(note.sessionId) === undefined && note.keptBecause === null); // prettier-ignore
    if (orphans.length === 0) return [];
    const listed = new Map((await worktrees.refresh()).map((worktree) => [worktree.path, worktree]));
    const told: string[] = [];
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
      const removal = await this.remove(worktree, false);
      told.push(`The creation of worktree "${note.name}" had been interrupted. ${removal.reason}`);
    }
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
        claims: claims.storedOf(db, session.id),
      } as const;
      const operation = logOperation(db, { time: now, kind, sessionId: session.id, summary, undo });
      notices.drop(db, session.id);
      return { operation, releasedClaims: claims.releaseAll(db, session.id) };
    });
  }

  private async disposeOf(session: Session, wish: WorktreeWish, partOf: number | null): Promise<Disposal> {
    const path = session.worktreePath;
    const worktree = await this.find(path);
    const nothing = { path, snapshotRef: null };
    if (worktree === undefined)
      return { ...nothing, outcome: 'removed', reason: 'The worktree was gone already.' };
    if (!isOurs(worktree)) return { ...nothing, outcome: 'adopted', reason: 'The folder was there before the session and stays as it is.' }; // prettier-ignore
    const other = this.parts.sessions.live().find((live) => live.worktreePath === path);
    if (other !== undefined)
      return { ...nothing, outcome: 'kept', reason: `Session "${other.name}" works in it too.` };
    if (wish === 'keep') {
      await this.keep(path, 'It was kept when its session ended.');
      return { ...nothing, outcome: 'kept', reason: 'It was kept as asked.' };
    }
    return this.remove(worktree, wish === 'remove', partOf);
  }

  private async remove(
    worktree: OurWorktree,
    force: boolean,
    partOf: number | null = null,
  ): Promise<Disposal> {
    const { git, state, worktrees, clock, setups } = this.parts;
    const { path, note } = worktree;
    await setups.cancel(path);
    const options = { mode: force ? 'force' : 'safe', now: clock.now(), localFiles: filesWithWork(await setups.recipe()) } as const; // prettier-ignore
    const removal = await removeWorktree(git, worktree, options);
    const { outcome, reason, snapshot } = removal;
    if (snapshot === null) {
      await this.keep(path, reason);
      return { path, outcome, reason, snapshotRef: null };
    }
    const { branch, head, ref } = snapshot;
    const operation = await state.commit((db) => {
      worktrees.dropNote(db, path);
      const undo = { type: 'worktree', note, branch, head, snapshotRef: ref } as const;
      const entry = { time: clock.now(), kind: 'worktreeRemoved', sessionId: note.sessionId } as const;
      return logOperation(db, { ...entry, summary: `Worktree ${path}: ${reason}`, undo, ...(partOf !== null && { partOf }) }); // prettier-ignore
    });
    await worktrees.refresh();
    const back = ` Bring it back with: parallel-cc undo ${partOf ?? operation}`;
    return { path, outcome, reason: `${reason}${back}`, snapshotRef: ref };
  }

  private async preview(worktree: OurWorktree): Promise<Disposal> {
    const { clock, setups } = this.parts;
    const options = { mode: 'preview', now: clock.now(), localFiles: filesWithWork(await setups.recipe()) } as const; // prettier-ignore
    const { outcome, reason } = await removeWorktree(this.parts.git, worktree, options);
    return { path: worktree.path, outcome, reason, snapshotRef: null };
  }

  private async keep(path: string, because: string): Promise<void> {
    const { state, worktrees } = this.parts;
    const note = worktrees.notes().find((known) => known.path === path);
    if (note === undefined) return;
    await state.commit((db) => worktrees.writeNote(db, { ...note, keptBecause: because }));
    await worktrees.refresh();
  }

  private async find(path: string): Promise<Worktree | undefined> {
    return (await this.parts.worktrees.refresh()).find((worktree) => worktree.path === path);
  }
}

type OurWorktree = Worktree & { readonly note: WorktreeNote };

function isOurs(worktree: Worktree): worktree is OurWorktree {
  return worktree.note !== null && !worktree.isMain;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
