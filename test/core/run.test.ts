import { describe, expect, it } from 'vitest';
import type { Run, RunSignal } from '../../src/core/run';
import { applyRunSignal } from '../../src/core/run';
import { judgeRun } from '../../src/core/runLimits';

const begun: Run = {
  sessionId: 'one', state: 'queued', reason: null, service: 'local', template: 'base', sandboxId: null, command: ['true'],
  createdAt: 0, startedAt: null, endedAt: null, exitCode: null, stopping: null, baseCommit: 'b', home: { head: 'b', work: 'b' },
  results: null, auth: 'none', internet: true, allowSecrets: false, limits: { minutes: null, dollars: null }, modelDollars: 0, warnings: {},
}; // prettier-ignore
const nothing = { outcome: 'none', commits: 0, files: 0, branch: null, summary: '' } as const;
const minute = 60_000;

function after(...signals: readonly RunSignal[]): Run {
  return signals.reduce((run, signal, index) => applyRunSignal(run, signal, index + 1), begun);
}

const started: readonly RunSignal[] = [
  { kind: 'begun', doing: 'Its sandbox is made.' },
  { kind: 'sandboxMade', sandboxId: 's' },
  { kind: 'agentStarted' },
];

describe('a run', () => {
  it('succeeds when its agent ends with 0, and fails otherwise', () => {
    const end = (exitCode: number | null): readonly RunSignal[] => [
      { kind: 'agentEnded', exitCode, reason: null },
      { kind: 'collected', results: nothing },
    ];
    expect(after(...started, ...end(0))).toMatchObject({ state: 'succeeded', sandboxId: 's', startedAt: 3, endedAt: 5 }); // prettier-ignore
    expect(after(...started, ...end(1)).state).toBe('failed');
    const stop = { kind: 'stopAsked', why: 'timedOut', reason: 'Its time is over.' } as const;
    expect(after(...started, stop, ...end(null)).state).toBe('timedOut');
    expect(after(...started, stop, ...end(0)).state).toBe('succeeded');
  });

  it('goes on where it was after it stood still, and is never moved again once it is over', () => {
    expect(after(...started, { kind: 'paused', reason: 'r' }, { kind: 'resumed' }).state).toBe('running');
    expect(after({ kind: 'paused', reason: 'r' }, { kind: 'resumed' }).state).toBe('starting');
    const failed = after(...started, { kind: 'failed', reason: 'Gone.' });
    expect(applyRunSignal(failed, { kind: 'agentStarted' }, 99)).toBe(failed);
  });

  it('is warned of at 30 and 50 minutes, before its end, and when it is silent or dear', () => {
    const judge = (minutes: number, limits: Run['limits'], modelDollars = 0, silent = 0) =>
      judgeRun({ startedAt: 0, limits, modelDollars }, { now: minutes * minute, lastOutputAt: (minutes - silent) * minute, hourlyDollars: 0.6 }); // prettier-ignore
    const none = { minutes: null, dollars: null };
    expect(judge(29, none)).toEqual({ stop: null, warnings: {}, dollars: 0.29 });
    expect(Object.keys(judge(51, none).warnings)).toEqual(['minutes30', 'minutes50']);
    expect(Object.keys(judge(16, { minutes: 20, dollars: null }, 0, 11).warnings)).toEqual([
      'ending',
      'silent',
    ]);
    expect(judge(20, { minutes: 20, dollars: null }).stop).toBe('Its time of 20 minutes is over.');
    expect(Object.keys(judge(10, { minutes: null, dollars: 1 }, 0.75).warnings)).toEqual([
      'spent50',
      'spent80',
    ]);
    expect(judge(10, { minutes: null, dollars: 1 }, 0.95).stop).toBe('Its budget of $1.00 is spent.');
  });
});
