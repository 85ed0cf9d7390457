import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../base/clock';
import type { Event } from '../base/event';
import type { Logger } from '../base/logger';
import { bareRepository } from '../core/errors';
import { openEngine } from '../engine/engine';
import { requireGit } from '../engine/git/version';
import { loadSqlJs } from '../engine/store/sqlJs';
import type { StoreFiles } from '../engine/store/storeFiles';
import type { HostClient } from '../ipc/client';
import type { Owner } from '../ipc/ownerFile';
import type { RepositoryLocation } from '../ipc/repositoryLocation';
import { stateDir } from '../ipc/repositoryLocation';
import type { HostInfo, RepositoryInfo } from '../protocol/snapshot';
import { prepareEndpoint, removeStaleEndpoints } from './endpoint';
import type { WorkingLocation } from './mainWorktree';
import { mainWorktree, repositoryName } from './mainWorktree';
import { describeSelf } from './ownerStanding';
import type { Ownership, OwnershipRequest } from './ownership';
import { acquireOwnership, newToken } from './ownership';
import { RunningCoordinator } from './runningCoordinator';

/** How a coordinator is started. */
export interface CoordinatorOptions {
  readonly location: RepositoryLocation;
  readonly kind: HostInfo['kind'];
  readonly version: string;
  /** The folder of the built programs. */
  readonly distDir: string;
  readonly logger: Logger;
  /**
   * Is asked, when a live process owns the repository, whether that is leaving, so that it should be tried again. By then
   * everything is ready that can be without owning, so the change takes as little time as it can.
   */
  readonly isLeaving?: (owner: Owner) => Promise<boolean>;
  /** Whether an owner of whom nothing can be said here is put aside; see `acquireOwnership`. */
  readonly takeOver?: boolean;
  /** Is told the epoch as soon as this process owns the repository, before it writes anything. */
  readonly onOwned?: (epoch: number) => void;
  /** The files that the state is kept in; the real ones unless a test has others. */
  readonly files?: StoreFiles;
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
  /** Whether a session is at work and no other window is there to take this one's place. */
  readonly needsSuccessor: boolean;
  /** Saves everything, gives the repository free and lets the clients look for the next host. */
  stop(): Promise<void>;
}

/** A coordinator, or who has the repository already. */
export type StartResult =
  | { readonly outcome: 'started'; readonly coordinator: Coordinator }
  | { readonly outcome: 'owned'; readonly owner: Owner };

/** How often it is looked whether an owner that leaves has left, in milliseconds. */
const leavingPollMs = 10;

/**
 * Becomes the coordinator of a repository, unless a live process is and stays.
 * @throws CoordinatorError `bareRepository`, `gitMissing`, `gitTooOld`, `hostBusy`, `notPermitted`, `storeNewer`,
 *   `storeUnavailable`.
 */
export async function startCoordinator(options: CoordinatorOptions): Promise<StartResult> {
  const { location, isLeaving } = options;
  if (location.kind === 'bare') throw bareRepository(location.commonDir);
  const seat = await prepareSeat(options, location);
  for (;;) {
    const attempt = await acquireOwnership(stateDir(location.commonDir), seat.request);
    if (attempt.outcome === 'owned')
      return { outcome: 'started', coordinator: await takeSeat(options, seat, attempt.ownership) };
    if (isLeaving === undefined || !(await isLeaving(attempt.owner)))
      return { outcome: 'owned', owner: attempt.owner };
    await delay(leavingPollMs);
  }
}

/** Everything that a host needs and can have before it owns the repository. */
interface Seat {
  readonly repository: RepositoryInfo;
  readonly endpointOf: (epoch: number) => string;
  readonly token: string;
  readonly request: OwnershipRequest;
}

async function prepareSeat(options: CoordinatorOptions, location: WorkingLocation): Promise<Seat> {
  const { kind, version, takeOver } = options;
  const { commonDir } = location;
  await requireGit(location.worktreeRoot);
  const [root, self, endpointOf] = await Promise.all([
    mainWorktree(location),
    describeSelf(),
    prepareEndpoint(commonDir),
    loadSqlJs(),
  ]);
  const token = newToken();
  const describe = (epoch: number) => ({ kind, version, token, startedAt: systemClock.now(), endpoint: endpointOf(epoch) }); // prettier-ignore
  const request = { self, describe, ...(takeOver && { takeOver }) };
  return {
    repository: { name: repositoryName(root, commonDir), root, commonDir },
    endpointOf,
    token,
    request,
  };
}

async function takeSeat(
  options: CoordinatorOptions,
  { repository, endpointOf, token }: Seat,
  ownership: Ownership,
): Promise<Coordinator> {
  const { epoch, record } = ownership;
  options.onOwned?.(epoch);
  const endpoint = endpointOf(epoch);
  const host: HostInfo = {
    kind: record.kind,
    pid: process.pid,
    machine: record.machine.name,
    epoch,
    version: record.version,
    startedAt: record.startedAt,
  };
  try {
    await removeStaleEndpoints(repository.commonDir, endpoint, epoch);
    return await open(options, repository, host, ownership, { endpoint, token });
  } catch (error) {
    await ownership.release();
    throw error;
  }
}

async function open(
  { logger, distDir, files }: CoordinatorOptions,
  repository: RepositoryInfo,
  host: HostInfo,
  ownership: Ownership,
  door: { readonly endpoint: string; readonly token: string },
): Promise<Coordinator> {
  const { root, commonDir } = repository;
  // It is there only once the engine is, which already asks.
  const running: { coordinator?: RunningCoordinator } = {};
  const checkOwner = (): void => {
    try {
      ownership.check();
    } catch (error) {
      running.coordinator?.loseOwnership(error);
      throw error;
    }
  };
  const engine = await openEngine({
    root,
    commonDir,
    stateDir: stateDir(commonDir),
    epoch: ownership.epoch,
    checkOwner,
    radarWorkerFile: join(distDir, 'radarWorker.js'),
    clock: systemClock,
    logger,
    ...(files && { files }),
  });
  running.coordinator = new RunningCoordinator(engine, ownership, host, repository, door, logger);
  return running.coordinator.listen();
}
