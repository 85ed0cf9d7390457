import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatLogLine } from '../base/logger';
import type { CoordinatorError } from '../core/errors';
import { hostUnavailable } from '../core/errors';
import { isDiskTrouble, storeFailure, unwritable } from '../core/storeFailure';
import type { WireError } from '../protocol/wire';
import { fromWireError } from '../protocol/wire';
import type { RepositoryLocation } from './repositoryLocation';
import { stateDir } from './repositoryLocation';
import { noteStarting } from './startMarker';

/**
 * Starts `parallel-cc serve` for a repository, detached from this process. Two that are started at once do no harm: the
 * second finds the repository owned and leaves.
 * @param how `successor`: it takes the place of the one that runs, once it is ready to.
 * @param onEnded is told when the host has ended; with the reason when it could not work.
 * @throws CoordinatorError `notPermitted` when its log cannot be written; `storeUnavailable` when there is no room for it.
 */
export async function startHost(
  location: RepositoryLocation,
  how: 'first' | 'successor',
  onEnded: (failure: CoordinatorError | null) => void,
): Promise<void> {
  const root = location.kind === 'bare' ? location.commonDir : location.worktreeRoot;
  const log = openLog(location.commonDir);
  const logStart = fstatSync(log.descriptor).size;
  const args = ['serve', '--json', '--repo', root, ...(how === 'successor' ? ['--take-over'] : [])];
  try {
    const child = spawn(process.execPath, [join(__dirname, 'cli.js'), ...args], {
      cwd: location.commonDir,
      detached: true,
      stdio: ['ignore', log.descriptor, log.descriptor],
      windowsHide: true,
      env: hostEnvironment(),
    });
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', resolve);
    });
    if (how === 'first' && child.pid !== undefined) noteStarting(stateDir(location.commonDir), child.pid);
    // One that was killed says nothing of whether the next will work.
    child.once('exit', (code) => onEnded(code === 0 || code === null ? null : failureIn(log.path, logStart)));
    child.unref();
  } finally {
    closeSync(log.descriptor);
  }
}

// The host outlives the session that started it, so it must not pass for a part of it.
function hostEnvironment(): NodeJS.ProcessEnv {
  const rest = { ...process.env };
  delete rest['PARALLEL_CC_SESSION_ID'];
  return process.versions['electron'] === undefined ? rest : { ...rest, ELECTRON_RUN_AS_NODE: '1' };
}

function openLog(commonDir: string): { readonly path: string; readonly descriptor: number } {
  const folder = join(stateDir(commonDir), 'log');
  const path = join(folder, 'host.log');
  try {
    mkdirSync(folder, { recursive: true });
    return { path, descriptor: openSync(path, 'a', 0o600) };
  } catch (error) {
    throw unwritable('write the log of the coordinator in', folder, error);
  }
}

interface PrintedFailure {
  readonly error: Omit<WireError, 'hint'> & { readonly hint: string | null };
}

// A host that cannot work says why as its last output, in the form of `--json`.
function failureIn(path: string, from: number): CoordinatorError {
  const said = readFileSync(path).subarray(from).toString('utf8');
  try {
    const { error } = JSON.parse(/\{\s*"error"[^]*\}/.exec(said)?.[0] ?? '') as PrintedFailure;
    const { hint, ...rest } = error;
    return fromWireError(hint === null ? rest : { ...rest, hint });
  } catch {
    return silentFailure(path);
  }
}

// On a full disk the host cannot even say so. Whoever adds to its log then learns the reason.
function silentFailure(path: string): CoordinatorError {
  try {
    appendFileSync(path, `${formatLogLine(Date.now(), 'error', 'a coordinator ended without a reason')}\n`);
  } catch (error) {
    if (isDiskTrouble(error)) return storeFailure(dirname(dirname(path)), error);
  }
  return hostUnavailable(`it ended at once; the reason is in "${path}"`);
}
