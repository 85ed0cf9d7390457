import { setTimeout as delay } from 'node:timers/promises';
import { CoordinatorError } from '../../core/errors';

/** What git says when another git is at work in the same place; it does not wait itself. */
const busy = /could not lock|\.lock'?: File exists|failed to read .*(commondir|gitdir|HEAD)/;

/** Runs a git command again while another git holds a lock that it needs, or is just adding or removing a worktree. */
export async function retryWhileLocked<T>(run: () => Promise<T>): Promise<T> {
  for (const waitMs of [50, 100, 200, 400, 800]) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof CoordinatorError) || !busy.test(error.message)) throw error;
      await delay(waitMs);
    }
  }
  return run();
}
