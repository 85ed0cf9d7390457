import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DisposableStore, toDisposable } from '../base/disposable';
import type { Logger } from '../base/logger';
import type { Engine } from '../engine/engine';
import { readHookFailures } from './hookFailures';
import type { Guards } from './guards/guards';
import type { Projection } from './projection';

/** How often the host looks whether agents are still there, in milliseconds. */
const intervalMs = 5000;
/** How often it drops snapshots whose time is over, in milliseconds. */
const expiryMs = 3_600_000;

/** Does regularly what no event asks for, and has changes shown. */
export class Upkeep {
  private readonly toDispose = new DisposableStore();
  private worktreesChangedAt = 0;
  private expiredAt = 0;
  private branches = '';
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly engine: Engine,
    private readonly projection: Projection,
    private readonly guards: Guards,
    private readonly commonDir: string,
    private readonly logger: Logger,
    private readonly ensureOwned: () => void,
  ) {}

  /** Begins to look. */
  start(): void {
    const { engine, projection } = this;
    this.toDispose.add(engine.onChanged(() => projection.schedule()));
    this.toDispose.add(engine.runs.onOutput(() => projection.schedule()));
    this.toDispose.add(engine.radar.onReport(({ branches }) => void this.follow(branches)));
    const timer = setInterval(() => void this.tick(), intervalMs);
    timer.unref();
    this.toDispose.add(toDisposable(() => clearInterval(timer)));
    void this.tick();
  }

  /** Stops looking; resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.toDispose.dispose();
    await this.running;
  }

  private tick(): Promise<void> {
    this.running = this.running
      .then(() => (this.stopped ? undefined : this.lookOnce()))
      .catch((error: unknown) => {
        this.logger.log('error', 'upkeep', { error: error instanceof Error ? error.stack : String(error) });
      });
    return this.running;
  }

  private async lookOnce(): Promise<void> {
    this.ensureOwned();
    const before = this.liveness();
    await this.engine.maintenance.run();
    if (this.liveness() !== before) this.projection.schedule();
    const { timeline, watch } = this.engine;
    const problems = [timeline.problem, watch.problem].filter((problem) => problem !== null);
    this.projection.warn([...(await readHookFailures(this.commonDir)), ...problems]);
    void this.tryGuards();
    await this.followNewWorktrees();
    await this.lookAtBranches();
    await this.expireSnapshots();
  }

  // Nobody waits for it: a guard that does not answer takes its time to say so.
  private async tryGuards(): Promise<void> {
    if (this.engine.sessions.live().length === 0) return;
    const before = this.guards.receipts;
    await this.guards.checkIfDue().catch((error: unknown) => this.logger.log('error', 'guards', { error: String(error) })); // prettier-ignore
    if (this.guards.receipts !== before && !this.stopped) this.projection.schedule();
  }

  private async lookAtBranches(): Promise<void> {
    await this.engine.mergeEvents.look();
    await this.engine.landedCommits.look();
  }

  private async expireSnapshots(): Promise<void> {
    const now = this.engine.clock.now();
    if (now - this.expiredAt < expiryMs) return;
    this.expiredAt = now;
    await this.engine.expiry.run((id) => this.engine.sessions.byId(id)?.endedAt === null);
  }

  private liveness(): string {
    return this.engine.sessions
      .live()
      .map(({ id }) => String(this.engine.maintenance.isAlive(id)))
      .join();
  }

  // Worktrees come and go by git's hand too; the folder that git keeps them in tells when.
  private async followNewWorktrees(): Promise<void> {
    const changedAt = await stat(join(this.commonDir, 'worktrees')).then(({ mtimeMs }) => mtimeMs).catch(() => 0); // prettier-ignore
    if (changedAt === this.worktreesChangedAt) return;
    this.worktreesChangedAt = changedAt;
    await this.engine.followWorktrees();
    this.projection.schedule();
  }

  // A report may come from a commit or a checkout, which change what worktrees are listed with, or from a merge.
  private async follow(branches: string): Promise<void> {
    await this.engine.worktrees.refresh().catch(() => undefined);
    this.projection.schedule();
    if (branches === this.branches) return;
    this.branches = branches;
    this.running = this.running.then(() => (this.stopped ? undefined : this.lookAtBranches())).catch((error: unknown) => this.logger.log('error', 'merges', { error: String(error) })); // prettier-ignore
    await this.running;
  }
}
