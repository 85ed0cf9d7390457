import { resolve, sep } from 'node:path';
import type { Clock } from '../../base/clock';
import type { ClaimTarget } from '../../core/claimTarget';
import type { Session } from '../../core/session';

/** A tool that an agent is running. */
export interface Flight {
  readonly tool: string;
  /** The worktree that it was started in. */
  readonly worktree: string;
  /** The files that it says it writes, each as `fileName` makes it. */
  readonly files: ReadonlySet<string>;
  /** Whether it may write anything. */
  readonly isUnknown: boolean;
  /** The command's text, where it is one. */
  readonly text: string;
}

interface Running extends Flight {
  readonly sessionId: string;
  readonly begunAt: number;
  endedAt: number | null;
}

/** What a tool wrote may be heard of so long after its end, in milliseconds. */
const graceMs = 1000;
/** A tool whose end was never told counts as ended after this time, in milliseconds. */
const longestMs = 3_600_000;

/** Names a file of a worktree. */
export function fileName(worktree: string, { key }: Pick<ClaimTarget, 'key'>): string {
  return `${worktree}\0${key}`;
}

/**
 * Knows which tools are running, to tell whose a write is. No system tells who wrote a file; so it is the tool that said
 * so, one that named the worktree it happened in, or else that of the session which works there: what its subagents and
 * background tasks write is its own.
 */
export class Flights {
  private running: Running[] = [];

  constructor(private readonly clock: Clock) {}

  begin(sessionId: string, flight: Flight): void {
    this.running.push({ ...flight, sessionId, begunAt: this.clock.now(), endedAt: null });
  }

  /** Notes the end of the oldest run of a tool. */
  end(sessionId: string, tool: string): void {
    const ended = this.running.find((one) => one.sessionId === sessionId && one.tool === tool && one.endedAt === null); // prettier-ignore
    if (ended !== undefined) ended.endedAt = this.clock.now();
  }

  /** Notes the end of all that a session ran. */
  endAll(sessionId: string): void {
    for (const one of this.running) if (one.sessionId === sessionId) one.endedAt ??= this.clock.now();
  }

  /** Says whether a tool that runs, or ran just now, said that it would write a file. */
  wasIntended(sessionId: string, file: string): boolean {
    return this.present().some((one) => one.sessionId === sessionId && one.files.has(file));
  }

  /** Finds whose a write is; null: of none that we know. */
  writerOf(worktree: string, file: string, live: readonly Session[]): Session | null {
    const flights = this.present();
    const residents = live.filter((session) => session.worktreePath === worktree);
    const isResident = ({ sessionId }: Running): boolean => residents.some(({ id }) => id === sessionId);
    const own = flights.filter(isResident);
    const strangers = flights.filter((one) => !isResident(one) && one.isUnknown);
    const found =
      flights.find((one) => one.files.has(file)) ??
      strangers.find((one) => names(one, worktree)) ??
      (own.length > 1 ? own.find(({ isUnknown }) => isUnknown) : own[0]) ??
      flights.find((one) => one.worktree === worktree) ??
      (residents.every(({ state }) => state !== 'working') && strangers.length === 1 ? strangers[0] : undefined); // prettier-ignore
    return live.find(({ id }) => id === found?.sessionId) ?? latest(residents);
  }

  // The newest first.
  private present(): Running[] {
    const now = this.clock.now();
    this.running = this.running.filter(({ begunAt, endedAt }) => (endedAt === null ? now - begunAt < longestMs : now - endedAt < graceMs)); // prettier-ignore
    return [...this.running].reverse();
  }
}

// Relative names too: agents stand in their own worktree and write `../other/file`.
function names({ text, worktree: from }: Flight, worktree: string): boolean {
  if (text.includes(worktree)) return true;
  const words = text.split(/[\s'"`;|&<>()=:,]+/).filter((word) => word.includes('..'));
  return words.some((word) => isAtOrBelow(resolve(from, word), worktree));
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function latest(sessions: readonly Session[]): Session | null {
  return sessions.reduce<Session | null>(
    (best, session) => (best === null || session.lastHeartbeat > best.lastHeartbeat ? session : best),
    null,
  );
}
