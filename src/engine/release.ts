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
import type { Removal } from './worktrees/removeWorktree';
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
    const releasedClaims = await this.end(
      session,
      'sessionReleased',
      `Session "${session.name}" ended.`,
      alsoWrite,
    );
    const worktree = await this.disposeOf(session, wish);
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
    return { path: worktree.path, ...removal };
  }

  /** Says of every worktree of ours without a session what a removal would do, or does it. */
  async cleanUpWorktrees(dryRun: boolean): Promise<Disposal[]> {
    const busy = new Set(this.parts.sessions.live().map((session) => session.worktreePath));
    const idle = (await this.parts.worktrees.refresh()).filter(isOurs).filter(({ path }) => !busy.has(path));
    const disposals: Disposal[] = [];
    for (const worktree of idle) {
      const removal = dryRun
        ? await removeWorktree(this.parts.git, worktree, { mode: 'preview', now: this.parts.clock.now() })
        : await this.remove(worktree, false);
      disposals.push({ path: worktree.path, ...removal });
    }
    return disposals;
  }

  /** Removes what is left of worktrees whose creation was cut short: they have a note but no session ever. */
  async repair(): Promise<string[]> {
    const { state, worktrees, sessions } = this.parts;
    const listed = new Map((await worktrees.refresh()).map((worktree) => [worktree.path, worktree]));
    const orphans = worktrees.notes().filter((note) => sessions.byId(note.sessionId) === undefined && note.keptBecause === null); // prettier-ignore
    const told: string[] = [];
    for (const note of orphans) {
      const worktree = listed.get(note.path);
      if (worktree === undefined || !isOurs(worktree)) {
        await state.commit((db) => worktrees.dropNote(db, note.path));
        continue;
      }
      const removal = await this.remove(worktree, false);
      told.push(`The creation of worktree "${note.name}" had been interrupted. ${removal.reason}`);
    }
    return told;
  }

  private async end(
    session: Session,
    kind: 'sessionReleased' | 'sessionReaped',
    summary: string,
    alsoWrite: (db: Db) => void = () => undefined,
  ): Promise<number> {
    const { state, sessions, claims, notices, clock } = this.parts;
    return state.commit((db) => {
      alsoWrite(db);
      const now = clock.now();
      if (sessions.byId(session.id)?.endedAt !== null) return 0;
      const end = { state: 'done', stateReason: null, stateSince: now, endedAt: now } as const;
      sessions.change(db, session.id, (live) => ({ ...live, ...end }));
      logOperation(db, { time: now, kind, sessionId: session.id, summary });
      notices.drop(db, session.id);
      return claims.releaseAll(db, session.id, session.name);
    });
  }

  private async disposeOf(session: Session, wish: WorktreeWish): Promise<Disposal> {
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
    return { path, ...(await this.remove(worktree, wish === 'remove')) };
  }

  private async remove(worktree: OurWorktree, force: boolean): Promise<Removal> {
    const { git, state, worktrees, clock } = this.parts;
    const removal = await removeWorktree(git, worktree, { mode: force ? 'force' : 'safe', now: clock.now() });
    if (removal.outcome === 'kept') {
      await this.keep(worktree.path, removal.reason);
      return removal;
    }
    await state.commit((db) => {
      worktrees.dropNote(db, worktree.path);
      logOperation(db, {
        time: clock.now(),
        kind: 'worktreeRemoved',
        sessionId: worktree.note.sessionId,
        summary: `Worktree ${worktree.path}: ${removal.reason}`,
      });
    });
    await worktrees.refresh();
    return removal;
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
