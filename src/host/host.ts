import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../base/clock';
import type { Event } from '../base/event';
import type { Logger } from '../base/logger';
import { bareRepository } from '../core/errors';
import type { PathRules } from '../core/repositoryPath';
import type { BackgroundPlace } from '../engine/background/program';
import { openEngine, readPathRules } from '../engine/engine';
import { Git } from '../engine/git/git';
import type { GitProcessOptions } from '../engine/git/gitProcess';
import { gitRunner } from '../engine/git/gitProcess';
import { requireGit } from '../engine/git/version';
import { warmUpStore } from '../engine/store/warmUp';
import type { StoreFiles } from '../engine/store/storeFiles';
import type { HostClient } from '../ipc/client';
import type { Owner, OwnerRecord } from '../ipc/ownerFile';
import type { RepositoryLocation } from '../ipc/repositoryLocation';
import { stateDir } from '../ipc/repositoryLocation';
import { startMarkerPath } from '../ipc/startMarker';
import type { HostInfo, RepositoryInfo } from '../protocol/snapshot';
import { prepareEndpoint, removeStaleEndpoints } from './endpoint';
import type { WorkingLocation } from './mainWorktree';
import { mainWorktree, repositoryName } from './mainWorktree';
import { describeSelf } from './ownerStanding';
import type { Ownership, OwnershipRequest } from './ownership';
import { acquireOwnership, newToken } from './ownership';
import { Guards } from './guards/guards';
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
  /** Makes the files that the state of an epoch is kept in; the real ones unless a test has others. */
  readonly files?: (epoch: number) => StoreFiles;
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
  readonly pathRules: PathRules;
  readonly endpointOf: (epoch: number) => string;
  readonly token: string;
  readonly request: OwnershipRequest;
}

async function prepareSeat(options: CoordinatorOptions, location: WorkingLocation): Promise<Seat> {
  const { kind, version, takeOver } = options;
  const { commonDir } = location;
  const git = new Git(location.worktreeRoot, {}, gitRunner(gitProcessOf(options)));
  await requireGit(git);
  const [root, pathRules, self, endpointOf] = await Promise.all([
    mainWorktree(git, location),
    readPathRules(git),
    describeSelf(),
    prepareEndpoint(commonDir),
    warmUpStore(),
  ]);
  const token = newToken();
  const describe = (epoch: number) => ({ kind, version, token, startedAt: systemClock.now(), endpoint: endpointOf(epoch) }); // prettier-ignore
  const request = { self, describe, ...(takeOver && { takeOver }) };
  const repository = { name: repositoryName(root, commonDir), root, commonDir };
  return { repository, pathRules, endpointOf, token, request };
}

async function takeSeat(options: CoordinatorOptions, seat: Seat, ownership: Ownership): Promise<Coordinator> {
  const { repository, endpointOf } = seat;
  const { epoch } = ownership;
  try {
    await rm(startMarkerPath(stateDir(repository.commonDir)), { force: true });
    const coordinator = await open(options, seat, ownership);
    await removeStaleEndpoints(repository.commonDir, endpointOf(epoch), epoch);
    return coordinator;
  } catch (error) {
    // On a full disk that fails too; why it began is what the user has to know.
    await ownership.release().catch(() => undefined);
    throw error;
  }
}

// An editor's loop must not stand still, and its memory is shared; a process of our own saves little by more of them, and
// may live for some seconds only.
const startGitProcessAfter: Readonly<Record<HostInfo['kind'], number>> = { extension: 0, headless: 200 };
const radarPlaces: Readonly<Record<HostInfo['kind'], BackgroundPlace>> = {
  extension: 'process',
  headless: 'thread',
};

function gitProcessOf({ kind, distDir }: CoordinatorOptions): GitProcessOptions {
  return { file: join(distDir, 'gitProcess.js'), startAfter: startGitProcessAfter[kind] };
}

async function open(
  options: CoordinatorOptions,
  { repository, pathRules, endpointOf, token }: Seat,
  ownership: Ownership,
): Promise<Coordinator> {
  const { kind, logger, distDir, files } = options;
  const { root, commonDir } = repository;
  const { epoch, record } = ownership;
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
  const programs = { gitProcess: gitProcessOf(options), radarPlace: radarPlaces[kind], radarWorkerFile: join(distDir, 'radarWorker.js'), importReaderFile: join(distDir, 'importReader.js'), syntaxWorkerFile: join(distDir, 'syntaxWorker.js'), watchWorkerFile: join(distDir, 'watchWorker.js'), sandboxRuntimeFile: join(distDir, 'sandboxRuntime.js'), secretWorkerFile: join(distDir, 'secretWorker.js') }; // prettier-ignore
  const engine = await openEngine({ root, commonDir, pathRules, stateDir: stateDir(commonDir), epoch, checkOwner, ...programs, clock: systemClock, logger, ...(files && { files: files(epoch) }) }); // prettier-ignore
  const door = { endpoint: endpointOf(epoch), token };
  const coordinator = new RunningCoordinator(engine, ownership, hostInfo(epoch, record), repository, door, logger, new Guards({ root, hookFile: join(distDir, 'hook.js') })); // prettier-ignore
  running.coordinator = coordinator;
  return coordinator.listen().catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
}

function hostInfo(epoch: number, { kind, process, machine, version, startedAt }: OwnerRecord): HostInfo {
  return { kind, pid: process.pid, machine: machine.name, epoch, version, startedAt };
}
