import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { readOwner } from '../../src/ipc/ownerFile';
import type { RepositoryLocation } from '../../src/ipc/repositoryLocation';
import { stateDir } from '../../src/ipc/repositoryLocation';
import { gitEnvironment } from '../support/git';
import { eventually } from '../support/processes';

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
