import { landingSourceReasons } from '../../core/landing/reasons';
import type { Session } from '../../core/session';
import type { Git } from '../git/git';
import { parseStatus } from '../git/status';
import type { Sessions } from '../sessions';
import type { Worktree, Worktrees } from '../worktrees/worktrees';
import type { Source } from './ground';

/** What finding out what lands needs of the engine. */
export interface SourcesParts {
  readonly git: Git;
  readonly sessions: Sessions;
  readonly worktrees: Worktrees;
}

/** The work of sessions as it would land now. */
export class Sources {
  constructor(private readonly parts: SourcesParts) {}

  /** What of a session is to land in a branch, or why nothing can. */
  async of(sessionId: string, target: string): Promise<Source> {
    const session = this.parts.sessions.byId(sessionId);
    if (session === undefined) return waiting(landingSourceReasons.unknown);
    if (session.state === 'working') return waiting(landingSourceReasons.atWork);
    const worktree = this.worktreeOf(session);
    return worktree === undefined ? this.ofBranch(session) : this.ofWorktree(session, worktree, target);
  }

  /** The branch that a session's work is on; null when it is on none. */
  branchOf(session: Session): string | null {
    const worktree = this.worktreeOf(session);
    return worktree === undefined ? session.branch : worktree.branch;
  }

  // Where the session has ended, another may be at work in its folder by now.
  private worktreeOf(session: Session): Worktree | undefined {
    const { sessions, worktrees } = this.parts;
    const found = worktrees.known.find(({ path, prunable }) => path === session.worktreePath && !prunable);
    if (found === undefined || session.endedAt === null) return found;
    const isOthers = sessions.live().some(({ worktreePath }) => worktreePath === found.path);
    return isOthers || found.branch !== session.branch ? undefined : found;
  }

  private async ofWorktree(session: Session, worktree: Worktree, target: string): Promise<Source> {
    if (worktree.branch === target) return waiting(landingSourceReasons.onTarget(target));
    const { stdout } = await this.parts.git.at(worktree.path).run(['status', '--porcelain=v2', '--branch', '-z', '--no-renames']); // prettier-ignore
    const { head, entries } = parseStatus(stdout);
    if (head === null) return waiting(landingSourceReasons.unknown);
    if (entries.length === 0) return { kind: 'ready', commit: head };
    const why = landingSourceReasons.uncommitted(entries.map(({ path }) => path));
    return session.endedAt === null ? { kind: 'notReady', end: 'returned', why } : waiting(why);
  }

  private async ofBranch({ branch }: Session): Promise<Source> {
    if (branch === null) return waiting(landingSourceReasons.unknown);
    const ref = `refs/heads/${branch}`;
    const found = await this.parts.git.run(['rev-parse', '--verify', '--quiet', ref], { okCodes: [0, 1] });
    return found.code === 0 ? { kind: 'ready', commit: found.stdout.trim() } : waiting(landingSourceReasons.branchGone(branch)); // prettier-ignore
  }
}

function waiting(why: string): Source {
  return { kind: 'notReady', end: 'waiting', why };
}
