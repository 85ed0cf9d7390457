// Coordinators that take a repository over from the one that runs: a headless one, or a window.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { silentLogger } from '../../src/base/logger';
import type { Coordinator } from '../../src/host/host';
import { startCoordinator } from '../../src/host/host';
import { askToLeave } from '../../src/ipc/askToLeave';
import { readOwner } from '../../src/ipc/ownerFile';
import type { RepositoryLocation } from '../../src/ipc/repositoryLocation';
import { stateDir } from '../../src/ipc/repositoryLocation';
import { programVersion } from '../../src/protocol/version';
import { gitEnvironment } from './git';
import { eventually } from './processes';

/** Starts a headless host as a closing window does; resolves when it owns. */
export async function startHeadless(location: RepositoryLocation, distDir: string): Promise<void> {
  const before = readOwner(stateDir(location.commonDir))?.epoch ?? 0;
  const args = [join(distDir, 'cli.js'), 'serve', '--take-over', '--repo', location.commonDir];
  const child = spawn(process.execPath, args, { env: gitEnvironment(), stdio: 'ignore' });
  await once(child, 'spawn');
  await eventually(() => (readOwner(stateDir(location.commonDir))?.epoch ?? 0) > before, {
    timeoutMs: 15_000,
  });
}

/** Coordinates as a window does that opens: the headless one leaves for it. */
export async function startWindow(location: RepositoryLocation, distDir: string): Promise<Coordinator> {
  let asked = false;
  const started = await startCoordinator({
    location,
    kind: 'extension',
    version: programVersion,
    distDir,
    logger: silentLogger,
    isLeaving: async () =>
      (asked ||= await askToLeave(location, 'extension', { force: false, timeoutMs: 2000 })),
  });
  if (started.outcome === 'owned') throw new Error('The headless host stayed.');
  return started.coordinator;
}

/** Has a window replaced by a headless coordinator, as when it closes. */
export async function replaceWindow(
  window: Coordinator,
  location: RepositoryLocation,
  distDir: string,
): Promise<void> {
  const left = new Promise<void>((resolve) => window.onLeaving(() => resolve()));
  await startHeadless(location, distDir);
  await left;
  await window.stop();
}
