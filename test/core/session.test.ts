import { describe, expect, it } from 'vitest';
import type { Session, SessionSignal } from '../../src/core/session';
import { applySignal, judgeStaleness } from '../../src/core/session';

const session: Session = {
  id: 's1',
  name: 'brisk-otter',
  agent: 'claude-code',
  agentSessionId: null,
  worktreePath: '/repo',
  adopted: true,
  branch: 'main',
  baseCommit: '0'.repeat(40),
  targetBranch: null,
  process: null,
  state: 'idle',
  stateReason: null,
  stateSince: 100,
  prompt: null,
  createdAt: 100,
  lastHeartbeat: 100,
  endedAt: null,
};

function after(...signals: readonly SessionSignal[]): Session {
  return signals.reduce((current, signal, index) => applySignal(current, signal, 200 + index), session);
}

describe('applySignal', () => {
  it('works from the prompt until the turn ends', () => {
    expect(after({ kind: 'prompted', prompt: 'Add a login' })).toMatchObject({
      state: 'working',
      prompt: 'Add a login',
    });
    expect(after({ kind: 'active' }, { kind: 'turnEnded', lastMessage: 'Done.' }).state).toBe('idle');
  });

  it('needs the user when the agent asks, and shows the question', () => {
    const asked = after({ kind: 'asked', question: 'Claude needs your permission to use Bash' });
    expect(asked).toMatchObject({
      state: 'needsYou',
      stateReason: 'Claude needs your permission to use Bash',
    });
  });

  it('needs the user when a turn ends with a question', () => {
    const ended = after({ kind: 'turnEnded', lastMessage: 'I can do A or B.\nWhich one do you prefer?' });
    expect(ended).toMatchObject({ state: 'needsYou', stateReason: 'Which one do you prefer?' });
  });

  it('goes on working after an answer and drops the question', () => {
    expect(after({ kind: 'asked', question: 'May I?' }, { kind: 'active' })).toMatchObject({
      state: 'working',
      stateReason: null,
    });
  });

  it('remembers since when it is in its state', () => {
    expect(after({ kind: 'active' }, { kind: 'active' }, { kind: 'active' }).stateSince).toBe(200);
  });

  it('shortens a long prompt', () => {
    expect(after({ kind: 'prompted', prompt: 'x'.repeat(9000) }).prompt?.length).toBe(500);
  });

  it('never moves a heartbeat back when the clock does', () => {
    expect(applySignal(session, { kind: 'active' }, 50).lastHeartbeat).toBe(100);
  });
});

describe('judgeStaleness', () => {
  const rule = { staleAfterMs: 1000, reapAfterMs: 100 };
  it('leaves a silent session alone while its process runs', () => {
    expect(judgeStaleness(session, 'alive', 1e9, rule)).toBe('live');
  });
  it('ends a session only when its process is certainly gone', () => {
    expect(judgeStaleness(session, 'dead', 150, rule)).toBe('stale');
    expect(judgeStaleness(session, 'dead', 200, rule)).toBe('reap');
    expect(judgeStaleness(session, 'unknown', 1e9, rule)).toBe('stale');
  });
});
