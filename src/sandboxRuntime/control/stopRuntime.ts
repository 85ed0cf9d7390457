import { setTimeout as delay } from 'node:timers/promises';
import { runtimeUnavailable, sandboxesRun } from '../../core/errors';
import type { RuntimeHome } from './runtimeHome';
import { runningState } from '../runtimeState';
import { askRuntime } from './askRuntime';
import { runtimeStatus } from './runtimeStatus';

/** What becomes of the sandboxes when the service stops. */
export type Remains = 'none' | 'kill' | 'keep';

const leaveMs = 10_000;

/**
 * Stops the service; false when none runs.
 * @param remains `kill` ends the sandboxes, `keep` leaves them to the end of their time, `none` says that there are none.
 * @throws CoordinatorError `sandboxesRun` when there are some all the same.
 */
export async function stopRuntime(home: RuntimeHome, remains: Remains): Promise<boolean> {
  const state = await runningState(home.stateFile);
  if (state === undefined) return false;
  if (remains === 'none') {
    const alive = (await runtimeStatus(home)).sandboxes.length;
    if (alive > 0) throw sandboxesRun(alive);
  }
  await askRuntime(state, 'POST', '/runtime/stop', { kill: remains === 'kill' });
  for (const deadline = performance.now() + leaveMs; performance.now() < deadline;) {
    if ((await runningState(home.stateFile)) === undefined) return true;
    await delay(20);
  }
  throw runtimeUnavailable(`process ${state.process.pid} was asked to end and did not`);
}
