// The engine's real collections on a disk that can fail and lose power, with a clock of the test.
import type { ClaimMode } from '../../../src/core/claim';
import { fileTarget } from '../../../src/core/claimTarget';
import { Claims } from '../../../src/engine/claims/claims';
import { Notices } from '../../../src/engine/notices';
import { Sessions } from '../../../src/engine/sessions';
import { State } from '../../../src/engine/state';
import type { Store } from '../../../src/engine/store/store';
import { exampleSession } from '../../support/exampleSession';
import { afterPowerLoss, MemoryDisk } from '../store/memoryDisk';
import { openOn } from '../store/notes';

/** How long a claim holds, in milliseconds. */
export const ttlMs = 1000;

/** Sessions and claims as the engine keeps them. */
export class Coordinator {
  private epoch = 1;
  private now = 1000;
  private disk = new MemoryDisk();
  private store!: Store;
  private state!: State;
  private sessions!: Sessions;
  private claims!: Claims;

  /** Opens one with nothing in it. */
  static async open(): Promise<Coordinator> {
    const coordinator = new Coordinator();
    await coordinator.start();
    return coordinator;
  }

  /** What the state holds, in a form that can be compared. */
  get view(): { sessions: string[]; claims: string[] } {
    return {
      sessions: this.sessions.live().map(({ id }) => id).sort(), // prettier-ignore
      claims: this.claims.all().map(({ path, sessionId, mode, expiresAt }) => `${path} ${sessionId} ${mode} ${expiresAt}`).sort(), // prettier-ignore
    };
  }

  addSession(id: string): Promise<void> {
    return this.sessions.add(exampleSession({ id, createdAt: this.now }), null);
  }

  async acquire(sessionId: string, path: string, mode: ClaimMode): Promise<boolean> {
    const wish = { sessionId, mode, weaken: false, source: 'agent', reason: null, ttlMs } as const;
    const at = fileTarget({ path, key: path });
    return (await this.state.commit((db) => this.claims.acquire(db, at, wish, sessionId))).kind === 'granted';
  }

  async endSession(id: string): Promise<void> {
    await this.state.commit((db) => {
      this.sessions.change(db, id, (session) => ({ ...session, state: 'done', endedAt: this.now }));
      this.claims.releaseAll(db, id);
    });
  }

  wait(milliseconds: number): void {
    this.now += milliseconds;
  }

  async expire(): Promise<void> {
    await this.state.commit((db) => {
      for (const claim of this.claims.overdue()) this.claims.expire(db, claim, claim.sessionId);
    });
  }

  /** Lets the disk be full for as long as something is tried. */
  async whileFull(attempt: () => Promise<unknown>): Promise<void> {
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    this.disk.gate = (kind) => (kind === 'write' ? Promise.reject(full) : Promise.resolve());
    try {
      await attempt();
    } finally {
      this.disk.gate = () => Promise.resolve();
    }
  }

  /** Closes and opens again, as a hand-over does. */
  async restart(): Promise<void> {
    await this.close();
    await this.start();
  }

  /** The power fails while a change is being saved: what was not synced is gone. The next process opens what is left. */
  async crashDuring(change: () => Promise<unknown>): Promise<void> {
    const dead = this.store;
    const underWay = change().catch(() => undefined);
    const files = afterPowerLoss(this.disk.operations, 'lost', () => false);
    await underWay;
    await dead.close();
    this.disk = MemoryDisk.with(files);
    await this.start();
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private async start(): Promise<void> {
    this.store = await openOn(this.disk, { epoch: this.epoch++, logLimitBytes: 3000 });
    this.state = new State(this.store);
    const clock = { now: (): number => this.now };
    this.sessions = new Sessions(this.state, clock);
    this.claims = new Claims(this.state, clock, new Notices(this.state, clock));
  }
}
