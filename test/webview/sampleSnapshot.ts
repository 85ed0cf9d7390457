import { defaultSettings } from '../../src/core/settings';
import type {
  ClaimView,
  ConflictSideView,
  SessionView,
  Snapshot,
  WorktreeView,
} from '../../src/protocol/snapshot';

function session(id: string, name: string, parts: Partial<SessionView>): SessionView {
  return {
    id,
    name,
    agent: 'claude-code',
    agentSessionId: null,
    worktreePath: `/w/${name}`,
    adopted: false,
    branch: `parallel/${name}`,
    baseCommit: '0'.repeat(40),
    targetBranch: 'main',
    process: { pid: 4711, startTime: '1', bootId: null },
    state: 'working',
    stateReason: null,
    stateSince: 1000,
    prompt: null,
    createdAt: 1000,
    lastHeartbeat: 1000,
    endedAt: null,
    alive: true,
    worktreeName: name,
    changedFiles: 2,
    claimCount: 1,
    conflictCount: 0,
    snapshots: [],
    guard: 'guarded',
    slot: null,
    setup: null,
    run: null,
    ...parts,
  };
}

function side(id: string, label: string): ConflictSideView {
  return { label, kind: 'session', sessionId: id, worktreePath: `/w/${label}` };
}

function claim(id: string, sessionId: string, holder: string, path: string): ClaimView {
  return {
    id,
    sessionId,
    holder,
    kind: 'file',
    path,
    key: path,
    symbol: null,
    label: path,
    fence: 1,
    mode: 'intent',
    source: 'automatic',
    reason: null,
    acquiredAt: 1,
    expiresAt: 9e12,
  };
}

function worktree(name: string, ours: boolean): WorktreeView {
  return {
    path: `/w/${name}`,
    name,
    isMain: false,
    branch: name,
    head: '1'.repeat(40),
    ours,
    sessionId: null,
    keptBecause: ours ? 'It has 1 uncommitted file.' : null,
    locked: false,
    prunable: false,
    slot: null,
  };
}

/** When the sample is looked at: two hours and a half after it began. In milliseconds since the Unix epoch. */
export const sampleTime = 2.5 * 3_600_000;

/** A repository with two sessions that conflict, one that asks, one that has ended, and two other worktrees. */
export const sampleSnapshot: Snapshot = {
  sequence: 7,
  repository: { name: 'shop', root: '/w/shop', commonDir: '/w/shop/.git' },
  host: { kind: 'extension', pid: 1, machine: 'here', epoch: 1, version: '3.0.0', startedAt: 1 },
  sessions: [
    session('s1', 'payments-api', { prompt: 'Round amounts', conflictCount: 1 }),
    session('s2', 'checkout-ui', { conflictCount: 1 }),
    session('s3', 'release-notes', { state: 'needsYou', stateReason: 'Shall I wait?' }),
    session('s4', 'old-one', { state: 'done', endedAt: 2000 }),
  ],
  worktrees: [worktree('kept', true), worktree('by-hand', false)],
  waits: [],
  claims: [
    claim('c1', 's1', 'payments-api', 'src/payments.ts'),
    claim('c2', 's2', 'checkout-ui', 'src/payments.ts'),
    claim('c3', 's3', 'release-notes', 'CHANGELOG.md'),
  ],
  conflicts: [
    {
      id: 'x1',
      kind: 'content',
      path: 'src/payments.ts',
      oursPath: 'src/payments.ts',
      theirsPath: 'src/payments.ts',
      regions: [{ ours: { start: 12, end: 13 }, theirs: { start: 12, end: 15 } }],
      ours: side('s1', 'payments-api'),
      theirs: side('s2', 'checkout-ui'),
      nature: 'concurrent-edit',
      severity: 'medium',
      type: 'CONCURRENT_EDIT',
      declarations: [],
      remedy: { automatic: false, text: 'Read both changes.', command: null },
      summary: '"payments-api" and "checkout-ui" changed the same lines of src/payments.ts.',
    },
  ],
  breaches: [],
  radar: { state: 'watching', lookedAt: 1000, lastLookMs: 40, pairs: 3, unknown: [], message: null },
  merges: [],
  landings: [],
  operations: [],
  guards: [],
  warnings: [],
  settings: defaultSettings,
};
