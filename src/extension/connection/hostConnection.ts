import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Deferred } from '../../base/async';
import { deferred } from '../../base/async';
import { Emitter } from '../../base/event';
import type { Logger } from '../../base/logger';
import { keepUnchanged } from '../../base/sameValue';
import { CoordinatorError, hostUnavailable, toCoordinatorError } from '../../core/errors';
import type { RepositoryLocation } from '../../ipc/repositoryLocation';
import type { MethodName, MethodParams, MethodResults } from '../../protocol/methods';
import { repetitions } from '../../protocol/repetition';
import type { Snapshot } from '../../protocol/snapshot';
import type { DashboardState } from '../../protocol/webview';
import type { HostLink } from './hostLink';
import type { Target } from './target';

/** What a connection is made with. */
export interface ConnectionOptions {
  findTarget(): Target;
  open(location: RepositoryLocation): Promise<HostLink>;
  readonly logger: Logger;
}

/** For how long a call looks for the next host, and how often, in milliseconds. */
const changeOfHostMs = 10_000;
const changePollMs = 15;
const firstRetryMs = 500;
const longestRetryMs = 30_000;

/** Keeps the window linked to its repository's host, whoever that is at the time, and knows the newest snapshot. */
export class HostConnection {
  private readonly changed = new Emitter<DashboardState>();
  private current: DashboardState = { kind: 'loading' };
  private link: HostLink | undefined;
  private followed: string | undefined;
  private wake: Deferred<void> = deferred();
  private waiting = false;
  private visible = false;
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  readonly onDidChange = this.changed.event;

  constructor(private readonly options: ConnectionOptions) {}

  get state(): DashboardState {
    return this.current;
  }

  /** The newest snapshot while there is a host, otherwise null. Parts that say what they said before are the same objects. */
  get snapshot(): Snapshot | null {
    return this.current.kind === 'live' ? this.current.snapshot : null;
  }

  /** Begins to look for the repository and its host; returns at once. */
  start(): void {
    this.running = this.run();
  }

  /** Ends the link; resolves when a host in this process has saved everything. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake.resolve();
    await this.running;
  }

  /** Looks for a host again now, where it would only do so later. */
  reconnect(): void {
    if (this.waiting) this.wake.resolve();
  }

  /** Looks again at what the window is about; a host of the same repository stays. */
  retarget(): void {
    const target = this.options.findTarget();
    if (target.kind === 'repository' && target.location.commonDir === this.followed) return;
    this.wake.resolve();
  }

  /** Calls a method of the host, of the next one should this one leave meanwhile; see `HostClient`. */
  async call<M extends MethodName>(method: M, params: MethodParams<M>): Promise<MethodResults[M]> {
    const requestId = randomUUID();
    const deadline = performance.now() + changeOfHostMs;
    for (;;) {
      const { link } = this;
      try {
        if (link === undefined) throw hostUnavailable('this window has no connection to it');
        return await link.client.call(method, params, { requestId });
      } catch (error) {
        const isLate = performance.now() > deadline || this.stopped || this.current.kind !== 'live';
        if (isLate || !isUnavailable(error) || repetitions[method] === 'never') throw error;
        await delay(changePollMs);
      }
    }
  }

  /** Tells the host whether a dashboard is in sight. */
  setVisible(visible: boolean): void {
    if (visible === this.visible) return;
    this.visible = visible;
    if (this.link === undefined) return;
    this.call('subscribe', { visible }).catch((error: unknown) => this.log('cannot subscribe', error));
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped;) {
      this.wake = deferred();
      const target = this.options.findTarget();
      if (target.kind === 'none') {
        this.followed = undefined;
        this.setState(target.state);
        await this.wait(this.wake.promise);
        continue;
      }
      try {
        this.followed = target.location.commonDir;
        await this.follow(await this.options.open(target.location));
        failures = 0;
      } catch (error) {
        this.followed = undefined;
        this.goOffline(error);
        await this.wait(Promise.race([this.wake.promise, pause(failures++)]));
      }
    }
  }

  private async follow(link: HostLink): Promise<void> {
    this.link = link;
    const listening = link.client.onNotification((notification) => {
      if (notification.event === 'snapshotChanged') this.setLive(link, notification.params);
    });
    try {
      const snapshot = await link.client.call('subscribe', { visible: this.visible });
      this.setLive(link, snapshot);
      await Promise.race([link.ended, this.wake.promise]);
    } finally {
      listening.dispose();
      this.link = undefined;
      await link.close();
    }
  }

  private async wait(until: Promise<void>): Promise<void> {
    this.waiting = true;
    await until;
    this.waiting = false;
  }

  private goOffline(thrown: unknown): void {
    const last = this.current.kind === 'live' ? this.current.snapshot : null;
    const kept = this.current.kind === 'offline' ? this.current.last : last;
    this.log('no coordinator', thrown);
    this.setState({ kind: 'offline', message: toCoordinatorError(thrown).text, last: kept });
  }

  private setLive({ warning }: HostLink, snapshot: Snapshot): void {
    const warnings = warning === null ? snapshot.warnings : [warning, ...snapshot.warnings];
    const next = { ...snapshot, warnings };
    const { snapshot: before } = this;
    this.setState({ kind: 'live', snapshot: before === null ? next : keepUnchanged(before, next) });
  }

  private setState(state: DashboardState): void {
    this.current = state;
    this.changed.fire(state);
  }

  private log(message: string, error: unknown): void {
    this.options.logger.log('warn', message, { why: String(error) });
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof CoordinatorError && error.code === 'hostUnavailable';
}

function pause(failures: number): Promise<void> {
  const ms = Math.min(firstRetryMs * 2 ** failures, longestRetryMs);
  return delay(ms, undefined, { ref: false });
}
