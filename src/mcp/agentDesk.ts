import type { CoordinatorError } from '../core/errors';
import { invalidInput } from '../core/errors';
import type { HostClient } from '../ipc/client';
import type { SessionView, Snapshot } from '../protocol/snapshot';

/** Where the tools find the coordinator and the session that they serve. */
export class AgentDesk {
  /**
   * @param worktreeRoot top of the worktree that the agent stands in.
   * @param cwd the folder that relative paths count from.
   * @param sessionId the session that the agent was started for, where it was told one.
   */
  constructor(
    readonly host: Pick<HostClient, 'call'>,
    private readonly worktreeRoot: string,
    readonly cwd: string,
    private readonly sessionId: string | null,
  ) {}

  /** What is known of the repository now; with `fresh` after the radar has seen what is on disk. */
  snapshot(fresh = false): Promise<Snapshot> {
    return this.host.call('getSnapshot', { fresh });
  }

  /** The agent's session in a snapshot, if it has one. */
  sessionIn({ sessions }: Snapshot): SessionView | undefined {
    if (this.sessionId !== null) return sessions.find((session) => session.id === this.sessionId);
    const here = sessions.filter((one) => one.state !== 'done' && one.worktreePath === this.worktreeRoot);
    return here.length === 1 ? here[0] : undefined;
  }

  /** The agent's session; throws when it has none. */
  requireSession(snapshot: Snapshot): SessionView {
    const session = this.sessionIn(snapshot);
    if (session !== undefined) return session;
    throw noSession();
  }
}

function noSession(): CoordinatorError {
  return invalidInput(
    'this tool',
    'the agent has no session in this repository',
    'Start it with "parallel-cc claude", or register it: parallel-cc register --here.',
  );
}
