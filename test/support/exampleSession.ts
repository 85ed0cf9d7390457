import type { Session } from '../../src/core/session';

/** Makes a session as one would be just after its start, with some things otherwise. */
export function exampleSession(parts: Partial<Session> & Pick<Session, 'id'>): Session {
  return {
    name: parts.id,
    agent: 'scripted',
    agentSessionId: null,
    worktreePath: `/worktrees/${parts.id}`,
    adopted: false,
    branch: null,
    baseCommit: '0'.repeat(40),
    targetBranch: null,
    process: null,
    state: 'working',
    stateReason: null,
    stateSince: 1,
    prompt: null,
    createdAt: 1,
    lastHeartbeat: 1,
    endedAt: null,
    ...parts,
  };
}
