import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from '../core/process';

/** What the file `owner.<epoch>` says of the process that owns, or owned, a repository. */
export interface OwnerRecord {
  readonly state: 'active' | 'released';
  readonly kind: 'extension' | 'headless';
  readonly process: ProcessIdentity;
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
}

/** Reads who owns the repository, or owned it last; null when nobody ever did. */
export function readOwner(stateDir: string): Owner | null {
  const epoch = highestEpoch(stateDir);
  if (epoch === null) return null;
  const record = readRecord(ownerPath(stateDir, epoch));
  return record === null ? null : { ...record, epoch };
}

/** The path of the owner file of an epoch. */
export function ownerPath(stateDir: string, epoch: number): string {
  return join(stateDir, `owner.${epoch}`);
}

/** Lists the epochs that have an owner file, lowest first; empty when the folder does not exist. */
export function listEpochs(stateDir: string): number[] {
  let names: string[];
  try {
    names = readdirSync(stateDir);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => /^owner\.(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other);
}

/** The highest epoch that has an owner file, or null. */
export function highestEpoch(stateDir: string): number | null {
  return listEpochs(stateDir).at(-1) ?? null;
}

function readRecord(path: string): OwnerRecord | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is OwnerRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { state, endpoint, token, process } = value as Partial<Record<keyof OwnerRecord, unknown>>;
  return (
    (state === 'active' || state === 'released') &&
    typeof endpoint === 'string' &&
    typeof token === 'string' &&
    typeof process === 'object' &&
    process !== null &&
    'pid' in process
  );
}
