import type { RunState } from '../../src/core/run';
import { hasRunEnded } from '../../src/core/run';
import type { RunView } from '../../src/protocol/runMethods';
import type { SessionView } from '../../src/protocol/snapshot';
import type { TreeAction, TreeNode } from '../tree/node';
import { makeNode } from '../tree/node';

/** The states in words. */
const stateWords: Readonly<Record<RunState, string>> = {
  queued: 'waits for its turn',
  starting: 'is being started',
  running: 'works',
  paused: 'stands still',
  collecting: 'is brought home',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'was ended',
  timedOut: 'was ended by its limits',
};

const serviceWords: Readonly<Record<RunView['service'], string>> = {
  local: 'local sandbox',
  cloud: 'E2B sandbox',
  compatible: 'sandbox',
};

/** What can be done with a session that is a run in a sandbox. */
export function runActions({ id: sessionId, run }: SessionView): TreeAction[] {
  if (run === null) return [];
  const log: TreeAction = { label: 'Open Log', intent: { kind: 'openRunLog', sessionId } };
  if (hasRunEnded(run)) return [log];
  const pause: TreeAction[] =
    run.state === 'paused'
      ? [{ label: 'Resume Run', intent: { kind: 'resumeRun', sessionId } }]
      : [{ label: 'Pause Run', intent: { kind: 'pauseRun', sessionId } }];
  return [log, ...pause, { label: 'End Run…', intent: { kind: 'killRun', sessionId } }];
}

/** The row of a run: how it is and what it costs, with what it printed last below it. */
export function runNode(session: SessionView): TreeNode[] {
  const { id, run } = session;
  if (run === null) return [];
  const cost = run.modelDollars === 0 ? [] : [`$${run.modelDollars.toFixed(2)}`];
  const warnings = Object.values(run.warnings);
  const detail = [stateWords[run.state], ...cost, ...(run.reason === null ? [] : [run.reason])].join(' · ');
  const lines = run.lastLines.map((line, index) => makeNode({ key: `run:${id}:line:${index}`, label: line, tone: 'quiet' })); // prettier-ignore
  const remarks = [...warnings, ...(run.results === null ? [] : [run.results.summary])];
  return [
    makeNode({
      key: `run:${id}`,
      icon: 'prompt',
      label: serviceWords[run.service],
      detail,
      since: run.endedAt ?? run.startedAt,
      title: [serviceWords[run.service], detail, ...remarks].join(', '),
      tone: run.state === 'failed' || warnings.length > 0 ? 'attention' : 'normal',
      expandedAtFirst: true,
      primary: { kind: 'openRunLog', sessionId: id },
      actions: runActions(session),
      children: [
        ...remarks.map((text, index) => makeNode({ key: `run:${id}:remark:${index}`, label: text })),
        ...lines,
      ],
    }),
  ];
}
