import type { Run } from '../core/run';
import type { Engine } from '../engine/engine';
import type { RunView } from '../protocol/runMethods';

/** A run with what is known of its session. */
export function viewRun({ runs }: Engine, run: Run): RunView {
  const { session, logPath } = runs.find(run.sessionId);
  const { name, agent, prompt, worktreePath, branch } = session;
  const lastLines = runs.tailOf(run.sessionId)?.lines ?? [];
  return { ...run, session: name, agent, prompt, worktreePath, branch, logPath, lastLines };
}
