import type { LandingEntry } from '../../core/landing/entry';
import { landingSourceReasons, protectedReason } from '../../core/landing/reasons';
import type { CheckResult } from '../../core/verify/checks';
import { matchGlob } from '../claims/matchGlob';
import type { Git } from '../git/git';
import type { Sessions } from '../sessions';
import type { SettingsFile } from '../settings';
import type { Checks } from '../verify/checks';
import { isAncestor, resolveCommit } from '../worktrees/refs';
import type { Worktrees } from '../worktrees/worktrees';
import type { MergeInput, MergeResult } from '../../core/merging/merge';
import { buildCommit } from './buildCommit';
import { finishMove } from './finishMove';
import type { BranchMove, Built, LandingGround, Moved, Source } from './ground';
import { moveBranch, placeOf } from './moveBranch';
import { Sources } from './sources';

/** What landing in a repository needs of the engine. */
export interface GitGroundParts {
  readonly git: Git;
  readonly sessions: Sessions;
  readonly worktrees: Worktrees;
  readonly settings: SettingsFile;
  readonly checks: Checks;
  /** Merges files by syntax. */
  readonly merger: { merge(input: MergeInput): Promise<MergeResult> };
}

/** The refs that keep what has landed, or is about to. */
export const landingRefs = 'refs/parallel-cc/landings';

/** A repository and its project's checks, as the landing queue needs them. */
export class GitGround implements LandingGround {
  private readonly sources: Sources;
  /** The commit of the target that was asked for last: its checks are those that the user confirmed. */
  private confirmed = '';

  constructor(private readonly parts: GitGroundParts) {
    this.sources = new Sources(parts);
  }

  async target(branch: string): Promise<string> {
    await this.parts.worktrees.refresh();
    this.confirmed = await resolveCommit(this.parts.git, `refs/heads/${branch}`);
    return this.confirmed;
  }

  async source(entry: LandingEntry): Promise<Source> {
    const { settings } = this.parts;
    if (settings.current.protectedBranches.some((glob) => matchGlob(glob, entry.target)))
      return { kind: 'notReady', end: 'waiting', why: protectedReason(entry.target, this.branchName(entry)) };
    return this.sources.of(entry.sessionId, entry.target);
  }

  build(entry: LandingEntry, onto: string, source: string): Promise<Built> {
    const { git, settings, merger } = this.parts;
    const { resolveAbove } = settings.current;
    const resolving = {
      merge: (input: MergeInput) => merger.merge(input),
      above: resolveAbove < 1 ? resolveAbove : null,
    };
    return buildCommit(git, { ...entry, branch: this.branchName(entry), onto, source }, resolving);
  }

  async keep(id: string, commit: string): Promise<void> {
    await this.parts.git.run(['update-ref', `${landingRefs}/${id}`, commit]);
  }

  async release(id: string): Promise<void> {
    await this.parts.git.run(['update-ref', '-d', `${landingRefs}/${id}`], { okCodes: [0, 1] });
  }

  check(commit: string, signal: AbortSignal): Promise<CheckResult> {
    return this.parts.checks.run(commit, this.confirmed, signal);
  }

  isIn(commit: string, branch: string): Promise<boolean> {
    return isAncestor(this.parts.git, commit, `refs/heads/${branch}`);
  }

  async move(move: BranchMove): Promise<Moved> {
    const { git, sessions } = this.parts;
    const place = await placeOf(git, move.branch);
    const worker = sessions.live().find(({ worktreePath, state }) => worktreePath === place && state === 'working'); // prettier-ignore
    if (worker !== undefined) return { kind: 'blocked', why: landingSourceReasons.targetAtWork(move.branch, worker.name) }; // prettier-ignore
    return moveBranch(git, move, 'parallel-cc: landed');
  }

  finishMove(move: BranchMove): Promise<string | null> {
    return finishMove(this.parts.git, move);
  }

  rest(): Promise<void> {
    return this.parts.checks.rest();
  }

  private branchName(entry: LandingEntry): string {
    const session = this.parts.sessions.byId(entry.sessionId);
    return (session === undefined ? null : this.sources.branchOf(session)) ?? entry.session;
  }
}
