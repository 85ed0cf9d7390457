import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Limits } from '../isolation/limits';
import type { SandboxProcess } from '../isolation/sandboxProcess';
import type { NetworkPolicy } from '../network/networkPolicy';

/** What a sandbox does at the end of its time. */
export interface Lifecycle {
  readonly onTimeout: 'kill' | 'pause';
  /** Whether a pause at the end of its time keeps its processes. */
  readonly keepMemory: boolean;
  /** Whether a request to a paused sandbox wakes it. */
  readonly autoResume: boolean;
}

/** Everything about a sandbox that outlives the runtime. Times are milliseconds since the Unix epoch. */
export interface SandboxRecord {
  readonly id: string;
  readonly templateId: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly accessToken: string;
  readonly startedAt: number;
  readonly deadline: number;
  /** The last span of time that was asked for, in milliseconds. */
  readonly timeoutMs: number;
  readonly lifecycle: Lifecycle;
  readonly network: NetworkPolicy;
  readonly limits: Limits;
  readonly readOnly: readonly string[];
  readonly state: 'running' | 'paused';
  /** Null: paused without its processes, or not started yet. */
  readonly process: SandboxProcess | null;
}

const fileName = 'sandbox.json';

/** Saves a record in the sandbox's folder: it is there as a whole, or as it was. */
export async function saveRecord(folder: string, record: SandboxRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writePrivateFile(join(folder, fileName), JSON.stringify(record));
}

/** Reads the records of all sandboxes; a folder without one was never finished, and is removed. */
export async function readRecords(folder: string): Promise<readonly SandboxRecord[]> {
  const records: SandboxRecord[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const text = await readFile(join(folder, name, fileName), 'utf8').catch(() => undefined);
    if (text === undefined) await rm(join(folder, name), { recursive: true, force: true });
    else records.push(JSON.parse(text) as SandboxRecord);
  }
  return records;
}

/** Replaces a file that only its user can read, in one step. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
