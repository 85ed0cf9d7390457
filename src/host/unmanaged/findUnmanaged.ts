import type { UnmanagedAgent } from '../../core/unmanagedAgent';
import type { Engine } from '../../engine/engine';
import { isRunning } from '../../engine/processes/identity';
import type { ClaudeAgent } from './claudeAgents';
import { claudeAgents } from './claudeAgents';
import { recentTranscripts } from './transcripts';

/** A transcript that was not written to for so long is that of a conversation that is over, in milliseconds. */
const recentMs = 15 * 60_000;

/**
 * Finds the agents and worktrees of a repository that are no sessions: conversations that Claude Code says are under way
 * (where it cannot be asked, transcripts that were written to lately), and worktrees that neither we made nor a session
 * is in.
 */
export async function findUnmanaged(engine: Engine): Promise<UnmanagedAgent[]> {
  const worktrees = await engine.worktrees.refresh();
  const transcripts = (
    await Promise.all(worktrees.map(({ path }) => written(path, engine.clock.now())))
  ).flat();
  const running = await claudeAgents();
  const found = running === null ? transcripts : running.flatMap((agent) => atWork(agent, transcripts, engine) ?? []); // prettier-ignore
  const live = engine.sessions.live();
  const agents = found.filter(({ agentSessionId, pid }) => !live.some((session) => session.agentSessionId === agentSessionId || (pid !== null && session.process?.pid === pid))); // prettier-ignore
  return [...agents, ...foreignWorktrees(engine, agents)];
}

async function written(worktreePath: string, now: number): Promise<UnmanagedAgent[]> {
  const found = await recentTranscripts(worktreePath, now - recentMs);
  return found.map(({ agentSessionId, prompt, writtenAt }) => ({ ...claude(agentSessionId, worktreePath), prompt, seenAt: writtenAt, foundIn: 'transcripts' })); // prettier-ignore
}

function atWork(
  agent: ClaudeAgent,
  transcripts: readonly UnmanagedAgent[],
  engine: Engine,
): UnmanagedAgent | null {
  const worktreePath = worktreeOf(agent, engine);
  if (worktreePath === null || !isRunning(agent.pid)) return null;
  const { prompt = null, seenAt = null } = transcripts.find(({ id }) => id === agent.sessionId) ?? {};
  return { ...claude(agent.sessionId, worktreePath), pid: agent.pid, prompt, seenAt, foundIn: 'agents' };
}

function claude(
  agentSessionId: string,
  worktreePath: string,
): Pick<UnmanagedAgent, 'id' | 'agent' | 'agentSessionId' | 'pid' | 'worktreePath'> {
  return { id: agentSessionId, agent: 'claude-code', agentSessionId, pid: null, worktreePath };
}

function worktreeOf({ cwd }: ClaudeAgent, engine: Engine): string | null {
  try {
    return engine.resolvePath(cwd, '.').worktree;
  } catch {
    return null;
  }
}

function foreignWorktrees(engine: Engine, agents: readonly UnmanagedAgent[]): UnmanagedAgent[] {
  const taken = new Set([...engine.sessions.live(), ...agents].map(({ worktreePath }) => worktreePath));
  const [, ...others] = engine.worktrees.known;
  return others
    .filter(({ path, note, prunable }) => note === null && !prunable && !taken.has(path))
    .map(({ path }) => ({ id: path, agent: 'unknown', agentSessionId: null, pid: null, worktreePath: path, prompt: null, seenAt: null, foundIn: 'worktrees' })); // prettier-ignore
}
