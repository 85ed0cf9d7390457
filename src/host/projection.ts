import { basename } from 'node:path';
import { Emitter } from '../base/event';
import type { Claim, ClaimWait } from '../core/claim';
import { describeTarget } from '../core/claimTarget';
import type { Session } from '../core/session';
import type { SessionSnapshot } from '../core/sessionSnapshot';
import { snapshotLabel } from '../core/sessionSnapshot';
import type { Engine } from '../engine/engine';
import type { LoggedBreach } from '../engine/operations';
import { listBreaches, listOperations } from '../engine/operations';
import type {
  BreachView,
  ClaimView,
  ClaimWaitView,
  HostInfo,
  RepositoryInfo,
  SessionView,
  Snapshot,
  SnapshotSummary,
  WorktreeView,
} from '../protocol/snapshot';
import { projectConflicts } from './conflictViews';
import type { RunView } from '../protocol/runMethods';
import type { Guards } from './guards/guards';
import { viewRun } from './runViews';

/** How many ended sessions people are shown. */
const shownEnded = 10;
const shownSnapshots = 10;
const shownMerges = 20;
const shownLandings = 20;
const shownBreaches = 20;
const shownOperations = 50;
/** Changes that come within this time, in milliseconds, are shown as one. */
const coalesceMs = 15;
/** What changes without pause is shown anew this often, in milliseconds; where showing takes long, less often. */
const paceMs = 100;
/** Of the time at most one part in so many goes into showing what changes without pause. */
const restFactor = 5;

/** Makes of the engine's state what people are shown, and tells when it has changed. */
export class Projection {
  private readonly changed = new Emitter<Snapshot>();
  readonly onChanged = this.changed.event;
  private sequence = 0;
  private timer: NodeJS.Timeout | undefined;
  private warnings: readonly string[] = [];
  private disposed = false;
  private lastBuildMs = 0;
  private announcedAt = -Infinity;

  constructor(
    private readonly engine: Engine,
    private readonly host: HostInfo,
    readonly repository: RepositoryInfo,
    private readonly guards: Guards,
  ) {}

  /** Sets what users are warned of, beside what the opening of the engine had to repair. */
  warn(warnings: readonly string[]): void {
    if (warnings.join('\n') === this.warnings.join('\n')) return;
    this.warnings = warnings;
    this.schedule();
  }

  /** Announces the present state soon, together with what else changes until then. */
  schedule(): void {
    this.sequence++;
    if (this.disposed) return;
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        if (this.changed.hasListeners) this.announce();
      },
      Math.max(coalesceMs, this.announcedAt + this.pauseMs() - performance.now()),
    );
  }

  private pauseMs(): number {
    return Math.max(paceMs, this.lastBuildMs * restFactor);
  }

  /**
   * Builds the snapshot of this moment. @param allEnded whether all ended sessions are in it that have a worktree or
   * snapshots: they may be hundreds, so nobody is sent them who has not asked.
   */
  build({ allEnded } = { allEnded: false }): Snapshot {
    const { engine } = this;
    const live = engine.sessions.live();
    const ended = allEnded ? this.endedWithWork() : engine.sessions.ended(shownEnded);
    const names = new Map([...ended, ...live].map((session) => [session.id, session.name]));
    const claims = engine.claims.all();
    const conflicts = projectConflicts(engine, live);
    const claimCounts = new Map<string, number>();
    for (const { sessionId } of claims) claimCounts.set(sessionId, (claimCounts.get(sessionId) ?? 0) + 1);
    const sessions = [...live, ...ended].map((session) => this.sessionView(session, claimCounts, conflicts));
    const report = engine.radar.report;
    const repairs = engine.repairs.told;
    return {
      sequence: this.sequence,
      repository: this.repository,
      host: this.host,
      sessions,
      worktrees: this.worktreeViews(live),
      claims: claims.map((claim) => viewClaim(claim, names)),
      waits: engine.claims.waiting().map((wait) => viewWait(wait, names)),
      conflicts,
      breaches: this.breachViews(live),
      radar: {
        state: engine.settings.current.radar ? report.state : 'off',
        lookedAt: report.lookedAt,
        lastLookMs: report.lookMs,
        pairs: report.pairCount,
        unknown: engine.settings.current.radar ? unknownPairs(engine, live) : [],
        message: report.message,
      },
      merges: engine.mergeEvents.newest(shownMerges),
      landings: engine.landings.queue.newest(shownLandings),
      operations: listOperations(engine.state, shownOperations),
      guards: this.guards.receipts,
      warnings: [...repairs, ...engine.settings.problems, ...engine.removals.leftovers(), ...this.warnings],
      repairs,
      settings: engine.settings.current,
    };
  }

  private endedWithWork(): Session[] {
    const { sessions, worktrees, timeline } = this.engine;
    const places = new Set(worktrees.known.map(({ path }) => path));
    const kept = timeline.sessions();
    return sessions.ended(null).filter(({ id, worktreePath }, index) => index < shownEnded || places.has(worktreePath) || kept.has(id)); // prettier-ignore
  }

  // Those who hear of it have their own turns of the loop.
  private announce(): void {
    this.announcedAt = performance.now();
    const snapshot = this.build();
    this.lastBuildMs = performance.now() - this.announcedAt;
    setImmediate(() => {
      if (!this.disposed) this.changed.fire(snapshot);
    });
  }

  /** Announces nothing any more. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
  }

  private sessionView(
    session: Session,
    claimCounts: ReadonlyMap<string, number>,
    conflicts: Snapshot['conflicts'],
  ): SessionView {
    const worktree = this.engine.worktrees.known.find((known) => known.path === session.worktreePath);
    const changed = this.engine.radar.report.changedFiles[session.worktreePath];
    const { id } = session;
    return {
      ...session,
      branch: session.endedAt === null ? (worktree?.branch ?? session.branch) : session.branch,
      alive: session.endedAt === null ? this.engine.maintenance.isAlive(id) : false,
      worktreeName: worktree?.name ?? basename(session.worktreePath),
      changedFiles: session.endedAt === null ? (changed?.length ?? null) : null,
      claimCount: claimCounts.get(id) ?? 0,
      conflictCount: conflicts.filter(({ ours, theirs }) => ours.sessionId === id || theirs.sessionId === id)
        .length,
      snapshots: this.engine.timeline.newest(id, shownSnapshots).map(summarize),
      guard: this.guardOf(session),
      slot: this.engine.slots.of(session.worktreePath),
      setup: session.endedAt === null ? this.engine.setups.progress(session.worktreePath) : null,
      run: this.runOf(id),
    };
  }

  private runOf(sessionId: string): RunView | null {
    const run = this.engine.runs.of(sessionId);
    return run === undefined ? null : viewRun(this.engine, run);
  }

  // What its hooks ask about is refused; what is written past them is seen as long as the watch works.
  private guardOf({ agentSessionId, endedAt }: Session): SessionView['guard'] {
    if (endedAt !== null) return null;
    const isHooked = agentSessionId !== null && this.guards.receipts.every(({ works }) => works);
    if (isHooked) return 'guarded';
    return this.engine.watch.problem === null ? 'watched' : 'advisory';
  }

  // What was left by sessions that are over is nobody's to put back any more.
  private breachViews(live: readonly Session[]): BreachView[] {
    const isLive = (id: string): boolean => live.some((session) => session.id === id);
    const found = listBreaches(this.engine.state, shownBreaches).filter(({ undo }) => isLive(undo.sessionId));
    return found.flatMap((breach) => this.breachView(breach) ?? []);
  }

  private breachView({ id, time, summary, undo }: LoggedBreach): BreachView | null {
    const { breach, worktreePath, paths } = undo;
    if (breach === undefined) return null;
    const nameOf = (session: string): string => this.engine.sessions.nameOf(session);
    const { writer: writerId, holder: holderId, label, writtenAt } = breach;
    return { operation: id, time, writtenAt, path: paths[0] ?? '', label, worktreePath, writerId, writer: nameOf(writerId), holderId, holder: nameOf(holderId), summary }; // prettier-ignore
  }

  private worktreeViews(live: readonly Session[]): WorktreeView[] {
    return this.engine.worktrees.known.map((worktree) => ({
      path: worktree.path,
      name: worktree.name,
      isMain: worktree.isMain,
      branch: worktree.branch,
      head: worktree.head,
      ours: worktree.note !== null,
      sessionId: live.find((session) => session.worktreePath === worktree.path)?.id ?? null,
      keptBecause: worktree.note?.keptBecause ?? null,
      locked: worktree.locked,
      prunable: worktree.prunable,
      slot: this.engine.slots.of(worktree.path),
    }));
  }
}

/** A claim with the name of its holder. */
export function viewClaim(claim: Claim, names: ReadonlyMap<string, string>): ClaimView {
  return { ...claim, holder: names.get(claim.sessionId) ?? claim.sessionId, label: describeTarget(claim) };
}

function viewWait(
  { id, request, since, until }: ClaimWait,
  names: ReadonlyMap<string, string>,
): ClaimWaitView {
  const { sessionId, target, mode } = request;
  return { id, sessionId, session: names.get(sessionId) ?? sessionId, label: describeTarget(target), mode, since, until }; // prettier-ignore
}

function summarize(snapshot: SessionSnapshot): SnapshotSummary {
  const { kind, time, prompt } = snapshot;
  return { label: snapshotLabel(snapshot), kind, time, prompt };
}

function unknownPairs(engine: Engine, live: readonly Session[]): Snapshot['radar']['unknown'] {
  const labelOf = (side: { kind: string; path?: string; name?: string }): string =>
    live.find((session) => session.worktreePath === side.path)?.name ??
    side.name ??
    basename(side.path ?? '');
  return engine.radar.report.pairs.flatMap(({ ours, theirs, preview }) =>
    preview.outcome === 'unknown' ? [{ ours: labelOf(ours), theirs: labelOf(theirs), why: preview.why }] : [],
  );
}
