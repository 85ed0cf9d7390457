import type { Event } from '../base/event';
import { Emitter } from '../base/event';
import type { Logger } from '../base/logger';
import type { Engine } from '../engine/engine';
import type { HostClient } from '../ipc/client';
import type { HostInfo, RepositoryInfo } from '../protocol/snapshot';
import { protocolVersion } from '../protocol/wire';
import { Dispatcher } from './dispatcher';
import { removeEndpoint } from './endpoint';
import { claimHandlers } from './handlers/claimHandlers';
import { landingHandlers } from './handlers/landingHandlers';
import { mergeHandlers } from './handlers/mergeHandlers';
import { healthHandlers } from './handlers/healthHandlers';
import { importHandlers } from './handlers/importHandlers';
import { repositoryHandlers } from './handlers/repositoryHandlers';
import { runHandlers } from './handlers/runHandlers';
import { messageHandlers } from './handlers/messageHandlers';
import { sessionHandlers } from './handlers/sessionHandlers';
import { setupHandlers } from './handlers/setupHandlers';
import { timelineHandlers } from './handlers/timelineHandlers';
import { worktreeHandlers } from './handlers/worktreeHandlers';
import type { Coordinator } from './host';
import { LocalClient } from './localClient';
import type { Ownership } from './ownership';
import { Projection } from './projection';
import type { Guards } from './guards/guards';
import { HostServer } from './server';
import { Upkeep } from './upkeep';

/** A coordinator at work: the engine with all that makes it a host. */
export class RunningCoordinator implements Coordinator {
  private readonly leaving = new Emitter<void>();
  private hasBegunToLeave = false;
  private readonly projection: Projection;
  private readonly dispatcher: Dispatcher;
  private readonly server: HostServer;
  private readonly upkeep: Upkeep;
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly ownership: Ownership,
    readonly host: HostInfo,
    private readonly repository: RepositoryInfo,
    private readonly door: { readonly endpoint: string; readonly token: string },
    private readonly logger: Logger,
    guards: Guards,
  ) {
    this.projection = new Projection(engine, host, repository, guards);
    const handlers = {
      ...sessionHandlers(engine),
      ...messageHandlers(engine),
      ...claimHandlers(engine),
      ...setupHandlers(engine),
      ...repositoryHandlers(engine, this.projection),
      ...worktreeHandlers(engine, this.projection),
      ...timelineHandlers(engine),
      ...mergeHandlers(engine),
      ...landingHandlers(engine),
      ...healthHandlers(engine, guards, this.projection),
      ...importHandlers(engine),
      ...runHandlers(engine),
      handOver: ({ force }: { readonly force: boolean }) =>
        Promise.resolve({ leaving: this.handOver(force) }),
    };
    const { projection } = this;
    const { state, requests, radar } = engine;
    this.dispatcher = new Dispatcher({ handlers, projection, state, requests, onVisibility: (visible) => radar.setActive(visible) }); // prettier-ignore
    const greeting = () => ({ protocolVersion, host, repository });
    this.server = new HostServer({ ...door, greeting, dispatcher: this.dispatcher, logger });
    this.upkeep = new Upkeep(engine, this.projection, guards, repository.commonDir, logger, () =>
      this.ensureOwned(),
    );
  }

  /** A client may ask it to leave before whoever started it listens, who is told then, too. */
  readonly onLeaving: Event<void> = (listener) => {
    if (this.hasBegunToLeave) queueMicrotask(() => listener());
    return this.leaving.event(listener);
  };

  async listen(): Promise<this> {
    await this.server.listen();
    this.upkeep.start();
    return this;
  }

  connect(): HostClient {
    return new LocalClient(this.dispatcher, this.host, this.repository, this.onLeaving);
  }

  get clientCount(): number {
    return this.server.clientCount;
  }

  get isBusy(): boolean {
    return this.engine.sessions.live().length > 0 || this.engine.landings.queue.isBusy;
  }

  get needsSuccessor(): boolean {
    return this.stopping === undefined && this.isBusy && !this.server.hasWindow;
  }

  stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  /** Leaves, since somebody has removed our files or another process owns the repository: nothing counts any more. */
  loseOwnership(error: unknown): void {
    if (this.stopping !== undefined) return;
    this.log('ownership lost', error);
    this.leave();
  }

  private ensureOwned(): void {
    try {
      this.ownership.check();
    } catch (error) {
      this.loseOwnership(error);
    }
  }

  private handOver(force: boolean): boolean {
    if (this.host.kind === 'extension' && !force) return false;
    this.leave();
    return true;
  }

  // What is being answered comes first: leaving begins after it.
  private leave(): void {
    setImmediate(() => {
      this.hasBegunToLeave = true;
      this.leaving.fire();
      this.stop().catch((error: unknown) => this.log('leaving', error));
    });
  }

  // The repository is given free before the clients are told, so that the first of them finds it so. That comes about
  // whatever else fails: what could not be saved was not promised to anybody.
  private async shutDown(): Promise<void> {
    await this.upkeep.stop();
    this.engine.waits.interrupt();
    await this.dispatcher.finish();
    const closed = this.server.close();
    await this.server.answered();
    // What was changed last is still to be announced, and cannot be read once the engine is closed.
    this.projection.dispose();
    try {
      await this.engine.close();
    } finally {
      await this.ownership
        .release()
        .catch((error: unknown) => this.log('the repository is not free yet', error));
      this.server.dismiss();
      await closed;
      this.dispatcher.dispose();
      await removeEndpoint(this.door.endpoint);
      await this.engine.radar.dispose();
    }
  }

  private log(message: string, error: unknown): void {
    this.logger.log('error', message, { error: String(error) });
  }
}
