import type { Clock } from '../../base/clock';
import type { ConflictReading } from '../../core/classify/reading';
import { ours, say, theirs } from '../../core/classify/sentence';
import type { FileConflict, MergePreview } from '../../core/conflict';
import { gitFailed, rebaseBlocked } from '../../core/errors';
import type { Session } from '../../core/session';
import type { Git } from '../git/git';
import { parseStatus } from '../git/status';
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

/** Moves the commits of a session's branch onto another branch, or leaves everything as it was. */
export class Rebase {
  constructor(private readonly parts: RebaseParts) {}

  /**
   * Rebases, unless it would conflict; what was there before is kept as a snapshot.
   * @throws CoordinatorError `refNotFound`, `noCommits`, `rebaseBlocked` where something is uncommitted.
   */
  async run(session: Session, onto: string, checkOnly: boolean): Promise<Rebased> {
    const git = this.parts.git.at(session.worktreePath);
    const [target, before] = [await resolveCommit(git, onto), await resolveHead(git)];
    const unchanged = { onto, before, after: before, conflicts: [] };
    if (await isAncestor(git, target, before)) return { ...unchanged, outcome: 'upToDate' };
    const preview = await this.preview(before, target);
    const conflicts = preview.outcome === 'conflicts' ? preview.files.filter(({ kind }) => kind !== 'semantic') : []; // prettier-ignore
    if (conflicts.length > 0) return { ...unchanged, outcome: 'conflicts', conflicts };
    if (checkOnly) return { ...unchanged, outcome: 'wouldRebase' };
    await requireNothingUncommitted(git, session);
    await this.parts.timeline.take(session, 'manual');
    const stopped = await rebase(git, target);
    if (stopped !== null) return { ...unchanged, outcome: 'conflicts', conflicts: stopped };
    const after = await resolveHead(git);
    await this.log(session, onto, before);
    return { ...unchanged, outcome: 'rebased', after };
  }

  private preview(before: string, target: string): Promise<MergePreview> {
    return this.parts.radar.preview({ kind: 'branch', name: before }, { kind: 'branch', name: target });
  }

  private async log(session: Session, onto: string, before: string): Promise<void> {
    const summary = `The commits of "${session.name}" were moved onto ${onto}; they were at ${before.slice(0, 12)}.`;
    const entry = {
      time: this.parts.clock.now(),
      kind: 'branchRebased',
      sessionId: session.id,
      summary,
    } as const;
    await this.parts.state.commit((db) => logOperation(db, entry));
  }
}

async function requireNothingUncommitted(git: Git, session: Session): Promise<void> {
  const { stdout } = await git.run(['status', '--porcelain=v2', '--branch', '-z', '--no-renames']);
  const changed = parseStatus(stdout).entries.filter(({ kind }) => kind === 'changed');
  if (changed.length > 0) throw rebaseBlocked(session.name, changed.map(({ path }) => path)); // prettier-ignore
}

// Its merge may be clean and a single commit conflict all the same: then it is taken back. Null when it went through.
async function rebase(git: Git, target: string): Promise<FileConflict[] | null> {
  const editor = { GIT_EDITOR: 'true', GIT_SEQUENCE_EDITOR: 'true' };
  const done = await git.withEnv(editor).run(['rebase', '--no-autostash', target], { okCodes: [0, 1, 128] });
  if (done.code === 0) return null;
  const { stdout } = await git.run(['diff', '--name-only', '--diff-filter=U', '-z']);
  await git.run(['rebase', '--abort'], { okCodes: [0, 128] });
  const paths = stdout.split('\0').filter((path) => path !== '');
  if (paths.length === 0) throw gitFailed(['rebase', target], done.stderr);
  return paths.map((path) => ({ kind: 'content', path, oursPath: path, theirsPath: path, regions: [], reading: stoppedReading(path) })); // prettier-ignore
}

// Which commit it was and where it stopped is gone with the attempt.
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
