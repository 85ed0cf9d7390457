import type { Clock } from '../../base/clock';
import { refNotFound, targetUnknown } from '../../core/errors';
import type { Landing } from '../../core/landing';
import type { MergeEvent } from '../../core/mergeEvent';
import { describeMerge } from '../../core/mergeEvent';
import type { Session } from '../../core/session';
import type { Git } from '../git/git';
import type { Notices } from '../notices';
import { logOperation } from '../operations';
import type { Sessions } from '../sessions';
import type { State } from '../state';
import type { Db } from '../store/db';
import { isAncestor } from '../worktrees/refs';
import { howLanded } from '../worktrees/landed';
import type { Worktrees } from '../worktrees/worktrees';
import { BranchTips } from './branchTips';
import { findStillOpen } from './stillOpen';
import type { MergeSubscription } from './mergeRows';
import { deleteSubscriptions, insertMergeEvent, insertSubscription, moveSubscriptions, selectMergeEvent, selectMergeEvents, selectSubscriptions, takeUntoldMergeEvents } from './mergeRows'; // prettier-ignore

/** What watching for merges needs of the engine. */
export interface MergeEventsParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly notices: Notices;
  readonly worktrees: Worktrees;
}

/** How a branch stands to its target. */
export interface MergeStatus {
  readonly branch: string;
  readonly target: string;
  readonly landing: Landing;
  /** The merge as it was seen; null when it was not. */
  readonly event: MergeEvent | null;
}

/** A branch that is watched: `head` and `base` are commits. */
interface Watched {
  readonly branch: string;
  readonly target: string;
  readonly base: string;
  /** Where it was last seen; undefined when it never was. */
  readonly head: string | undefined;
}

/** A branch of which something has moved since the last look: itself, or a commit that its target is at. */
interface News {
  readonly key: string;
  readonly watched: Watched;
  readonly head: string;
  readonly targets: readonly string[];
  readonly before: Seen | undefined;
}

const notIn = { how: 'open', commit: '' } as const;

/** What the last look found of a branch. */
interface Seen {
  readonly head: string;
  readonly targets: string;
  /** Whether it had commits that its target lacked. */
  readonly wasOpen: boolean;
}

/** Sees when branches get into their targets, in whichever way, and tells the sessions that wait for it. */
export class MergeEvents {
  private readonly seen = new Map<string, Seen>();
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly parts: MergeEventsParts) {}

  /** The newest merges that were seen, newest first; of one branch only where it is named. */
  newest(limit: number, branch: string | null = null): MergeEvent[] {
    return this.parts.state.read((db) => selectMergeEvents(db, limit, branch));
  }

  /**
   * The merges that nobody took before, newest first, whoever saw them: the radar looks too.
   * @param alsoWrite is run in the same transaction.
   */
  takeUntold(alsoWrite: (db: Db, events: readonly MergeEvent[]) => void): Promise<MergeEvent[]> {
    return this.parts.state.commit((db) => {
      const events = takeUntoldMergeEvents(db);
      alsoWrite(db, events);
      return events;
    });
  }

  /**
   * Says how a branch stands to its target now.
   * @throws CoordinatorError `refNotFound`, `gitFailed`.
   */
  async status(branch: string, wantedTarget: string | null): Promise<MergeStatus> {
    const tips = await BranchTips.read(this.parts.git);
    const target = this.targetOf(branch, wantedTarget);
    const head = tips.of(branch);
    const [event = null] = this.newest(1, branch).filter((one) => one.target === target);
    if (head === undefined) {
      if (event === null) throw refNotFound(branch);
      return { branch, target, landing: event.how, event };
    }
    const targets = tips.ofTarget(target);
    if (targets.length === 0) throw refNotFound(target);
    const noted = this.parts.state.read((db) => selectMergeEvent(db, { branch, target, sourceCommit: head }));
    if (noted !== undefined) return { branch, target, landing: noted.how, event: noted };
    const base = await this.landedBefore({ branch, target }, head, await this.baseOf(branch, head, targets));
    const open = await Promise.all(targets.map((commit) => findStillOpen(this.parts.git, commit, [head])));
    const asked = targets.filter((_, index) => open[index]?.has(head) !== true);
    const landing = asked.length === 0 ? notIn : await this.landingOf(head, asked, base);
    return { branch, target, landing: landing.how, event: null };
  }

  /** Has a session told when a branch gets into its target, unless it is there already. */
  async subscribe(session: Session, branch: string, wantedTarget: string | null): Promise<MergeStatus> {
    const status = await this.status(branch, wantedTarget);
    if (status.landing !== 'open' && status.landing !== 'nothing') return status;
    const tips = await BranchTips.read(this.parts.git);
    const head = tips.of(branch);
    if (head === undefined) throw refNotFound(branch);
    const { target } = status;
    const base = await this.baseOf(branch, head, tips.ofTarget(target));
    const createdAt = this.parts.clock.now();
    this.seen.set(keyOf({ branch, target }), { head, targets: '', wasOpen: status.landing === 'open' });
    await this.parts.state.commit((db) => {
      insertSubscription(db, { sessionId: session.id, branch, target, head, base, createdAt });
    });
    return status;
  }

  /** Forgets that a session wants to be told; returns whether it did. */
  async cancel(session: Session, branch: string, target: string | null): Promise<boolean> {
    const wish = { sessionId: session.id, branch, target };
    return this.parts.state.commit((db) => deleteSubscriptions(db, wish).length > 0);
  }

  /** Who waits to hear of which branch, oldest first. */
  subscriptions(): MergeSubscription[] {
    return this.parts.state.read(selectSubscriptions);
  }

  /** Looks whether branches got into their targets since the last look. */
  look(): Promise<void> {
    this.looking = this.looking.catch(() => undefined).then(() => this.lookOnce());
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const watched = this.watched();
    for (const key of this.seen.keys()) if (!watched.has(key)) this.seen.delete(key);
    if (watched.size === 0) return;
    const tips = await BranchTips.read(this.parts.git);
    const news = [...watched].flatMap(([key, one]) => this.newsOf(key, one, tips) ?? []);
    const open = await this.stillOpen(news);
    for (const one of news) await this.lookAt(one, open);
  }

  // Null where nothing has moved since the last look.
  private newsOf(key: string, watched: Watched, tips: BranchTips): News | null {
    const before = this.seen.get(key);
    const head = tips.of(watched.branch) ?? before?.head ?? watched.head;
    const targets = tips.ofTarget(watched.target);
    if (head === undefined || (before?.head === head && before.targets === targets.join())) return null;
    return { key, watched, head, targets, before };
  }

  // By target's commit: the heads that are certainly not in it.
  private async stillOpen(news: readonly News[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const commits = [...new Set(news.flatMap(({ targets }) => targets))];
    const found = await Promise.all(
      commits.map(
        (commit) => findStillOpen(this.parts.git, commit, news.filter(({ targets }) => targets.includes(commit)).map(({ head }) => head)), // prettier-ignore
      ),
    );
    return new Map(commits.map((commit, index) => [commit, found[index] ?? new Set()]));
  }

  private async lookAt(
    { key, watched, head, targets, before }: News,
    open: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<void> {
    // prettier-ignore
    const { branch, target, base } = watched;
    const asked = targets.filter((commit) => open.get(commit)?.has(head) !== true);
    const { how, commit } =
      asked.length === 0 && targets.length > 0
        ? notIn
        : await this.landingOf(head, asked, await this.landedBefore(watched, head, base));
    this.seen.set(key, { head, targets: targets.join(), wasOpen: how === 'open' });
    if (watched.head !== undefined && watched.head !== head)
      await this.parts.state.commit((db) => moveSubscriptions(db, branch, head));
    if (how === 'open' || how === 'nothing') return;
    if (how === 'merged' && !(await this.wasWorkedOn(branch, head, before))) return;
    await this.note({ branch, target, sourceCommit: head, targetCommit: commit, how, detectedAt: this.parts.clock.now() }); // prettier-ignore
  }

  private async note(event: Omit<MergeEvent, 'id'>): Promise<void> {
    if (this.parts.state.read((db) => selectMergeEvent(db, event)) !== undefined && !this.isAwaited(event))
      return;
    const { state, notices, clock } = this.parts;
    await state.commit((db) => {
      const isNew = insertMergeEvent(db, event);
      const what = describeMerge(event);
      const text = `parallel-cc: ${what}. Bring ${event.target} into your branch before you build on it.`;
      const notice = { kind: 'merge', key: `merge:${event.branch}:${event.target}:${event.sourceCommit}`, text } as const; // prettier-ignore
      for (const sessionId of this.liveSubscribers(db, event)) notices.leave(db, sessionId, notice);
      const summary = `${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
      if (isNew) logOperation(db, { time: clock.now(), kind: 'branchMerged', sessionId: null, summary });
    });
  }

  private liveSubscribers(db: Db, { branch, target }: Pick<MergeEvent, 'branch' | 'target'>): string[] {
    const ids = deleteSubscriptions(db, { sessionId: null, branch, target });
    return ids.filter((id) => this.parts.sessions.byId(id)?.endedAt === null);
  }

  private isAwaited({ branch, target }: Pick<MergeEvent, 'branch' | 'target'>): boolean {
    const wishes = this.parts.state.read(selectSubscriptions);
    return wishes.some((wish) => wish.branch === branch && wish.target === target);
  }

  // Branches that somebody waits for, and those that sessions work on.
  private watched(): Map<string, Watched> {
    const wishes = this.parts.state.read(selectSubscriptions);
    const own = this.parts.sessions
      .live()
      .flatMap(({ worktreePath, branch: first, baseCommit, targetBranch }) => {
        const branch = this.parts.worktrees.known.find(({ path }) => path === worktreePath)?.branch ?? first;
        if (branch === null || targetBranch === null || branch === targetBranch) return [];
        return [{ branch, target: targetBranch, base: baseCommit, head: undefined }];
      });
    return new Map([...own, ...wishes].map((one) => [keyOf(one), one]));
  }

  private async landingOf(
    head: string,
    targets: readonly string[],
    base: string,
  ): Promise<{ readonly how: Landing; readonly commit: string }> {
    let found: Landing = 'open';
    for (const commit of targets) {
      const how = await howLanded(this.parts.git, head, commit, base);
      if (how !== 'open' && how !== 'nothing') return { how, commit };
      if (how === 'nothing') found = how;
    }
    return { how: found, commit: '' };
  }

  // Git notes in a branch's log how it got where it is: one that only caught up with its target, or was put there, was
  // not merged, however far it was before.
  private async wasWorkedOn(branch: string, head: string, before: Seen | undefined): Promise<boolean> {
    const wasOpen = before?.wasOpen ?? false;
    if (wasOpen && before?.head === head) return true;
    const log = await this.parts.git.run(['log', '--walk-reflogs', '--max-count=1', '--format=%H %gs', `refs/heads/${branch}`, '--'], { okCodes: [0, 128] }); // prettier-ignore
    const how = log.stdout.startsWith(`${head} `) ? log.stdout.slice(head.length + 1) : '';
    if (/^(commit|cherry-pick|am|revert)\b/.test(how)) return true;
    return wasOpen && !/^(reset|checkout|branch|(merge|pull)\b.*: Fast-forward)/.test(how);
  }

  // Of a branch that landed before, only what came since is still to land.
  private async landedBefore(
    { branch, target }: { readonly branch: string; readonly target: string },
    head: string,
    base: string,
  ): Promise<string> {
    // prettier-ignore
    const last = this.parts.state.read((db) => selectMergeEvents(db, 20, branch)).find((event) => event.target === target && event.sourceCommit !== head); // prettier-ignore
    return last !== undefined && (await isAncestor(this.parts.git, last.sourceCommit, head)) ? last.sourceCommit : base; // prettier-ignore
  }

  // Where the branch was made: as its session knows, otherwise as its log says, otherwise where it left its target.
  private async baseOf(branch: string, head: string, targets: readonly string[]): Promise<string> {
    const { sessions, git } = this.parts;
    const session = sessions.live().find((one) => one.branch === branch);
    if (session !== undefined) return session.baseCommit;
    const log = await git.run(['log', '--walk-reflogs', '--format=%H', `refs/heads/${branch}`, '--'], { okCodes: [0, 128] }); // prettier-ignore
    const first = log.stdout.trimEnd().split('\n').at(-1) ?? '';
    // One that was fetched, or made where work was already, has its work before its log begins.
    if (first !== '' && first !== head && (await isAncestor(git, first, head))) return first;
    const parting = await git.run(['merge-base', head, ...targets.slice(0, 1)], { okCodes: [0, 1, 128] });
    return parting.stdout.trim() || head;
  }

  private targetOf(branch: string, wanted: string | null): string {
    const { sessions, worktrees } = this.parts;
    const session = sessions.live().find((one) => one.branch === branch);
    const note = worktrees.known.find((one) => one.branch === branch)?.note;
    const main = worktrees.known.find(({ isMain }) => isMain)?.branch;
    const found = wanted ?? session?.targetBranch ?? note?.targetBranch ?? main;
    if (found === null || found === undefined) throw targetUnknown(branch);
    return found;
  }
}

function keyOf({ branch, target }: { readonly branch: string; readonly target: string }): string {
  return `${branch}\n${target}`;
}
