import { spawn } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnvdConfig } from '../envd/config';
import { configVariable } from '../envd/config';
import type { Isolation, Launch } from './isolation';
import { bootSocketName, sandboxEnvironment } from './isolation';
import type { SandboxProcess } from './sandboxProcess';
import { processRef } from './sandboxProcess';
import { untilReady } from './startEnvd';

/** Starts sandboxes that are plain processes of this user: folders of their own, and nothing that keeps them there. */
export function plainIsolation(envdProgram: string): Isolation {
  return { kind: 'none', owner: null, limitedBy: 'nothing', launch: (launch) => start(launch, envdProgram) };
}

async function start(launch: Launch, envdProgram: string): Promise<SandboxProcess> {
  const config = await configOf(launch);
  const child = spawn(process.execPath, [envdProgram], {
    cwd: config.home,
    env: { ...electronAsNode(), PATH: process.env['PATH'] ?? '', [configVariable]: JSON.stringify(config) },
    detached: true,
    stdio: ['ignore', 'pipe', launch.log],
  });
  await untilReady(child);
  child.unref();
  const supervisor = await processRef(child.pid ?? 0);
  if (supervisor === undefined) throw new Error('the sandbox ended at once; the reason is in its log');
  return { sandboxId: launch.sandboxId, supervisor, init: null, cgroup: null };
}

async function configOf(launch: Launch): Promise<EnvdConfig> {
  const { folders, limits } = launch;
  const home = await realpath(folders.home);
  const tmp = await realpath(folders.tmp);
  return {
    socket: join(folders.boot, bootSocketName),
    home,
    isolated: false,
    roots: [home, tmp],
    storage: [home, tmp],
    env: { ...sandboxEnvironment(launch, home, process.env['PATH'] ?? ''), TMPDIR: tmp },
    deadline: launch.deadline,
    egress: null,
    cpuCount: limits.cpuCount,
    memoryBytes: limits.memoryMB * 1024 * 1024,
  };
}

/** What makes the editor's own program behave as Node. */
export function electronAsNode(): NodeJS.ProcessEnv {
  return process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
}
