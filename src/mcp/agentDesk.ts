import type { CoordinatorError } from '../core/errors';
import { invalidInput, otherRepository } from '../core/errors';
import type { HostClient } from '../ipc/client';
import { lineOf } from '../ipc/processEntry';
import { findRepository } from '../ipc/repositoryLocation';
import type { SessionView, Snapshot } from '../protocol/snapshot';

/** What is known of an agent before the coordinator is asked. */
export interface AgentPlace {
  /** Git's common directory of the repository that is served. */
  readonly commonDir: string;
  /** Top of the worktree that the agent stands in. */
  readonly worktreeRoot: string;
  /** The folder that relative paths count from. */
  readonly cwd: string;
  /** The session that the agent was started for, where it was told one. */
  readonly sessionId: string | null;
  /** The process that started the server, which is the agent or was started by it; null over HTTP. */
  readonly parentPid: number | null;
}

/** Where the tools find the coordinator and the session that they serve. */
export class AgentDesk {
  private known: { readonly id: string; readonly cwd: string } | undefined;

  constructor(
    readonly host: Pick<HostClient, 'call'>,
    private readonly place: AgentPlace,
  ) {}

  /** What is known of the repository now; with `fresh` after the radar has seen what is on disk. */
  snapshot(fresh = false): Promise<Snapshot> {
    return this.host.call('getSnapshot', { fresh });
  }

  /**
   * The agent's session in a snapshot, if it has one: the one that it was told, otherwise that of its process, otherwise
   * the only one in its worktree.
   */
  sessionIn({ sessions }: Snapshot): SessionView | undefined {
    const { sessionId, worktreeRoot, parentPid } = this.place;
    const live = sessions.filter(({ state }) => state !== 'done');
    if (sessionId !== null) return live.find(({ id, name }) => id === sessionId || name === sessionId);
    const line = parentPid === null ? [] : lineOf(parentPid);
    const byProcess = live.filter(({ process }) => process !== null && line.includes(process.pid));
    const here = live.filter(({ worktreePath }) => worktreePath === worktreeRoot);
    return onlyOne(byProcess) ?? onlyOne(byProcess.filter((one) => here.includes(one))) ?? onlyOne(here);
  }

  /** The agent's session; throws when it has none. */
  requireSession(snapshot: Snapshot): SessionView {
    const session = this.sessionIn(snapshot);
    if (session === undefined) throw noSession();
    return session;
  }

  /**
   * Runs something for the agent's session, of which only the id and the folder that its relative paths count from are
   * needed: they are looked up once.
   */
  async forMe<T>(run: (me: { readonly id: string; readonly cwd: string }) => Promise<T>): Promise<T> {
    this.known ??= await this.findMe();
    try {
      return await run(this.known);
    } catch (error) {
      // Should the session have ended, the next call looks for the one that took its place.
      this.known = undefined;
      throw error;
    }
  }

  private async findMe(): Promise<{ readonly id: string; readonly cwd: string }> {
    const { sessionId, cwd } = this.place;
    return sessionId === null
      ? this.standing(this.requireSession(await this.snapshot()))
      : { id: sessionId, cwd };
  }

  /** Refuses a path that is in another repository than this server's. */
  requireThisRepository(path: string | undefined): void {
    if (path !== undefined && findRepository(path)?.commonDir !== this.place.commonDir)
      throw otherRepository(path);
  }

  /** A session may work in another worktree than the one that its server was started in. */
  private standing({ id, worktreePath }: SessionView): { readonly id: string; readonly cwd: string } {
    const { cwd, worktreeRoot } = this.place;
    return { id, cwd: worktreePath === worktreeRoot ? cwd : worktreePath };
  }
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

function noSession(): CoordinatorError {
  return invalidInput(
    'this tool',
    'the agent has no session in this repository',
    'Start it with "parallel-cc claude", or register it: parallel-cc register --here.',
  );
}
