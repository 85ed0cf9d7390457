import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CoordinatorError, hostBusy, notPermitted } from '../core/errors';
import { livenessOf } from '../core/process';
import { identityOf } from '../engine/processes/identity';
import type { Owner, OwnerRecord } from '../ipc/ownerFile';
import { highestEpoch, listEpochs, ownerPath, readOwner } from '../ipc/ownerFile';

/** The right to write a repository's state, until it is released. */
export interface Ownership {
  readonly epoch: number;
  /** Throws when another process owns the repository now. */
  check(): void;
  /** Says that this process is done; the next owner need not look whether it is alive. */
  release(): Promise<void>;
}

/** What becoming the owner led to. */
export type OwnershipAttempt =
  | { readonly outcome: 'owned'; readonly ownership: Ownership }
  | { readonly outcome: 'taken'; readonly owner: Owner };

/**
 * Tries to become the owner of a repository. `link` gives the new file its name only if nobody has it, so of any number
 * of processes that try for one epoch a single one wins. A live owner is never evicted, however long it is silent.
 * @param describe makes the record of this process for the epoch it would own.
 * @throws CoordinatorError `notPermitted` when the folder cannot be written.
 */
export async function acquireOwnership(
  stateDir: string,
  describe: (epoch: number) => Omit<OwnerRecord, 'state'>,
): Promise<OwnershipAttempt> {
  try {
    await mkdir(stateDir, { recursive: true });
    for (;;) {
      const owner = await liveOwner(stateDir);
      if (owner !== null) return { outcome: 'taken', owner };
      const epoch = (highestEpoch(stateDir) ?? 0) + 1;
      const record: OwnerRecord = { state: 'active', ...describe(epoch) };
      if (!(await linkRecord(stateDir, epoch, record))) continue;
      // Who slept between looking and linking may have taken a number that was used and cleared away meanwhile.
      if (highestEpoch(stateDir) !== epoch) {
        await rm(ownerPath(stateDir, epoch), { force: true });
        continue;
      }
      await clearLower(stateDir, epoch);
      return { outcome: 'owned', ownership: new FileOwnership(stateDir, epoch, record) };
    }
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'EROFS'))
      throw notPermitted('keep the coordinator’s state in', stateDir, error);
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
    private readonly record: OwnerRecord,
  ) {}

  check(): void {
    if (highestEpoch(this.stateDir) === this.epoch) return;
    throw hostBusy(
      `the owner of epoch ${highestEpoch(this.stateDir) ?? 'none'} (this process had ${this.epoch})`,
    );
  }

  async release(): Promise<void> {
    if (highestEpoch(this.stateDir) !== this.epoch) return;
    const temporary = await writeTemporary(this.stateDir, { ...this.record, state: 'released' });
    await rename(temporary, ownerPath(this.stateDir, this.epoch));
  }
}

async function liveOwner(stateDir: string): Promise<Owner | null> {
  const owner = readOwner(stateDir);
  if (owner === null || owner.state === 'released') return null;
  const liveness = livenessOf(owner.process, await identityOf(owner.process.pid));
  if (liveness === 'dead') return null;
  if (liveness === 'unknown' && owner.process.pid === process.pid) return null;
  return owner;
}

async function linkRecord(stateDir: string, epoch: number, record: OwnerRecord): Promise<boolean> {
  const temporary = await writeTemporary(stateDir, record);
  try {
    await link(temporary, ownerPath(stateDir, epoch));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeTemporary(stateDir: string, record: OwnerRecord): Promise<string> {
  const path = join(stateDir, `owner-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(record));
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

async function clearLower(stateDir: string, epoch: number): Promise<void> {
  const lower = listEpochs(stateDir).filter((known) => known < epoch);
  await Promise.all(lower.map((known) => rm(ownerPath(stateDir, known), { force: true })));
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  if (error instanceof CoordinatorError || !(error instanceof Error) || !('code' in error)) return false;
  return codes.includes(String(error.code));
}
