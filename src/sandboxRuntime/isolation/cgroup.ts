import { access, constants, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Limits } from './limits';

/** The control groups of one sandbox: one folder in version 2, one per controller in version 1. */
export interface Cgroup {
  readonly version: 1 | 2;
  readonly folders: readonly string[];
}

/** Where the control groups of sandboxes are made. */
export interface CgroupPlace {
  readonly version: 1 | 2;
  readonly parents: readonly string[];
}

const neededControllers = ['memory', 'pids'];
const usedControllers = ['memory', 'pids', 'freezer', 'cpu'];
const pollMs = 5;

/** Finds where this process may make control groups that limit memory and processes; null where it may not. */
export async function findCgroupPlace(): Promise<CgroupPlace | null> {
  if (process.platform !== 'linux') return null;
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const own = await readFile('/proc/self/cgroup', 'utf8').catch(() => '');
  return (await findUnified(mounts, own)) ?? (await findPerController(mounts, own));
}

/** Makes the control group of a sandbox and sets its limits. */
export async function createCgroup(place: CgroupPlace, id: string, limits: Limits): Promise<Cgroup> {
  const folders = place.parents.map((parent) => join(parent, `parallel-cc-${id}`));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  const settings = place.version === 2 ? unifiedSettings(limits) : perControllerSettings(limits);
  for (const [file, value] of settings)
    for (const folder of folders) await writeFile(join(folder, file), value).catch(() => undefined);
  return { version: place.version, folders };
}

/** Moves a process into a control group; what it starts later is in it too. */
export async function addToCgroup(cgroup: Cgroup, pid: number): Promise<void> {
  for (const folder of cgroup.folders) await writeFile(join(folder, 'cgroup.procs'), String(pid));
}

/** Removes the control group of a sandbox whose processes have ended. */
export async function removeCgroup(cgroup: Cgroup): Promise<void> {
  for (const folder of cgroup.folders)
    for (let tries = 0; tries < 40; tries++) {
      const failure = await rmdir(folder).catch((error: unknown) => (error as NodeJS.ErrnoException).code);
      // The kernel counts a process for a moment after it has ended.
      if (failure !== 'EBUSY') break;
      await delay(pollMs);
    }
}

/** Freezes all processes of a control group; false where that cannot be. */
export function freezeCgroup(cgroup: Cgroup): Promise<boolean> {
  return cgroup.version === 2
    ? setFrozen(cgroup, 'cgroup.freeze', '1', 'cgroup.events', /^frozen 1$/m)
    : setFrozen(cgroup, 'freezer.state', 'FROZEN', 'freezer.state', /^FROZEN/);
}

/** Lets the processes of a control group go on; false where they cannot have been frozen. */
export function thawCgroup(cgroup: Cgroup): Promise<boolean> {
  return cgroup.version === 2
    ? setFrozen(cgroup, 'cgroup.freeze', '0', 'cgroup.events', /^frozen 0$/m)
    : setFrozen(cgroup, 'freezer.state', 'THAWED', 'freezer.state', /^THAWED/);
}

async function setFrozen(cgroup: Cgroup, file: string, value: string, told: string, done: RegExp): Promise<boolean> {
  const folder = await firstWith(cgroup.folders, file);
  if (folder === undefined) return false;
  for (let tries = 0; tries < 400; tries++) {
    await writeFile(join(folder, file), value);
    if (done.test(await readFile(join(folder, told), 'utf8'))) return true;
    await delay(pollMs);
  }
  throw new Error(`the processes of ${folder} do not freeze or thaw`);
} // prettier-ignore

async function firstWith(folders: readonly string[], file: string): Promise<string | undefined> {
  for (const folder of folders) if (await isWritable(join(folder, file))) return folder;
  return undefined;
}

function unifiedSettings(limits: Limits): readonly (readonly [string, string])[] {
  return [
    ['memory.max', String(limits.memoryMB * 1024 * 1024)],
    ['memory.swap.max', '0'],
    ['pids.max', String(limits.processes)],
    ['cpu.max', `${Math.round(limits.cpuCount * 100_000)} 100000`],
  ];
}

function perControllerSettings(limits: Limits): readonly (readonly [string, string])[] {
  const memory = String(limits.memoryMB * 1024 * 1024);
  return [
    ['memory.limit_in_bytes', memory],
    ['memory.memsw.limit_in_bytes', memory],
    ['pids.max', String(limits.processes)],
    ['cpu.cfs_quota_us', String(Math.round(limits.cpuCount * 100_000))],
  ];
}

// The nearest group above our own that hands its controllers on and that we may write to: on a desktop that of the
// user's session, in a container or for root the topmost.
async function findUnified(mounts: string, own: string): Promise<CgroupPlace | null> {
  const root = mountPoint(mounts, (type) => type === 'cgroup2');
  const path = /^0::(.*)$/m.exec(own)?.[1];
  if (root === undefined || path === undefined) return null;
  for (let folder = join(root, path); folder.startsWith(root); folder = dirname(folder)) {
    const controllers = await readFile(join(folder, 'cgroup.subtree_control'), 'utf8').catch(() => '');
    const hasAll = neededControllers.every((name) => controllers.split(/\s/).includes(name));
    if (hasAll && (await mayMakeGroups(folder))) return { version: 2, parents: [folder] };
  }
  return null;
}

async function findPerController(mounts: string, own: string): Promise<CgroupPlace | null> {
  const parents: string[] = [];
  for (const controller of usedControllers) {
    const root = mountPoint(mounts, (type, options) => type === 'cgroup' && options.split(',').includes(controller));
    const path = new RegExp(`^\\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(.*)$`, 'm').exec(own)?.[1];
    const folder = root === undefined || path === undefined ? undefined : join(root, path);
    if (folder !== undefined && (await mayMakeGroups(folder))) parents.push(folder);
    else if (neededControllers.includes(controller)) return null;
  }
  return { version: 1, parents };
} // prettier-ignore

async function mayMakeGroups(folder: string): Promise<boolean> {
  return (await isWritable(folder)) && (await isWritable(join(folder, 'cgroup.procs')));
}

function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

// A line of mountinfo: `id parent device root mountPoint options … - type source superOptions` (proc_pid_mountinfo(5)).
function mountPoint(mounts: string, matches: (type: string, options: string) => boolean): string | undefined {
  for (const line of mounts.split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const [type = '', , options = ''] = right.split(' ');
    if (matches(type, options)) return left.split(' ')[4];
  }
  return undefined;
}
