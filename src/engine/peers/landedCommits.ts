import { plural } from '../../core/plural';
import type { Session } from '../../core/session';
import type { Git } from '../git/git';
import { BranchTips } from '../merges/branchTips';
import type { Notices } from '../notices';
import type { Sessions } from '../sessions';
import type { State } from '../state';
import { isAncestor } from '../worktrees/refs';

/** What following targets needs of the engine. */
export interface LandedCommitsParts {
  readonly git: Git;
  readonly state: State;
  readonly sessions: Sessions;
  readonly notices: Notices;
  /** The files that a worktree has changed, as far as is known. */
  readonly changedIn: (worktree: string) => readonly string[];
}

/** How many files and commits are named; the rest are counted. */
const named = 3;

/** Tells sessions of commits that got into their target and touch what they have changed themselves. */
export class LandedCommits {
  private tips = new Map<string, string>();

  constructor(private readonly parts: LandedCommitsParts) {}

  /** Looks where the targets are now; what was committed before the first look is no news. */
  async look(): Promise<void> {
    const { git, sessions } = this.parts;
    const tips = await BranchTips.read(git);
    const before = this.tips;
    this.tips = new Map();
    for (const session of sessions.live()) {
      const { targetBranch } = session;
      const tip = targetBranch === null ? undefined : tips.of(targetBranch);
      if (targetBranch === null || tip === undefined) continue;
      this.tips.set(targetBranch, tip);
      const old = before.get(targetBranch);
      if (old !== undefined && old !== tip) await this.compare(session, targetBranch, old, tip);
    }
  }

  private async compare(session: Session, target: string, old: string, tip: string): Promise<void> {
    const { git, state, notices, changedIn } = this.parts;
    const own = new Set(changedIn(session.worktreePath));
    if (own.size === 0 || (await isAncestor(git.at(session.worktreePath), tip, 'HEAD'))) return;
    const { stdout } = await git.run(['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', old, tip, '--']); // prettier-ignore
    const files = stdout.split('\0').filter((file) => own.has(file));
    if (files.length === 0) return;
    const subjects = await this.subjects(old, tip, files);
    const text = `parallel-cc: ${target} has ${plural(subjects.length, 'new commit')} in ${listed(files)}, which you changed too: ${listed(subjects.map((subject) => `"${subject}"`))}. Commit and rebase early (git rebase ${target}).`;
    await state.commit((db) => notices.leave(db, session.id, { kind: 'merge', key: `landed:${tip}`, text }));
  }

  private async subjects(old: string, tip: string, files: readonly string[]): Promise<string[]> {
    const { stdout } = await this.parts.git.run(['log', '--format=%s', '--no-merges', `${old}..${tip}`, '--', ...files.map((file) => `:(top,literal)${file}`)]); // prettier-ignore
    return stdout.split('\n').filter((subject) => subject !== '').map((subject) => subject.slice(0, 60)); // prettier-ignore
  }
}

function listed(names: readonly string[]): string {
  const more = names.length > named ? ` and ${names.length - named} more` : '';
  return `${names.slice(0, named).join(', ')}${more}`;
}
