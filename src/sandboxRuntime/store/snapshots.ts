import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuntimeHome } from '../control/runtimeHome';
import type { Limits } from '../isolation/limits';
import { copyTree } from './copyTree';
import { writePrivateFile } from './sandboxRecord';

/** The files of a sandbox as they were at a moment, which new sandboxes can begin with. */
export interface Snapshot {
  readonly id: string;
  readonly name: string | null;
  readonly sandboxId: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  /** What else a sandbox that begins with it has. */
  readonly template: {
    readonly env: Readonly<Record<string, string>>;
    readonly readOnly: readonly string[];
    readonly limits: Limits;
  };
}

const fileName = 'snapshot.json';

/** The folder of a snapshot. */
export function snapshotFolder(home: RuntimeHome, id: string): string {
  return join(home.snapshots, id);
}

/** Copies the files of a sandbox, which must not change meanwhile. It is listed once it is whole. */
export async function saveSnapshot(
  home: RuntimeHome,
  snapshot: Snapshot,
  files: { readonly home: string; readonly tmp: string },
): Promise<void> {
  const folder = snapshotFolder(home, snapshot.id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await copyTree(files.home, join(folder, 'home'));
    await copyTree(files.tmp, join(folder, 'tmp'));
    await writePrivateFile(join(folder, fileName), JSON.stringify(snapshot));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Lists the snapshots, the newest first. */
export async function listSnapshots(home: RuntimeHome): Promise<readonly Snapshot[]> {
  const names = await readdir(home.snapshots).catch(() => []);
  const found = await Promise.all(names.map((name) => readOne(home, name)));
  return found.filter((one) => one !== undefined).sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
} // prettier-ignore

/** Finds a snapshot by its id, or the newest of a name. */
export async function readSnapshot(home: RuntimeHome, name: string): Promise<Snapshot | undefined> {
  return (await listSnapshots(home)).find((one) => one.id === name || one.name === name);
}

/** Removes a snapshot; false when there is none. */
export async function removeSnapshot(home: RuntimeHome, name: string): Promise<boolean> {
  const found = await readSnapshot(home, name);
  if (found === undefined) return false;
  await rm(snapshotFolder(home, found.id), { recursive: true, force: true });
  return true;
}

async function readOne(home: RuntimeHome, id: string): Promise<Snapshot | undefined> {
  const text = await readFile(join(snapshotFolder(home, id), fileName), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Snapshot);
}
