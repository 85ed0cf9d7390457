import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessEntry } from '../processTable';
import { listProcesses, processEntry, treeOf } from '../processTable';
import type { Cgroup } from './cgroup';
import { freezeCgroup, removeCgroup, thawCgroup } from './cgroup';

/** One process, told from a later one of the same number. */
export interface ProcessRef {
  readonly pid: number;
  readonly startedAt: string;
}

/** The processes of a sandbox, in a form that survives the runtime that started them. */
export interface SandboxProcess {
  readonly sandboxId: string;
  /** The process that the runtime started: `bwrap`, or the service itself where nothing is isolated. */
  readonly supervisor: ProcessRef;
  /** The first process of the sandbox's own process namespace; null where there is none. */
  readonly init: ProcessRef | null;
  readonly cgroup: Cgroup | null;
}

/** How long ended processes may take to leave, in milliseconds. */
const leaveMs = 10_000;
const pollMs = 5;

/** Names a process by what the system knows of it; undefined when it has ended. */
export async function processRef(pid: number): Promise<ProcessRef | undefined> {
  const entry = await processEntry(pid);
  return entry === undefined ? undefined : { pid, startedAt: entry.startedAt };
}

/** Tells whether the sandbox's processes run, or are frozen. */
export async function isAlive(sandbox: SandboxProcess): Promise<boolean> {
  return (await isSame(sandbox.supervisor)) && (sandbox.init === null || (await isSame(sandbox.init)));
}

/** Ends all processes of a sandbox, the supervisor first so that nothing new is started. Resolves when they are gone. */
export async function endProcesses(sandbox: SandboxProcess): Promise<void> {
  await thaw(sandbox);
  for (const ref of [sandbox.init, sandbox.supervisor])
    if (ref !== null && (await isSame(ref))) signal(ref.pid, 'SIGKILL');
  for (const deadline = performance.now() + leaveMs; performance.now() < deadline;) {
    const left = sandbox.init === null ? await members(sandbox) : await namespaceLeft(sandbox);
    for (const entry of left) signal(entry.pid, 'SIGKILL');
    if (left.length === 0) break;
    await delay(pollMs);
  }
  if (sandbox.cgroup !== null) await removeCgroup(sandbox.cgroup);
}

/** Stops all processes of a sandbox where they are. */
export async function freeze(sandbox: SandboxProcess): Promise<void> {
  if (sandbox.cgroup !== null && (await freezeCgroup(sandbox.cgroup))) return;
  // What is started while one looks is found by looking again.
  const stopped = new Set<number>();
  for (;;) {
    const running = (await members(sandbox)).filter((entry) => !stopped.has(entry.pid));
    if (running.length === 0) return;
    for (const { pid } of running) {
      stopped.add(pid);
      signal(pid, 'SIGSTOP');
    }
  }
}

/** Lets frozen processes go on. */
export async function thaw(sandbox: SandboxProcess): Promise<void> {
  if (sandbox.cgroup !== null && (await thawCgroup(sandbox.cgroup))) return;
  for (const { pid } of [...(await members(sandbox))].reverse()) signal(pid, 'SIGCONT');
}

/** All processes of a sandbox, those that have left their parents too, where the system tells. */
async function members(sandbox: SandboxProcess): Promise<readonly ProcessEntry[]> {
  const all = await listProcesses();
  const tree = (await isSame(sandbox.supervisor)) ? treeOf(sandbox.supervisor.pid, all) : [];
  if (sandbox.init !== null) return tree;
  const known = new Set(tree.map((entry) => entry.pid));
  const strays = await Promise.all(
    all.map(async (entry) => (!known.has(entry.pid) && (await bearsMark(entry.pid, sandbox.sandboxId)) ? [entry] : [])),
  ); // prettier-ignore
  return [...tree, ...strays.flat()];
}

// The kernel ends everything in a namespace with its first process.
async function namespaceLeft(sandbox: SandboxProcess): Promise<readonly ProcessEntry[]> {
  const entries = [sandbox.init, sandbox.supervisor].map(async (ref) =>
    ref !== null && (await isSame(ref)) ? processEntry(ref.pid) : undefined,
  );
  return (await Promise.all(entries)).filter((entry) => entry !== undefined);
}

// Every process that was started in the sandbox has its id in the environment.
async function bearsMark(pid: number, sandboxId: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return environment.split('\0').includes(`E2B_SANDBOX_ID=${sandboxId}`);
}

async function isSame(ref: ProcessRef): Promise<boolean> {
  return (await processEntry(ref.pid))?.startedAt === ref.startedAt;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
