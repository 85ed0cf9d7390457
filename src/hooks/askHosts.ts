import { randomUUID } from 'node:crypto';
import { CoordinatorError } from '../core/errors';
import { callOnce } from '../ipc/callOnce';
import type { RepositoryLocation } from '../ipc/repositoryLocation';
import { findRepository } from '../ipc/repositoryLocation';
import type { AgentReply } from '../protocol/agentEvent';
import type { SentEvent } from './agentEvents';
import { mentionedPaths } from './commands';
import { joinReplies } from './output';

/** How long a hook may take, in milliseconds. */
export interface HookBudget {
  /** With a host that runs. */
  readonly callMs: number;
  /** In all, when a host has to be started for it; 0: none is started. */
  readonly startMs: number;
}

/** An event and the repository whose host should hear of it. */
export interface Addressed {
  readonly location: RepositoryLocation;
  readonly event: SentEvent;
}

/** What each kind of event may cost the agent that waits for its hook. */
export function budgetOf(kind: SentEvent['event']['kind']): HookBudget {
  if (kind === 'sessionStarted') return { callMs: 5000, startMs: 5000 };
  // On a busy machine a host takes seconds to start; a write that is checked late is better than one that is not.
  // So is one that a busy host answers late: the first command after its start waits for the reader of shells, too.
  if (kind === 'writeIntended' || kind === 'commandIntended') return { callMs: 4000, startMs: 6000 };
  // The last word of a session frees what it holds, and nobody waits for it.
  if (kind === 'sessionEnded') return { callMs: 3000, startMs: 0 };
  return { callMs: 500, startMs: 0 };
}

/**
 * Addresses an event to the repositories that it concerns: a write to those of its targets, wherever the agent
 * stands, since agents rightly write into other worktrees by absolute path; everything else to that of `cwd` too.
 * Empty when no repository is concerned.
 */
export function address(event: SentEvent): Addressed[] {
  const found = new Map<string, { location: RepositoryLocation; paths: string[] }>();
  const at = (path: string): { paths: string[] } | null => {
    const location = findRepository(path);
    if (location === null || location.kind === 'bare') return null;
    const entry = found.get(location.commonDir) ?? { location, paths: [] };
    found.set(location.commonDir, entry);
    return entry;
  };
  if (event.event.kind !== 'writeIntended') at(event.cwd);
  for (const path of pathsOf(event)) at(path)?.paths.push(path);
  return [...found.values()].map(({ location, paths }) => ({ location, event: withPaths(event, paths) }));
}

/** Asks the hosts of all addressed repositories at once; rejects when one of them cannot be asked in time. */
export async function askHosts(addressed: readonly Addressed[]): Promise<AgentReply> {
  return joinReplies(await Promise.all(addressed.map(askHost)));
}

async function askHost({ location, event }: Addressed): Promise<AgentReply> {
  const budget = budgetOf(event.event.kind);
  const startedAt = performance.now();
  const requestId = randomUUID();
  try {
    return await callOnce({
      ...agentEventCall,
      location,
      params: event,
      requestId,
      timeoutMs: budget.callMs,
    });
  } catch (error) {
    const remaining = budget.startMs - (performance.now() - startedAt);
    // A host that is there but slow is not helped by a second one.
    const wasSlow = performance.now() - startedAt >= budget.callMs;
    if (remaining <= 0 || wasSlow || !isUnavailable(error)) throw error;
    return startAndCall(location, event, requestId, remaining);
  }
}

async function startAndCall(
  location: RepositoryLocation,
  event: SentEvent,
  requestId: string,
  timeoutMs: number,
): Promise<AgentReply> {
  const deadline = performance.now() + timeoutMs;
  const { connectHost } = await import('../ipc/client');
  const host = await connectHost({ location, client: 'hook', start: true, timeoutMs });
  try {
    const remaining = Math.max(1, deadline - performance.now());
    return await host.call('agentEvent', event, { requestId, timeoutMs: remaining });
  } finally {
    host.dispose();
  }
}

const agentEventCall = { client: 'hook', method: 'agentEvent' } as const;

function isUnavailable(error: unknown): boolean {
  return error instanceof CoordinatorError && error.code === 'hostUnavailable';
}

function pathsOf({ event }: SentEvent): readonly string[] {
  if (event.kind === 'commandIntended') return mentionedPaths(event.command, event.home);
  return 'paths' in event ? event.paths : [];
}

function withPaths(event: SentEvent, paths: string[]): SentEvent {
  const inner = event.event;
  if (inner.kind !== 'writeIntended' && inner.kind !== 'toolUsed') return event;
  if (inner.kind === 'toolUsed' || inner.edits === undefined) return { ...event, event: { ...inner, paths } };
  const edits = inner.edits.filter(({ path }) => paths.includes(path));
  return { ...event, event: { ...inner, paths, edits } };
}
