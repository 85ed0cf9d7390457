import { SerialQueue } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import { snapshotNotFound, toCoordinatorError } from '../../core/errors';
import { slugify } from '../../core/naming';
import type { Session } from '../../core/session';
import type { SessionSnapshot, SnapshotKind } from '../../core/sessionSnapshot';
import { findSnapshot, nextPosition, snapshotLabel } from '../../core/sessionSnapshot';
import type { Git } from '../git/git';
import { readRef } from '../git/looseRefs';
import { PlainRepositories } from '../git/plainRepository';
import { TreeReader } from '../git/treeReader';
import { newId } from '../ids';
import type { TouchedFiles } from '../radar/report';
import type { SettingsFile } from '../settings';
import type { State } from '../state';
import { changedSince } from './changedSince';
import { insertSnapshot, selectSnapshots } from './snapshotRows';
import type { Since, TakenSnapshot } from './takeSnapshot';
import { takeSnapshot } from './takeSnapshot';

/** Where snapshots are kept. */
const snapshotRefs = 'refs/parallel-cc/snapshots';
/** Within a turn a snapshot is taken this often at most, in milliseconds. */
const withinTurnMs = 120_000;
const largestUntracked = 20 * 1024 * 1024;

/** What the time-line needs of the engine. */
export interface TimelineParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly settings: SettingsFile;
  readonly logger: Logger;
  /** Says what of a worktree changed since it was last asked; null when that is not known for sure. */
  readonly touched: (worktree: string) => Promise<TouchedFiles>;
}

/** Every session's snapshots, in the order of time. */
export class Timeline {
  private readonly queues = new Map<string, SerialQueue>();
  private readonly lastLook = new Map<string, number>();
  /** By worktree: the newest snapshot, where what changed since can still be told. */
  private readonly chained = new Map<string, TakenSnapshot>();
  private readonly trees: TreeReader;
  private readonly plain = new PlainRepositories();
  /** Why the last snapshot could not be taken; null when it could. */
  problem: string | null = null;

  constructor(private readonly parts: TimelineParts) {
    this.trees = new TreeReader(parts.git);
  }

  /** The snapshots of a session, oldest first. */
  of(sessionId: string): SessionSnapshot[] {
    return this.parts.state.read((db) => selectSnapshots(db, 'session_id = ?', [sessionId]));
  }

  /** The ids of the sessions that have snapshots. */
  sessions(): ReadonlySet<string> {
    const rows = this.parts.state.read((db) =>
      db.all<{ readonly id: string }>('SELECT DISTINCT session_id AS id FROM snapshots'),
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The newest snapshots of a session, newest first. */
  newest(sessionId: string, limit: number): SessionSnapshot[] {
    return this.parts.state.read(
      (db) =>
      selectSnapshots(db, 'id IN (SELECT id FROM snapshots WHERE session_id = ? ORDER BY id DESC LIMIT ?)', [sessionId, limit]).reverse(), // prettier-ignore
    );
  }

  /**
   * Finds a snapshot of a session by its label; the newest when there is none.
   * @throws CoordinatorError `snapshotNotFound`.
   */
  find(session: Session, label: string | null): SessionSnapshot {
    const found = findSnapshot(this.of(session.id), label);
    if (found === undefined) throw snapshotNotFound(session.name, label ?? 'last');
    return found;
  }

  /**
   * Keeps what is in a session's worktree. Where nothing has changed since its last snapshot, the end of a turn is
   * noted all the same, and anything else is not.
   * @throws CoordinatorError `noCommits`, `gitFailed`, `storeUnavailable`.
   */
  take(session: Session, kind: SnapshotKind): Promise<SessionSnapshot> {
    return this.queueOf(session.worktreePath).run(() => this.takeNow(session, kind));
  }

  /** Looks at all that is in a worktree, as a snapshot would, and keeps nothing. @throws CoordinatorError `noCommits`, `gitFailed`. */
  look(worktree: string): Promise<TakenSnapshot> {
    const { git, clock } = this.parts;
    return this.queueOf(worktree).run(async () => {
      const request = { ref: `${snapshotRefs}/look/${newId()}`, message: 'Looked at', now: clock.now(), rule, complete: false, since: null }; // prettier-ignore
      const taken = await takeSnapshot(git.at(worktree), request);
      await git.run(['update-ref', '-d', request.ref]);
      return taken;
    });
  }

  /** Keeps what is in a session's worktree in the background. An agent is never kept waiting, or stopped, by a failure. */
  note(session: Session, kind: SnapshotKind): void {
    if (!this.parts.settings.current.snapshots) return;
    this.take(session, kind).then(
      () => (this.problem = null),
      (thrown: unknown) => {
        const { text } = toCoordinatorError(thrown);
        this.problem = `No snapshot of session "${session.name}" could be taken. ${text}`;
        this.parts.logger.log('error', 'snapshot failed', { session: session.name, error: text });
      },
    );
  }

  /** Keeps what an agent did within a turn that goes on, now and then. */
  noteProgress(session: Session): void {
    const since = this.parts.clock.now() - (this.lastLook.get(session.id) ?? 0);
    if (since >= withinTurnMs) this.note(session, 'between');
  }

  /** Resolves when everything that was asked for has been taken. */
  async idle(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.idle()));
  }

  private queueOf(worktree: string): SerialQueue {
    const known = this.queues.get(worktree);
    if (known !== undefined) return known;
    const made = new SerialQueue();
    this.queues.set(worktree, made);
    return made;
  }

  private async takeNow(session: Session, kind: SnapshotKind): Promise<SessionSnapshot> {
    const { state, clock } = this.parts;
    const [last] = this.newest(session.id, 1);
    if (kind === 'start' && last !== undefined) return last;
    const position = nextPosition(last, kind);
    const ref = `${snapshotRefs}/${slugify(session.name)}-${session.id.slice(0, 8)}/${snapshotLabel(position)}`;
    this.lastLook.set(session.id, clock.now());
    const taken = await this.takeCommit(session, ref, kind);
    if (last !== undefined && kind !== 'turn' && last.tree === taken.tree && last.head === taken.head) {
      await this.parts.git.run(['update-ref', '-d', ref]);
      this.chained.set(session.worktreePath, last);
      return last;
    }
    const who = { sessionId: session.id, sessionName: session.name, worktreePath: session.worktreePath };
    const row = { ...who, ...position, kind, time: clock.now(), prompt: session.prompt, ...taken };
    return state.commit((db) => insertSnapshot(db, row));
  }

  private async takeCommit(session: Session, ref: string, kind: SnapshotKind): Promise<TakenSnapshot> {
    const { git, clock } = this.parts;
    const worktree = session.worktreePath;
    const since = await this.sinceLast(worktree);
    this.chained.delete(worktree);
    const message = `${session.name}, ${kind}\n\n${session.prompt ?? ''}\n`;
    const request = { ref, message, now: clock.now(), rule, complete: false };
    const inside = git.at(worktree);
    const attempt = takeSnapshot(inside, { ...request, since });
    // A file that is written while it is read fails the first attempt; looking at everything is always right.
    const taken = await attempt.catch(() => takeSnapshot(inside, { ...request, since: null }));
    this.chained.set(worktree, taken);
    return taken;
  }

  // What cannot be told for sure is found by a look at everything.
  private async sinceLast(worktree: string): Promise<Since | null> {
    const inside = this.parts.git.at(worktree);
    const snapshot = this.chained.get(worktree);
    // Asked before the files are read: what is written meanwhile belongs to the next snapshot too.
    const touching = this.parts.touched(worktree).catch(() => null);
    const plain = snapshot === undefined ? null : await this.plain.find(inside).catch(() => null);
    const touched = await touching;
    if (snapshot === undefined || touched === null) return null;
    // What git has forgotten must not be built upon.
    if (plain !== null && (await readRef(plain.commonDir, snapshot.ref)) !== snapshot.commit) return null;
    const paths = await changedSince(inside, this.trees, snapshot.tree, touched).catch(() => null);
    return paths === null ? null : { snapshot, paths, direct: plain && { plain, trees: this.trees } };
  }
}

const rule = { largestUntracked, ignored: [], hidden: false } as const;
