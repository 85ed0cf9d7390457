import { expect, test } from 'vitest';
import type { RunView } from '../../src/protocol/runMethods';
import { runActions, runNode } from '../../webview-ui/model/runs';
import { sampleSnapshot } from './sampleSnapshot';

const working: RunView = {
  sessionId: 'one', state: 'running', reason: null, service: 'local', template: 'base', sandboxId: 's', command: ['true'],
  createdAt: 1, startedAt: 2, endedAt: null, exitCode: null, stopping: null, baseCommit: 'b', home: { head: 'b', work: 'b' },
  results: null, auth: 'relay', internet: true, allowSecrets: false, limits: { minutes: null, dollars: null }, modelDollars: 0.5,
  warnings: { minutes30: 'It has worked for 30 minutes.' }, session: 'one', agent: 'claude-code', prompt: null, worktreePath: '/w',
  branch: 'parallel/one', logPath: '/l', lastLines: ['first', 'second'],
}; // prettier-ignore

function nodesOf(run: RunView | null) {
  const [session] = sampleSnapshot.sessions;
  if (session === undefined) throw new Error('the sample has no session');
  return {
    nodes: runNode({ ...session, run }),
    actions: runActions({ ...session, run }).map(({ label }) => label),
  };
}

test('a run is shown with its state, its cost, its warnings and the end of its log', () => {
  const { nodes, actions } = nodesOf(working);
  expect(nodes).toMatchObject([
    { label: 'local sandbox', detail: 'works · $0.50', tone: 'attention', since: 2 },
  ]);
  expect(nodes[0]?.children.map(({ label }) => label)).toEqual([
    'It has worked for 30 minutes.',
    'first',
    'second',
  ]);
  expect(actions).toEqual(['Open Log', 'Pause Run', 'End Run…']);
  expect(nodesOf({ ...working, state: 'paused' }).actions).toContain('Resume Run');
});

test('a run that is over has its log only, and says what became of its work', () => {
  const summary = '2 commits, 3 changed files, in /w.';
  const results = { outcome: 'applied', commits: 2, files: 3, branch: null, summary } as const;
  const { nodes, actions } = nodesOf({
    ...working,
    state: 'succeeded',
    results,
    warnings: {},
    lastLines: [],
    endedAt: 9,
  });
  expect(actions).toEqual(['Open Log']);
  expect(nodes[0]?.children.map(({ label }) => label)).toEqual([summary]);
  expect(nodesOf(null)).toEqual({ nodes: [], actions: [] });
});
