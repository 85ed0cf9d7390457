import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the log inside the state's `log` folder; its predecessor has `.1` behind it. */
export const failureLogName = 'hook-failures.jsonl';

const rotateAtBytes = 512 * 1024;

/** One line of the log: a hook that could not do its work and let the agent go on. */
export interface HookFailure {
  /** ISO 8601, in UTC. */
  readonly time: string;
  readonly hookEvent: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Appends a failure to the log of a repository's state, keeping log and predecessor together below 1 MiB.
 * Creates nothing where there is no state yet, and never throws: the hook has failed already.
 */
export function logFailure(stateDir: string, failure: HookFailure): void {
  try {
    if (!existsSync(stateDir)) return;
    const folder = join(stateDir, 'log');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, failureLogName);
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > rotateAtBytes) renameSync(file, `${file}.1`);
    appendFileSync(file, `${JSON.stringify(failure)}\n`, { mode: 0o600 });
  } catch {
    // A full disk or a race of two rotations must not reach the agent.
  }
}
