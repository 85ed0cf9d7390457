import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CoordinatorError, hostUnavailable, ownedElsewhere, ownerUnclear } from '../core/errors';
import { isDiskTrouble, unwritable } from '../core/storeFailure';
import { highestSavedEpoch } from '../engine/store/segments';
import type { Owner, OwnerRecord } from '../ipc/ownerFile';
import {
  findOwner,
  highestEpoch,
  listEpochs,
  listFolder,
  ownerPath,
  readOwnerRecord,
  releasedPath,
} from '../ipc/ownerFile';
import { clearOlderOwners } from './clearOlderOwners';
import type { Self } from './ownerStanding';
import { forgetOwned, noteOwned, standingOf } from './ownerStanding';

/** The right to write a repository's state, until it is released. */
export interface Ownership {
  readonly epoch: number;
  /** What the owner file says. */
  readonly record: OwnerRecord;
  /** Throws `hostUnavailable` when another process owns the repository now: what was asked must be asked there. */
  check(): void;
  /** Says that this process is done; the next owner need not look whether it is alive. */
  release(): Promise<void>;
}

/** What becoming the owner led to. */
export type OwnershipAttempt =
  | { readonly outcome: 'owned'; readonly ownership: Ownership }
  | { readonly outcome: 'taken'; readonly owner: Owner };

/** Who wants to own a repository, and how. */
export interface OwnershipRequest {
  readonly self: Self;
  /** The rest of the record, for the epoch that would be owned; the token must be a new one each time. */
  readonly describe: (epoch: number) => Omit<OwnerRecord, 'process' | 'machine'>;
  /** Whether an owner of whom nothing can be said here is put aside, as the user wishes; one that is alive never is. */
  readonly takeOver?: boolean;
}

/**
 * Tries to become the owner of a repository. The file of each epoch is given its name only if nobody has it, so of any
 * number of processes that try for one epoch a single one wins. A live owner is never evicted, however long it is
 * silent; nor is one that runs where its life cannot be seen, or a file that cannot be read, unless `takeOver` says so.
 * @throws CoordinatorError `hostBusy` when it cannot be told whether the owner lives; `notPermitted` when the folder
 *   cannot be read or written; `storeUnavailable` when the disk is full or broken.
 */
export async function acquireOwnership(
  stateDir: string,
  request: OwnershipRequest,
): Promise<OwnershipAttempt> {
  try {
    for (;;) {
      await mkdir(stateDir, { recursive: true });
      const found = await findWay(stateDir, request);
      if ('owner' in found) return { outcome: 'taken', owner: found.owner };
      const ownership = await tryEpoch(stateDir, found.judgedEpoch, request);
      if (ownership !== null) return { outcome: 'owned', ownership };
      await delay(2);
    }
  } catch (error) {
    if (isDiskTrouble(error) || hasCode(error, 'EACCES', 'EPERM', 'EROFS'))
      throw unwritable('keep the coordinator’s state in', stateDir, error);
    throw error;
  }
}

/** Makes the token that clients of a host must know. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

class FileOwnership implements Ownership {
  constructor(
    private readonly stateDir: string,
    readonly epoch: number,
    readonly record: OwnerRecord,
  ) {}

  check(): void {
    if (highestEpoch(this.stateDir) === this.epoch) return;
    throw hostUnavailable('another process has taken its place');
  }

  async release(): Promise<void> {
    forgetOwned(this.record.token);
    if (highestEpoch(this.stateDir) !== this.epoch) return;
    const file = await open(releasedPath(this.stateDir, this.epoch), 'w', 0o600);
    await file.close();
  }
}

/** How often a file that is being written is looked at again, and how long between, in milliseconds. */
const unreadableTries = 40;
const unreadableWaitMs = 50;

/** The owner that is in the way, or the highest epoch, of which it is certain that its owner is not. */
type Way = { readonly owner: Owner } | { readonly judgedEpoch: number };

async function findWay(stateDir: string, { self, takeOver }: OwnershipRequest): Promise<Way> {
  for (let tries = 1; ; tries++) {
    const found = findOwner(stateDir);
    if (found.kind === 'nobody') return { judgedEpoch: 0 };
    if (found.kind === 'known') {
      const isFree = await isGone(found.owner, self, takeOver === true);
      return isFree ? { judgedEpoch: found.owner.epoch } : { owner: found.owner };
    }
    const { epoch } = found;
    if (await isLeftHalfWritten(stateDir, epoch, self)) return { judgedEpoch: epoch };
    if (tries < unreadableTries) await delay(unreadableWaitMs);
    else if (takeOver === true) return { judgedEpoch: epoch };
    else throw ownerUnclear(ownerPath(stateDir, epoch));
  }
}

async function isGone(owner: Owner, self: Self, takeOver: boolean): Promise<boolean> {
  if (owner.state === 'released') return true;
  const standing = await standingOf(owner, self);
  if (standing !== 'elsewhere') return standing === 'gone';
  if (takeOver) return true;
  throw ownedElsewhere(owner.machine.name, owner.process.pid, owner.startedAt);
}

// Who was cut short while writing the file has left its candidate, the whole record, beside it; see `tryEpoch`.
async function isLeftHalfWritten(stateDir: string, epoch: number, self: Self): Promise<boolean> {
  const candidates = listFolder(stateDir)
    .filter((name) => name.startsWith(`owner.${epoch}.`) && name.endsWith('.candidate'))
    .map((name) => readOwnerRecord(join(stateDir, name)))
    .filter((record) => record !== null);
  const standings = await Promise.all(candidates.map((record) => standingOf(record, self)));
  return standings.length > 0 && standings.every((standing) => standing === 'gone');
}

async function tryEpoch(
  stateDir: string,
  judgedEpoch: number,
  { describe, self }: OwnershipRequest,
): Promise<Ownership | null> {
  // Should somebody have deleted the owner files, what was saved under higher epochs would never be read again.
  const epoch = Math.max(judgedEpoch, highestSavedEpoch(listFolder(stateDir))) + 1;
  const record: OwnerRecord = { ...describe(epoch), ...self };
  const candidate = `${ownerPath(stateDir, epoch)}.${randomBytes(6).toString('hex')}.candidate`;
  // Others of this process may look as soon as the file is there.
  noteOwned(record.token);
  let owned = false;
  try {
    await writeNewFile(candidate, record);
    const published = await publish(candidate, ownerPath(stateDir, epoch), record);
    await rm(candidate, { force: true });
    owned = published && (await settle(stateDir, epoch, judgedEpoch));
    return owned ? new FileOwnership(stateDir, epoch, record) : null;
  } catch (error) {
    // Each attempt on a full disk would leave one.
    await rm(candidate, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    if (!owned) forgetOwned(record.token);
  }
}

// Only the owner of one epoch has been judged: should there be another by now, ours is withdrawn and that judged too. So
// who slept between judging and publishing cannot win with a number that was used and cleared away meanwhile.
async function settle(stateDir: string, epoch: number, judgedEpoch: number): Promise<boolean> {
  if (listEpochs(stateDir).some((other) => other !== epoch && other > judgedEpoch)) {
    await rm(ownerPath(stateDir, epoch), { force: true });
    return false;
  }
  // An epoch that a power failure takes back would be used twice.
  await syncFolder(stateDir);
  await clearOlderOwners(stateDir, epoch);
  return true;
}

/** What `link` fails with where there are no hard links: FAT and exFAT, network file systems, some containers' mounts. */
const noLinks = [
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EXDEV',
  'EMLINK',
  'EINVAL',
  'EISDIR',
  'UNKNOWN',
];

/** Gives a whole record its name unless somebody has it; says whether it is ours. */
async function publish(candidate: string, path: string, record: OwnerRecord): Promise<boolean> {
  try {
    await link(candidate, path);
    return true;
  } catch (error) {
    // A higher owner clears candidates away too.
    if (hasCode(error, 'ENOENT')) return false;
    // A network file system that repeats a request of ours reports that the name exists: it is we who made it.
    if (hasCode(error, 'EEXIST')) return readOwnerRecord(path)?.token === record.token;
    if (hasCode(error, ...noLinks)) return publishWithoutLinks(path, record);
    throw error;
  }
}

async function publishWithoutLinks(path: string, record: OwnerRecord): Promise<boolean> {
  try {
    await writeNewFile(path, record);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    // The name is ours, but what it says may be cut short.
    await rm(path, { force: true });
    throw error;
  }
}

async function writeNewFile(path: string, record: OwnerRecord): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(record));
    await file.sync();
  } finally {
    await file.close();
  }
}

// Windows cannot open folders; some network file systems cannot sync them.
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP')) throw error;
  } finally {
    await folder.close();
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  if (error instanceof CoordinatorError || !(error instanceof Error) || !('code' in error)) return false;
  return codes.includes(String(error.code));
}
