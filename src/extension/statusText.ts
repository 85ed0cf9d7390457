import type { SessionState } from '../core/session';
import type { Snapshot } from '../protocol/snapshot';

/** What people are told of a session's state. */
export const stateLabels: Readonly<Record<SessionState, string>> = {
  working: 'working',
  needsYou: 'needs you',
  idle: 'idle',
  stale: 'stale',
  done: 'done',
};

/** What the status bar counts. */
export interface StatusCounts {
  readonly agents: number;
  readonly needYou: number;
  readonly conflicts: number;
}

/** Counts what is going on. */
export function countStatus({ sessions, conflicts }: Snapshot): StatusCounts {
  return {
    agents: sessions.filter(({ state }) => state !== 'done').length,
    needYou: sessions.filter(({ state }) => state === 'needsYou').length,
    conflicts: conflicts.length,
  };
}

/** Writes the counts for the status bar, without what is zero: `4 agents · 1 needs you · 2 conflicts`. */
export function statusText({ agents, needYou, conflicts }: StatusCounts): string {
  const parts = [
    agents === 0 ? 'no agents' : count(agents, 'agent'),
    ...(needYou === 0 ? [] : [`${needYou} ${needYou === 1 ? 'needs' : 'need'} you`]),
    ...(conflicts === 0 ? [] : [count(conflicts, 'conflict')]),
  ];
  return parts.join(' · ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
