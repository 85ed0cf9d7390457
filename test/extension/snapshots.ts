// Snapshots for tests of what people are shown.
import { defaultSettings } from '../../src/core/settings';
import type {
  ConflictSideView,
  ConflictView,
  SessionView,
  Snapshot,
  WorktreeView,
} from '../../src/protocol/snapshot';

/** A snapshot in which nothing goes on but what `parts` says. */
export function snapshot(parts: Partial<Snapshot>): Snapshot {
  return {
    sequence: 1,
    repository: { name: 'shop', root: '/shop', commonDir: '/shop/.git' },
    host: { kind: 'extension', pid: 1, machine: 'here', epoch: 1, version: '0.0.0', startedAt: 0 },
    sessions: [],
    worktrees: [],
    claims: [],
    waits: [],
    conflicts: [],
    breaches: [],
    radar: { state: 'watching', lookedAt: 0, lastLookMs: 1, pairs: 0, unknown: [], message: null },
    merges: [],
    landings: [],
    operations: [],
    guards: [],
    warnings: [],
    settings: defaultSettings,
    ...parts,
  };
}

/** A session whose id is its name. */
export function session(name: string, parts: Partial<SessionView>): SessionView {
  return {
    id: name,
    name,
    agent: 'test',
    agentSessionId: null,
    worktreePath: `/trees/${name}`,
    adopted: false,
    branch: `parallel/${name}`,
    baseCommit: '0'.repeat(40),
    targetBranch: 'main',
    process: null,
    state: 'idle',
    stateReason: null,
    stateSince: 0,
    prompt: null,
    createdAt: 0,
    lastHeartbeat: 0,
    endedAt: null,
    alive: null,
    worktreeName: name,
    changedFiles: null,
    claimCount: 0,
    conflictCount: 0,
    snapshots: [],
    guard: 'guarded',
    slot: null,
    setup: null,
    run: null,
    ...parts,
  };
}

/** A worktree at a path. */
export function worktree(path: string): WorktreeView {
  const name = path.split('/').at(-1) ?? path;
  return {
    path,
    name,
    isMain: false,
    branch: name,
    head: '0'.repeat(40),
    ours: true,
    sessionId: null,
    keptBecause: null,
    locked: false,
    prunable: false,
    slot: null,
  };
}

/** Two sessions that changed lines 3 and 5 of a file. */
export function conflict(
  ours: string,
  theirs: string,
  path: string,
  parts: Partial<ConflictView> = {},
): ConflictView {
  return {
    id: `${ours}-${theirs}-${path}`,
    kind: 'content',
    path,
    oursPath: path,
    theirsPath: path,
    regions: [{ ours: { start: 2, end: 3 }, theirs: { start: 4, end: 5 } }],
    ours: side(ours),
    theirs: side(theirs),
    ...concurrentEdit,
    summary: `"${ours}" and "${theirs}" changed the same lines of ${path}.`,
    ...parts,
  };
}

/** What is understood of a conflict where both changed the same lines. */
export const concurrentEdit = {
  nature: 'concurrent-edit',
  severity: 'medium',
  type: 'CONCURRENT_EDIT',
  declarations: [],
  remedy: { automatic: false, text: 'Read both changes.', command: null },
} as const;

function side(name: string): ConflictSideView {
  return { label: name, kind: 'session', sessionId: name, worktreePath: `/trees/${name}` };
}
