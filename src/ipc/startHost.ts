import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { notPermitted } from '../core/errors';
import type { RepositoryLocation } from './repositoryLocation';
import { stateDir } from './repositoryLocation';

/**
 * Starts `parallel-cc serve` for a repository, detached from this process, and returns as soon as it is spawned. Two
 * that are started at once do no harm: the second finds the repository owned and leaves.
 * @throws CoordinatorError `notPermitted` when its log cannot be written.
 */
export async function startHost(location: RepositoryLocation): Promise<void> {
  const root = location.kind === 'bare' ? location.commonDir : location.worktreeRoot;
  const log = openLog(location.commonDir);
  try {
    const child = spawn(process.execPath, [join(__dirname, 'cli.js'), 'serve', '--repo', root], {
      cwd: location.commonDir,
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
      env: hostEnvironment(),
    });
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', resolve);
    });
    child.unref();
  } finally {
    closeSync(log);
  }
}

// The host outlives the session that started it, so it must not pass for a part of it.
function hostEnvironment(): NodeJS.ProcessEnv {
  const { PARALLEL_CC_SESSION_ID: _, ...rest } = process.env;
  return process.versions['electron'] === undefined ? rest : { ...rest, ELECTRON_RUN_AS_NODE: '1' };
}

function openLog(commonDir: string): number {
  const folder = join(stateDir(commonDir), 'log');
  try {
    mkdirSync(folder, { recursive: true });
    return openSync(join(folder, 'host.log'), 'a', 0o600);
  } catch (error) {
    throw notPermitted('write the log of the coordinator in', folder, error);
  }
}
