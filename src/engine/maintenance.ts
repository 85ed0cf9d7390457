import type { Clock } from '../base/clock';
import type { Claim } from '../core/claim';
import { covers, describeTarget } from '../core/claimTarget';
import type { Liveness } from '../core/process';
import { livenessOf } from '../core/process';
import type { Session } from '../core/session';
import { judgeStaleness } from '../core/session';
import type { Claims } from './claims/claims';
import { matchGlob } from './claims/matchGlob';
import type { Waits } from './claims/waits';
import type { Notices } from './notices';
import { identityOf } from './processes/identity';
import type { Release } from './release';
import type { Sessions } from './sessions';
import type { SettingsFile } from './settings';
import type { State } from './state';
import type { Db } from './store/store';

/** What looking after the state needs of the engine. */
export interface MaintenanceParts {
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly notices: Notices;
  readonly settings: SettingsFile;
  readonly release: Release;
  readonly waits: Waits;
  /** The files that a worktree has changed and that have not landed; nothing where that is not known. */
  readonly changedIn: (worktree: string) => readonly string[];
}

/** So long before its end a holder is told of it, in milliseconds. */
const warningMs = 3 * 60_000;

/** Looks after sessions whose agents have gone and claims whose time is over. */
export class Maintenance {
  private readonly seen = new Map<string, Liveness>();

  constructor(private readonly parts: MaintenanceParts) {}

  /** Whether the session's process was running when last looked; null when that cannot be told. */
  isAlive(sessionId: string): boolean | null {
    const liveness = this.seen.get(sessionId);
    return liveness === undefined || liveness === 'unknown' ? null : liveness === 'alive';
  }

  /** The sessions that `run` would end now. */
  async due(): Promise<Session[]> {
    const live = this.parts.sessions.live();
    const verdicts = await Promise.all(live.map((session) => this.judge(session)));
    return live.filter((_, index) => verdicts[index]?.verdict === 'reap');
  }

  /** Looks once; returns the sessions that were ended. */
  async run(): Promise<Session[]> {
    const live = this.parts.sessions.live();
    const reaped: Session[] = [];
    for (const session of live) if (await this.look(session)) reaped.push(session);
    for (const id of [...this.seen.keys()])
      if (!live.some((session) => session.id === id)) this.seen.delete(id);
    await this.expireClaims();
    return reaped;
  }

  private async look(session: Session): Promise<boolean> {
    const { verdict, liveness } = await this.judge(session);
    this.seen.set(session.id, liveness);
    if (verdict === 'reap') await this.parts.release.reap(session);
    else if (verdict === 'stale' && session.state !== 'stale') await this.markStale(session, liveness);
    return verdict === 'reap';
  }

  private async judge(
    session: Session,
  ): Promise<{ readonly verdict: ReturnType<typeof judgeStaleness>; readonly liveness: Liveness }> {
    const { settings, clock } = this.parts;
    const liveness = session.process === null ? 'unknown' : livenessOf(session.process, await identityOf(session.process.pid)); // prettier-ignore
    const rule = {
      staleAfterMs: settings.current.staleMinutes * 60_000,
      reapAfterMs: settings.current.reapSeconds * 1000,
    };
    return { verdict: judgeStaleness(session, liveness, clock.now(), rule), liveness };
  }

  private async markStale(session: Session, liveness: Liveness): Promise<void> {
    const stateReason =
      liveness === 'dead' ? 'Its process is gone.' : 'It has not been heard of for a while.';
    await this.parts.state.commit(
      (db) =>
      this.parts.sessions.change(db, session.id, (live) => ({ ...live, state: 'stale', stateReason, stateSince: this.parts.clock.now() })), // prettier-ignore
    );
  }

  // A holder whose process runs keeps its claims, however long it is silent, and so does one that has changed what it holds.
  private async expireClaims(): Promise<void> {
    const { state, clock, claims, waits, settings } = this.parts;
    const now = clock.now();
    const ending = claims.overdue(now + warningMs);
    if (ending.length === 0 && claims.waiting().every(({ until }) => until > now)) return;
    await state.commit((db) => {
      for (const claim of ending) {
        if (this.isKept(claim)) claims.renew(db, claim, settings.current.claimMinutes * 60_000);
        else if (claim.expiresAt <= now) this.expire(db, claim);
        else this.warn(db, claim);
      }
      waits.expire(db);
    });
  }

  private isKept(claim: Claim): boolean {
    if (this.isAlive(claim.sessionId) === true) return true;
    const worktree = this.parts.sessions.byId(claim.sessionId)?.worktreePath;
    return worktree !== undefined && this.parts.changedIn(worktree).some((path) => covers(claim, path, matchGlob)); // prettier-ignore
  }

  private warn(db: Db, claim: Claim): void {
    const key = `ending:${claim.id}:${claim.expiresAt}`;
    const text = `parallel-cc: your claim on ${describeTarget(claim)} ends in ${Math.ceil((claim.expiresAt - this.parts.clock.now()) / 60_000)} min. Claim it again if you still need it.`;
    this.parts.notices.leave(db, claim.sessionId, { kind: 'expiry', key, text });
  }

  private expire(db: Db, claim: Claim): void {
    const holder = this.parts.sessions.byId(claim.sessionId);
    this.parts.claims.expire(db, claim, holder?.name ?? claim.sessionId);
    const key = `expiry:${claim.id}`;
    const text = `parallel-cc: your claim on ${describeTarget(claim)} has expired. Edit the file to claim it again.`;
    this.parts.notices.leave(db, claim.sessionId, { kind: 'expiry', key, text });
  }
}
