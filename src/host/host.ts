import { basename, dirname, join, resolve } from 'node:path';
import { realpath } from 'node:fs/promises';
import type { Event } from '../base/event';
import { Emitter } from '../base/event';
import { systemClock } from '../base/clock';
import type { Logger } from '../base/logger';
import { bareRepository } from '../core/errors';
import type { Engine } from '../engine/engine';
import { openEngine } from '../engine/engine';
import { Git } from '../engine/git/git';
import { parseWorktreeList } from '../engine/git/worktreeList';
import { requireGit } from '../engine/git/version';
import { identityOf } from '../engine/processes/identity';
import type { HostClient } from '../ipc/client';
import type { Owner } from '../ipc/ownerFile';
import type { RepositoryLocation } from '../ipc/repositoryLocation';
import { stateDir } from '../ipc/repositoryLocation';
import { protocolVersion } from '../protocol/wire';
import type { HostInfo, RepositoryInfo } from '../protocol/snapshot';
import { Dispatcher } from './dispatcher';
import { prepareEndpoint, removeEndpoint, removeStaleEndpoints } from './endpoint';
import { claimHandlers } from './handlers/claimHandlers';
import { healthHandlers } from './handlers/healthHandlers';
import { repositoryHandlers } from './handlers/repositoryHandlers';
import { setupHandlers } from './handlers/setupHandlers';
import { sessionHandlers } from './handlers/sessionHandlers';
import { timelineHandlers } from './handlers/timelineHandlers';
import { LocalClient } from './localClient';
import type { Ownership } from './ownership';
import { acquireOwnership, newToken } from './ownership';
import { Projection } from './projection';
import { HostServer } from './server';
import { Upkeep } from './upkeep';

/** How a coordinator is started. */
export interface CoordinatorOptions {
  readonly location: RepositoryLocation;
  readonly kind: HostInfo['kind'];
  readonly version: string;
  /** The folder of the built programs. */
  readonly distDir: string;
  readonly logger: Logger;
}

/** A repository's coordinator in this process: the host that all other processes talk to. */
export interface Coordinator {
  readonly host: HostInfo;
  /** Makes a client in this process; it needs no socket. */
  connect(): HostClient;
  /** Fires when another process has asked to take over, before this one stops. */
  readonly onLeaving: Event<void>;
  /** How many other processes are connected. */
  readonly clientCount: number;
  /** Whether a session is at work. */
  readonly isBusy: boolean;
  /** Saves everything, gives the repository free and lets the clients look for the next host. */
  stop(): Promise<void>;
}

/** A coordinator, or who has the repository already. */
export type StartResult =
  | { readonly outcome: 'started'; readonly coordinator: Coordinator }
  | { readonly outcome: 'owned'; readonly owner: Owner };

/**
 * Becomes the coordinator of a repository, unless a live process is.
 * @throws CoordinatorError `bareRepository`, `gitMissing`, `gitTooOld`, `notPermitted`, `storeNewer`, `storeUnavailable`.
 */
export async function startCoordinator(options: CoordinatorOptions): Promise<StartResult> {
  const { location, kind, version } = options;
  if (location.kind === 'bare') throw bareRepository(location.commonDir);
  await requireGit(location.worktreeRoot);
  const dir = stateDir(location.commonDir);
  const endpointOf = await prepareEndpoint(location.commonDir);
  const identity = (await identityOf(process.pid)) ?? { pid: process.pid, startTime: null, bootId: null };
  const token = newToken();
  const startedAt = systemClock.now();
  const attempt = await acquireOwnership(dir, (epoch) => ({ kind, version, token, startedAt, process: identity, endpoint: endpointOf(epoch) })); // prettier-ignore
  if (attempt.outcome === 'taken') return { outcome: 'owned', owner: attempt.owner };
  const host: HostInfo = { kind, version, startedAt, pid: process.pid };
  const endpoint = endpointOf(attempt.ownership.epoch);
  try {
    await removeStaleEndpoints(location.commonDir, endpoint);
    return {
      outcome: 'started',
      coordinator: await open(options, location, host, attempt.ownership, { endpoint, token }),
    };
  } catch (error) {
    await attempt.ownership.release();
    throw error;
  }
}

async function open(
  options: CoordinatorOptions,
  location: Exclude<RepositoryLocation, { kind: 'bare' }>,
  host: HostInfo,
  ownership: Ownership,
  door: { readonly endpoint: string; readonly token: string },
): Promise<Coordinator> {
  const { logger, distDir } = options;
  const { commonDir } = location;
  const root = await mainWorktree(location);
  const engine = await openEngine({
    root,
    commonDir,
    stateDir: stateDir(commonDir),
    epoch: ownership.epoch,
    checkOwner: () => ownership.check(),
    radarWorkerFile: join(distDir, 'radarWorker.js'),
    clock: systemClock,
    logger,
  });
  const repository: RepositoryInfo = { name: repositoryName(root, commonDir), root, commonDir };
  return new RunningCoordinator(engine, ownership, host, repository, door, logger).listen();
}

class RunningCoordinator implements Coordinator {
  private readonly leaving = new Emitter<void>();
  readonly onLeaving = this.leaving.event;
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
  ) {
    this.projection = new Projection(engine, host, repository);
    const handlers = {
      ...sessionHandlers(engine),
      ...claimHandlers(engine),
      ...setupHandlers(engine),
      ...repositoryHandlers(engine, this.projection),
      ...timelineHandlers(engine),
      ...healthHandlers(engine),
      handOver: ({ force }: { readonly force: boolean }) =>
        Promise.resolve({ leaving: this.handOver(force) }),
    };
    this.dispatcher = new Dispatcher(handlers, this.projection, (visible) => engine.radar.setActive(visible));
    const greeting = () => ({ protocolVersion, host, repository });
    this.server = new HostServer({ ...door, greeting, dispatcher: this.dispatcher, logger });
    this.upkeep = new Upkeep(engine, this.projection, repository.commonDir, logger, () => this.ensureOwned());
  }

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
    return this.engine.sessions.live().length > 0;
  }

  stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  // Somebody has removed our files, or another process owns the repository: then nothing we do counts any more.
  private ensureOwned(): void {
    try {
      this.ownership.check();
    } catch (error) {
      this.logger.log('error', 'ownership lost', { error: String(error) });
      this.leaving.fire();
      void this.stop();
    }
  }

  // The answer must reach the caller before the connection ends, so leaving starts after it.
  private handOver(force: boolean): boolean {
    if (this.host.kind === 'extension' && !force) return false;
    setImmediate(() => this.leaving.fire());
    setImmediate(() => void this.stop());
    return true;
  }

  // The repository is given free before the clients are told, so that the first of them finds it so.
  private async shutDown(): Promise<void> {
    await this.upkeep.stop();
    const closed = this.server.close();
    await this.server.answered();
    // What was changed last is still to be announced, and cannot be read once the engine is closed.
    this.projection.dispose();
    await this.engine.close();
    await this.ownership.release();
    this.server.dismiss();
    await closed;
    this.dispatcher.dispose();
    await removeEndpoint(this.door.endpoint);
  }
}

// Git lists the main worktree first; a repository whose main worktree is gone or bare is led from where we stand.
async function mainWorktree(location: Exclude<RepositoryLocation, { kind: 'bare' }>): Promise<string> {
  const output = await new Git(location.worktreeRoot).text(['worktree', 'list', '--porcelain', '-z']);
  const first = parseWorktreeList(output)[0];
  if (first === undefined || first.bare) return location.worktreeRoot;
  const path = await realpath(first.path).catch(() => location.worktreeRoot);
  return path === location.commonDir ? submoduleWorktree(location) : path;
}

// Of a submodule git lists its git directory; where its files are is in its configuration.
async function submoduleWorktree({
  commonDir,
  worktreeRoot,
}: Exclude<RepositoryLocation, { kind: 'bare' }>): Promise<string> {
  const named = await new Git(commonDir).run(['config', 'core.worktree'], { okCodes: [0, 1] });
  const path = named.stdout.trim();
  return path === '' ? worktreeRoot : realpath(resolve(commonDir, path)).catch(() => worktreeRoot);
}

function repositoryName(root: string, commonDir: string): string {
  return basename(commonDir) === '.git' ? basename(dirname(commonDir)) : basename(root);
}
