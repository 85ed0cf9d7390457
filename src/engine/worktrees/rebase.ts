import type { Clock } from '../../base/clock';
import type { ConflictReading } from '../../core/classify/reading';
import { ours, say, theirs } from '../../core/classify/sentence';
import type { FileConflict, MergePreview } from '../../core/conflict';
import { gitFailed, notOnBranch, rebaseBlocked, sessionAtWork } from '../../core/errors';
import type { Session } from '../../core/session';
import type { Git } from '../git/git';
import { parseStatus } from '../git/status';
import type { BranchMove } from '../landing/ground';
import { moveBranch } from '../landing/moveBranch';
import { pickCommits } from '../landing/pickCommits';
import { logOperation } from '../operations';
import type { Radar } from '../radar/radar';
import type { Timeline } from '../snapshots/timeline';
import type { State } from '../state';
import { isAncestor, resolveCommit, resolveHead } from './refs';

/** What rebasing needs of the engine. */
export interface RebaseParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly radar: Radar;
}

/** What a rebase did, or would do. */
export interface Rebased {
  readonly outcome: 'rebased' | 'wouldRebase' | 'upToDate' | 'conflicts';
  readonly onto: string;
  readonly before: string;
  readonly after: string;
  readonly conflicts: readonly FileConflict[];
}

/** How a rebase is to be done. */
export interface RebaseWish {
  readonly onto: string;
  readonly checkOnly: boolean;
  /** Whether it is done although the session's agent is at work: because it is the agent that asks. */
  readonly force: boolean;
}

/**
 * Moves the commits of a session's branch onto another branch, or leaves everything as it was. They are copied in memory
 * first; the branch and its files are only touched when all of them fit.
 */
export class Rebase {
  constructor(private readonly parts: RebaseParts) {}

  /**
   * Rebases, unless it would conflict; what was there before is kept as a snapshot, and the log can undo it.
   * @throws CoordinatorError `refNotFound`, `noCommits`, `sessionAtWork`, `rebaseBlocked` where something is uncommitted.
   */
  async run(session: Session, { onto, checkOnly, force }: RebaseWish): Promise<Rebased> {
    const git = this.parts.git.at(session.worktreePath);
    const [target, before] = [await resolveCommit(git, onto), await resolveHead(git)];
    const unchanged = { onto, before, after: before, conflicts: [] };
    if (await isAncestor(git, target, before)) return { ...unchanged, outcome: 'upToDate' };
    const picked = await pickCommits(git, target, before);
    if (picked.kind === 'conflicts') return { ...unchanged, outcome: 'conflicts', conflicts: await this.conflicts(before, target, picked.paths) }; // prettier-ignore
    if (checkOnly) return { ...unchanged, outcome: 'wouldRebase' };
    if (session.state === 'working' && !force) throw sessionAtWork(session.name);
    await requireNothingUncommitted(git, session);
    await this.parts.timeline.take(session, 'manual');
    await this.move(session, git, { from: before, to: picked.commit });
    return { ...unchanged, outcome: 'rebased', after: picked.commit };
  }

  private async move(session: Session, git: Git, { from, to }: Omit<BranchMove, 'branch'>): Promise<void> {
    const branch = (await git.run(['symbolic-ref', '--quiet', '--short', 'HEAD'], { okCodes: [0, 1] })).stdout.trim(); // prettier-ignore
    if (branch === '') throw notOnBranch(session.name);
    const moved = await moveBranch(git, { branch, from, to }, 'parallel-cc: rebased');
    if (moved.kind === 'elsewhere') throw gitFailed(['rebase'], `${branch} was moved meanwhile`);
    if (moved.kind === 'blocked') throw gitFailed(['rebase'], moved.why);
    await this.log(session, { branch, before: from, after: to });
  }

  // A merge of the whole tells which lines; where that would be clean, which files must do.
  private async conflicts(
    before: string,
    target: string,
    paths: readonly string[],
  ): Promise<readonly FileConflict[]> {
    const preview = await this.preview(before, target);
    if (preview.outcome === 'conflicts') return preview.files;
    return paths.map((path) => ({ kind: 'content', path, oursPath: path, theirsPath: path, regions: [], reading: stoppedReading(path) })); // prettier-ignore
  }

  private preview(before: string, target: string): Promise<MergePreview> {
    return this.parts.radar.preview({ kind: 'branch', name: before }, { kind: 'branch', name: target });
  }

  private async log(
    session: Session,
    move: { readonly branch: string; readonly before: string; readonly after: string },
  ): Promise<void> {
    const summary = `The commits of "${session.name}" were moved to ${move.after.slice(0, 10)}; they were at ${move.before.slice(0, 10)}.`;
    const undo = { type: 'landing', landing: null, ...move } as const;
    const entry = { time: this.parts.clock.now(), kind: 'branchRebased', sessionId: session.id, summary, undo } as const; // prettier-ignore
    await this.parts.state.commit((db) => logOperation(db, entry));
  }
}

async function requireNothingUncommitted(git: Git, session: Session): Promise<void> {
  const { stdout } = await git.run(['status', '--porcelain=v2', '--branch', '-z', '--no-renames']);
  const changed = parseStatus(stdout).entries.filter(({ kind }) => kind === 'changed');
  if (changed.length > 0) throw rebaseBlocked(session.name, changed.map(({ path }) => path)); // prettier-ignore
}

// Only one of the commits conflicts, on its way.
function stoppedReading(path: string): ConflictReading {
  return {
    nature: 'unknown',
    severity: 'medium',
    type: 'UNKNOWN',
    sentence: say`A commit of ${ours} changes ${path} in ways that do not fit ${theirs}.`,
    declarations: [],
    remedy: { automatic: false, text: 'Rebase by hand, and resolve it commit by commit.', command: null },
  };
}
