/**
 * How far the set-up of a worktree is. `waiting`: its commands wait for the user's trust; `refused`: the user will
 * not have them run; `queued`: others are set up before it; `interrupted`: the coordinator ended before they did.
 */
export type SetupState =
  'waiting' | 'refused' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

/** The set-up of one worktree. Times are milliseconds since the Unix epoch. */
export interface SetupProgress {
  readonly state: SetupState;
  /** The command that is running, or was the last to run; null before the first. */
  readonly command: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Of the command that failed; null where a signal ended it or it could not be started. */
  readonly exitCode: number | null;
  /** The file that holds what the commands print. */
  readonly logPath: string;
}

/** Whether nothing more happens to a set-up unless somebody does something. */
export function hasEnded({ state }: SetupProgress): boolean {
  return state !== 'queued' && state !== 'running';
}

/** Says in one sentence how far the set-up is. */
export function describeSetup({ state, command, exitCode }: SetupProgress): string {
  const what = command === null ? '' : ` (${command})`;
  switch (state) {
    case 'waiting':
      return 'The set-up commands wait for your trust.';
    case 'refused':
      return 'The set-up commands are not run, as you decided.';
    case 'queued':
      return 'The set-up begins when others have ended.';
    case 'running':
      return `The set-up is running${what}.`;
    case 'done':
      return 'The set-up is done.';
    case 'failed':
      return `The set-up failed${what}: ${exitCode === null ? 'it did not end by itself' : `exit code ${exitCode}`}.`;
    case 'cancelled':
      return `The set-up was cancelled${what}.`;
    case 'interrupted':
      return `The set-up was interrupted${what}.`;
  }
}
