import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { EnvdConfig } from '../envd/config';
import { configVariable } from '../envd/config';
import { shownHome } from '../envd/sandboxPaths';
import type { SystemView } from './bubblewrapArguments';
import { insidePaths, sandboxArguments, systemArguments } from './bubblewrapArguments';
import type { Cgroup, CgroupPlace } from './cgroup';
import { addToCgroup, createCgroup, removeCgroup } from './cgroup';
import type { Isolation, Launch } from './isolation';
import { bootSocketName, egressPort, egressSocketName, sandboxEnvironment } from './isolation';
import type { Limits } from './limits';
import { electronAsNode } from './plain';
import type { SandboxProcess } from './sandboxProcess';
import { endProcesses, processRef } from './sandboxProcess';
import { childPidFrom, untilReady } from './startEnvd';

/** How sandboxes are started with bubblewrap. */
export interface BubblewrapSetup {
  readonly view: SystemView;
  /** The user and group that it runs as; null: those of this process. Never root: inside, its files would be root's. */
  readonly owner: number | null;
  readonly cgroups: CgroupPlace | null;
}

const prlimit = '/usr/bin/prlimit';

/** Starts sandboxes in namespaces of their own, with bubblewrap (https://github.com/containers/bubblewrap). */
export function bubblewrapIsolation(setup: BubblewrapSetup): Isolation {
  const limitedBy = setup.cgroups === null ? 'rlimits' : (`cgroup v${setup.cgroups.version}` as const);
  return { kind: 'bubblewrap', owner: setup.owner, limitedBy, launch: (launch) => start(launch, setup) };
}

/** Tries to run a program as sandboxes are run; resolves with what stands against it, null when it works. */
export async function bubblewrapProblem({ view, owner }: BubblewrapSetup): Promise<string | null> {
  const args = [...systemArguments(view), '--remount-ro', '/', '--', insidePaths.envd, '--version'];
  const child = spawn('bwrap', args, {
    ...ownerOptions(owner),
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code === 0 ? null : said.trim() || `bwrap ended with ${String(code)}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? 'bubblewrap (bwrap) is not installed'
      : (error as Error).message;
  }
}

async function start(launch: Launch, setup: BubblewrapSetup): Promise<SandboxProcess> {
  const cgroup = setup.cgroups === null ? null : await createCgroup(setup.cgroups, launch.sandboxId, launch.limits);
  try {
    return await startIn(cgroup, launch, setup);
  } catch (error) {
    if (cgroup !== null) await removeCgroup(cgroup);
    throw error;
  }
} // prettier-ignore

async function startIn(cgroup: Cgroup | null, launch: Launch, setup: BubblewrapSetup): Promise<SandboxProcess> {
  const child = spawn('bwrap', argumentsOf(launch, setup, cgroup === null), {
    ...ownerOptions(setup.owner),
    cwd: '/',
    env: { ...electronAsNode(), PATH: process.env['PATH'] ?? '', [configVariable]: JSON.stringify(configOf(launch)) },
    detached: true,
    stdio: ['ignore', 'pipe', launch.log, 'pipe', 'pipe'],
  });
  const ready = untilReady(child);
  // Whatever goes wrong before it is waited for is found there.
  ready.catch(() => undefined);
  const init = await processRef(await childPidFrom(child.stdio[3] as Readable));
  const supervisor = await processRef(child.pid ?? 0);
  if (init === undefined || supervisor === undefined) throw await ready.then(() => new Error('bwrap ended'), asError);
  const sandbox = { sandboxId: launch.sandboxId, supervisor, init, cgroup };
  try {
    for (const ref of cgroup === null ? [] : [supervisor, init]) await addToCgroup(cgroup as Cgroup, ref.pid);
    // Until now bwrap has waited, so that nothing has run outside of the limits.
    (child.stdio[4] as Writable).end('.');
    await ready;
  } catch (error) {
    await endProcesses(sandbox);
    throw error;
  }
  child.unref();
  return sandbox;
} // prettier-ignore

function argumentsOf(launch: Launch, setup: BubblewrapSetup, withRlimits: boolean): readonly string[] {
  return [
    ...['--info-fd', '3', '--block-fd', '4'],
    ...systemArguments(setup.view),
    ...sandboxArguments(launch),
    '--',
    ...rlimitArguments(launch.limits, withRlimits),
    insidePaths.envd,
    insidePaths.program,
  ];
}

// The address space cannot be limited: V8 reserves far more than it uses.
function rlimitArguments(limits: Limits, alone: boolean): readonly string[] {
  if (!existsSync(prlimit)) return [];
  const file = String(limits.diskMB * 1024 * 1024);
  const others = [`--nproc=${limits.processes}`, `--data=${limits.memoryMB * 1024 * 1024}`];
  return [prlimit, '--core=0', `--fsize=${file}`, ...(alone ? others : []), '--'];
}

function configOf(launch: Launch): EnvdConfig {
  const path = `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${insidePaths.tools}`;
  const proxy = `http://127.0.0.1:${egressPort}`;
  const proxies = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy };
  const here = 'localhost,127.0.0.1,::1';
  return {
    socket: `${insidePaths.boot}/${bootSocketName}`,
    home: shownHome,
    isolated: true,
    roots: null,
    storage: [shownHome, '/tmp'],
    env: { ...proxies, NO_PROXY: here, no_proxy: here, ...sandboxEnvironment(launch, shownHome, path) },
    deadline: launch.deadline,
    egress: { socket: `${insidePaths.out}/${egressSocketName}`, port: egressPort },
    cpuCount: launch.limits.cpuCount,
    memoryBytes: launch.limits.memoryMB * 1024 * 1024,
  };
}

function ownerOptions(owner: number | null): { readonly uid?: number; readonly gid?: number } {
  return owner === null ? {} : { uid: owner, gid: owner };
}

function asError(error: unknown): Error {
  return error as Error;
}
