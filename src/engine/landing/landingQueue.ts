import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import { toCoordinatorError } from '../../core/errors';
import type { LandingEntry, LandMethod } from '../../core/landing/entry';
import { hasEnded } from '../../core/landing/entry';
import { cancelledReason, restlessReason } from '../../core/landing/reasons';
import { newId } from '../ids';
import type { State } from '../state';
import type { Db } from '../store/db';
import type { LandingGround } from './ground';
import {
  insertLanding,
  selectLanding,
  selectLandings,
  selectOpenLandings,
  updateLanding,
} from './landingRows';
import type { RoundEnd } from './landingRound';
import { LandingRound } from './landingRound';

/** What the landing queue needs of the engine. */
export interface LandingQueueParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ground: LandingGround;
  /** How many sessions are checked together at most. */
  readonly batch: () => number;
  /** Does what belongs into the transaction that ends an entry. */
  readonly onEnded: (db: Db, entry: LandingEntry) => void;
}

/** A session that is to land. */
export interface LandingWish {
  readonly sessionId: string;
  readonly session: string;
  readonly target: string;
  readonly method: LandMethod;
  readonly verify: boolean;
}

/** How often a target may be moved by others while one session is checked. */
const mostOvertakings = 5;

/**
 * Lands sessions one after the other. How far each is, is on disk before the next step is done, so that whoever opens
 * the state after a crash goes on, or takes back what was half done.
 */
export class LandingQueue {
  private working: Promise<void> | undefined;
  private closing = false;
  private stop = new AbortController();
  private current: Promise<void> = Promise.resolve();
  private active: readonly LandingEntry[] = [];
  private readonly cancelled = new Set<string>();
  /** How many of the next ones failed together, and how many are tried together now. */
  private suspects = 0;
  private size = Number.POSITIVE_INFINITY;
  private overtakings = 0;

  constructor(private readonly parts: LandingQueueParts) {}

  /** Whether something is under way or waits for its turn. */
  get isBusy(): boolean {
    return this.working !== undefined;
  }

  /** The newest entries, newest first. */
  newest(limit: number): LandingEntry[] {
    return this.parts.state.read((db) => selectLandings(db, limit));
  }

  /** The entries with these ids; unknown ones are left out. */
  find(ids: readonly string[]): LandingEntry[] {
    return this.parts.state.read((db) => ids.flatMap((id) => selectLanding(db, id) ?? []));
  }

  /**
   * Puts sessions into the queue in the order given and begins to land them. One that is in it already stays where it
   * is. @param alsoWrite is run in the same transaction.
   */
  async add(
    wishes: readonly LandingWish[],
    alsoWrite: (db: Db, entries: readonly LandingEntry[]) => void = () => undefined,
  ): Promise<LandingEntry[]> {
    const entries = await this.parts.state.commit((db) => {
      const open = selectOpenLandings(db);
      const added = wishes.map((wish) => open.find(({ sessionId }) => sessionId === wish.sessionId) ?? this.insert(db, wish)); // prettier-ignore
      alsoWrite(db, added);
      return added;
    });
    this.start();
    return entries;
  }

  /** Takes sessions out of the queue; what has begun to move its target lands all the same. */
  async cancel(ids: readonly string[]): Promise<LandingEntry[]> {
    const active = new Set(this.active.map(({ id }) => id));
    const waiting = this.find(ids).filter((entry) => !hasEnded(entry));
    await this.write(waiting.filter(({ id }) => !active.has(id)).map((entry) => this.cancelledEntry(entry)));
    for (const { id } of waiting.filter((entry) => active.has(entry.id))) this.cancelled.add(id);
    if (this.cancelled.size > 0) this.stop.abort();
    await this.current;
    return this.find(ids);
  }

  /** Lands what is in the queue, in the background; first what a crash cut short is settled. */
  start(): void {
    if (this.closing || this.working !== undefined) return;
    this.working = this.work().then(
      () => this.ended(),
      (error: unknown) => {
        this.working = undefined;
        this.parts.logger.log('error', 'landing', { error: String(error) });
      },
    );
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.working;
  }

  /** Stops where nothing is lost; the next queue on this state goes on. */
  async close(): Promise<void> {
    this.closing = true;
    this.stop.abort();
    await this.working;
  }

  private async work(): Promise<void> {
    await this.recover();
    for (let group = this.next(); group.length > 0 && !this.closing; group = this.next()) {
      this.stop = new AbortController();
      this.active = group;
      this.current = this.round(group).finally(() => (this.active = []));
      await this.current;
    }
    if (!this.closing) await this.parts.ground.rest();
  }

  // Something may have come while what was used was put away.
  private ended(): void {
    this.working = undefined;
    if (this.next().length > 0) this.start();
  }

  // Whose target was moved has landed; all others take their turn again.
  private async recover(): Promise<void> {
    const open = this.parts.state.read(selectOpenLandings);
    const moving = open.filter(({ state }) => state === 'moving');
    for (const target of new Set(moving.map((entry) => entry.target)))
      await this.recoverMove(moving.filter((entry) => entry.target === target));
    await this.write(open.filter(({ state }) => state === 'checking').map(backToQueue));
  }

  private next(): LandingEntry[] {
    const open = this.parts.state.read(selectOpenLandings);
    const [first] = open;
    const alike = open.filter(({ target, verify }) => target === first?.target && verify === first.verify);
    return alike.slice(0, Math.max(1, Math.min(this.size, this.parts.batch())));
  }

  private async round(group: readonly LandingEntry[]): Promise<void> {
    const { ground, clock } = this.parts;
    const now = (): number => clock.now();
    const round = new LandingRound({ ground, now, write: (entries) => this.write(entries), signal: this.stop.signal }); // prettier-ignore
    const end = await round.run(group).catch((error: unknown) => this.fail(group, error));
    if (end.kind !== 'overtaken') this.overtakings = 0;
    this.adaptSize(end);
    if (end.kind === 'overtaken' && ++this.overtakings > mostOvertakings) await this.giveUp(group);
    await this.settleCancelled(group);
  }

  // Halves what fails together until one is left that does. Who is not of those lands as many at a time as may.
  private adaptSize(end: RoundEnd): void {
    if (end.kind === 'tooMany') this.suspects = end.count;
    else if (end.kind === 'landed') this.suspects -= end.count;
    else if (end.kind === 'settled') this.suspects = 0;
    this.size = this.suspects > 0 ? Math.max(1, Math.floor(this.suspects / 2)) : Number.POSITIVE_INFINITY;
  }

  // What one session meets must not keep the others from landing.
  private async fail(group: readonly LandingEntry[], error: unknown): Promise<RoundEnd> {
    const [culprit] = this.find(group.map(({ id }) => id)).filter((entry) => !hasEnded(entry));
    if (culprit?.state === 'moving') throw error;
    const ended = { state: 'waiting', reason: toCoordinatorError(error).text, endedAt: this.parts.clock.now() } as const; // prettier-ignore
    if (culprit !== undefined) await this.write([{ ...culprit, ...ended }]);
    return { kind: 'settled' };
  }

  private async giveUp(group: readonly LandingEntry[]): Promise<void> {
    this.overtakings = 0;
    const ended = { state: 'waiting', endedAt: this.parts.clock.now() } as const;
    const open = this.find(group.map(({ id }) => id)).filter((entry) => !hasEnded(entry));
    await this.write(open.map((entry) => ({ ...entry, ...ended, reason: restlessReason(entry.target) })));
  }

  private async settleCancelled(group: readonly LandingEntry[]): Promise<void> {
    const open = this.find(group.map(({ id }) => id)).filter((entry) => !hasEnded(entry));
    await this.write(open.filter(({ id }) => this.cancelled.has(id)).map((entry) => this.cancelledEntry(entry))); // prettier-ignore
    for (const { id } of group) this.cancelled.delete(id);
  }

  private async recoverMove(entries: readonly LandingEntry[]): Promise<void> {
    const { ground, clock } = this.parts;
    const landed: LandingEntry[] = [];
    for (const entry of entries)
      if (entry.after !== null && (await ground.isIn(entry.after, entry.target))) landed.push(entry);
    const [first, last] = [landed[0], landed.at(-1)];
    const note = first?.before && last?.after ? await ground.finishMove({ branch: first.target, from: first.before, to: last.after }) : null; // prettier-ignore
    const rest = entries.filter((entry) => !landed.includes(entry));
    for (const { id } of rest) await ground.release(id);
    const ended = { state: 'landed', reason: note, endedAt: clock.now() } as const;
    await this.write([...landed.map((entry) => ({ ...entry, ...ended })), ...rest.map(backToQueue)]);
  }

  private insert(db: Db, wish: LandingWish): LandingEntry {
    const nothing = { reason: null, source: null, before: null, after: null, endedAt: null };
    const entry = { ...wish, ...nothing, id: newId(), state: 'queued', queuedAt: this.parts.clock.now() } as const; // prettier-ignore
    insertLanding(db, entry);
    return entry;
  }

  private cancelledEntry(entry: LandingEntry): LandingEntry {
    return { ...entry, state: 'waiting', reason: cancelledReason, endedAt: this.parts.clock.now() };
  }

  private async write(entries: readonly LandingEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.parts.state.commit((db) => {
      for (const entry of entries) {
        updateLanding(db, entry);
        if (hasEnded(entry)) this.parts.onEnded(db, entry);
      }
    });
  }
}

function backToQueue(entry: LandingEntry): LandingEntry {
  return { ...entry, state: 'queued', source: null, before: null, after: null };
}
