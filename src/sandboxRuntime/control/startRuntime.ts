import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../../core/errors';
import { CoordinatorError, notPermitted, runtimeUnavailable } from '../../core/errors';
import { Fields } from '../fields';
import type { RuntimeHome } from './runtimeHome';
import { electronAsNode } from '../isolation/plain';
import type { RuntimeState } from '../runtimeState';
import { runningState } from '../runtimeState';

/** How long another that has just been started may take to serve, in milliseconds. */
const otherStartMs = 15_000;

/**
 * Starts the service unless it runs, detached from this process. Of two that are started at once, one serves.
 * @param program the built service.
 * @throws CoordinatorError `isolationMissing`, `notPermitted` or `runtimeUnavailable`.
 */
export async function startRuntime(
  home: RuntimeHome,
  program: string,
  isolated: boolean,
): Promise<RuntimeState> {
  const running = await runningState(home.stateFile);
  if (running !== undefined) return running;
  const failure = await launch(home, program, isolated);
  if (failure !== undefined && failure.code !== 'runtimeRuns') throw failure;
  for (const deadline = performance.now() + otherStartMs; performance.now() < deadline;) {
    const state = await runningState(home.stateFile);
    if (state !== undefined) return state;
    await delay(20);
  }
  throw runtimeUnavailable(`it does not say how it is reached; the reason is in "${home.logFile}"`);
}

// Resolves with the reason when it does not serve.
async function launch(home: RuntimeHome, program: string, isolated: boolean): Promise<CoordinatorError | undefined> {
  const log = await openLog(home);
  try {
    const child = spawn(process.execPath, [program, ...(isolated ? [] : ['--not-isolated'])], {
      cwd: home.root,
      detached: true,
      env: { ...process.env, ...electronAsNode() },
      stdio: ['ignore', 'pipe', log],
      windowsHide: true,
    });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => resolve());
      child.stdout?.on('data', (chunk) => {
        said += String(chunk);
        if (said.includes('\n')) resolve();
      });
    });
    child.stdout?.destroy();
    child.unref();
    return failureIn(said, home);
  } finally {
    closeSync(log);
  }
} // prettier-ignore

async function openLog(home: RuntimeHome): Promise<number> {
  try {
    await mkdir(home.root, { recursive: true, mode: 0o700 });
    return openSync(home.logFile, 'a', 0o600);
  } catch (error) {
    throw notPermitted('write the log of the sandbox runtime', home.logFile, error);
  }
}

function failureIn(said: string, home: RuntimeHome): CoordinatorError | undefined {
  if (said === '') return runtimeUnavailable(`it ended at once; the reason is in "${home.logFile}"`);
  const error = Fields.parse(said, 'what the service said').object('error');
  if (error === undefined) return undefined;
  const hint = error.string('hint');
  return new CoordinatorError(error.string('code') as ErrorCode, error.string('message') ?? '', {
    ...(hint === undefined ? {} : { hint }),
  });
}
