import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../core/machine';
import type { ProcessIdentity } from '../core/process';
import { mayRun } from './mayRun';

/** What the file `owner.<epoch>` says of the process that owns, or owned, a repository. It is written once. */
export interface OwnerRecord {
  readonly kind: 'extension' | 'headless';
  readonly process: ProcessIdentity;
  readonly machine: Machine;
  /** Path of its socket or pipe. */
  readonly endpoint: string;
  /** What a client must know to be let in; the file is readable by its user alone. */
  readonly token: string;
  readonly version: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

/** An owner with the number under which it owns; a higher number ends the ownership of all lower ones. */
export interface Owner extends OwnerRecord {
  readonly epoch: number;
  /** Whether it has said that it is done. */
  readonly state: 'active' | 'released';
  /** When it said so, in milliseconds since the Unix epoch; null while it is active. */
  readonly releasedAt: number | null;
}

/** What the highest owner file tells: nobody ever owned, somebody does or did, or it cannot be read. */
export type OwnerFinding =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'known'; readonly owner: Owner }
  | { readonly kind: 'unreadable'; readonly epoch: number };

/** Reads who owns the repository, or owned it last; null when nobody did or the file cannot be read just now. */
export function readOwner(stateDir: string): Owner | null {
  try {
    const found = findOwner(stateDir);
    return found.kind === 'known' ? found.owner : null;
  } catch {
    return null;
  }
}

/** Looks who owns the repository; throws what the file system does when the folder cannot be listed. */
export function findOwner(stateDir: string): OwnerFinding {
  const epoch = highestEpoch(stateDir);
  if (epoch === null) return { kind: 'nobody' };
  const path = ownerPath(stateDir, epoch);
  const record = readOwnerRecord(path);
  if (record === null) return { kind: 'unreadable', epoch };
  const releasedAt = statSync(releasedPath(stateDir, epoch), { throwIfNoEntry: false })?.mtimeMs ?? null;
  return {
    kind: 'known',
    owner: { ...record, epoch, state: releasedAt === null ? 'active' : 'released', releasedAt },
  };
}

/** How long after an owner has left its successor is waited for, and how long a new one may take to answer. */
const successionMs = 200;
const startMs = 5000;

/**
 * Whether the repository is just being handed over, as far as a client can tell that found nobody to answer: then it is
 * worth waiting a moment, and not worth starting a host.
 */
export function isChangingHands({ state, releasedAt, startedAt, process }: Owner): boolean {
  if (state === 'released') return Math.abs(Date.now() - (releasedAt ?? 0)) < successionMs;
  return Math.abs(Date.now() - startedAt) < startMs && mayRun(process.pid);
}

/** The path of the owner file of an epoch. */
export function ownerPath(stateDir: string, epoch: number): string {
  return join(stateDir, `owner.${epoch}`);
}

/** The path of the file that says by being there that the owner of an epoch is done. */
export function releasedPath(stateDir: string, epoch: number): string {
  return `${ownerPath(stateDir, epoch)}.released`;
}

/** The highest epoch that has an owner file, or null; throws when the folder is there but cannot be listed. */
export function highestEpoch(stateDir: string): number | null {
  return listEpochs(stateDir).at(-1) ?? null;
}

/** The epochs that have an owner file, lowest first; throws when the folder is there but cannot be listed. */
export function listEpochs(stateDir: string): number[] {
  const epochs = listFolder(stateDir)
    .flatMap((name) => /^owner\.(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other);
  // The list of a network file system may be seconds old; a name that is asked for is newer.
  for (let next = (epochs.at(-1) ?? 0) + 1; existsSync(ownerPath(stateDir, next)); next++) epochs.push(next);
  return epochs;
}

/** The names in a folder; none when it does not exist. */
export function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return [];
    throw error;
  }
}

/** Reads an owner's record; null when there is no whole one. */
export function readOwnerRecord(path: string): OwnerRecord | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is OwnerRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { endpoint, token, process, machine } = value as Partial<Record<keyof OwnerRecord, unknown>>;
  return (
    typeof endpoint === 'string' &&
    typeof token === 'string' &&
    hasField(process, 'pid', 'number') &&
    hasField(machine, 'id', 'string')
  );
}

function hasField(value: unknown, name: string, type: 'string' | 'number'): boolean {
  return (
    typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[name] === type
  );
}
