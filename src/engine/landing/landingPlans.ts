import { mapLimit } from '../../base/async';
import { CoordinatorError } from '../../core/errors';
import type { LandMethod } from '../../core/landing/entry';
import type { OrderConflict } from '../../core/landing/order';
import type { LandingFacts, LandingPlan, NotReady } from '../../core/landing/plan';
import { arrangeLandings } from '../../core/landing/plan';
import { landingSourceReasons, nothingReason } from '../../core/landing/reasons';
import type { Session } from '../../core/session';
import { diffCommits } from '../git/diffTree';
import { parseMergeTrees } from '../git/mergeTree';
import type { Touched } from '../radar/overlap';
import { mayConflict } from '../radar/overlap';
import type { SettingsFile } from '../settings';
import { resolveCommit } from '../worktrees/refs';
import { conflictedNames } from './mergeInMemory';
import type { SourcesParts } from './sources';
import { Sources } from './sources';

/** What planning needs of the engine. */
export interface LandingPlansParts extends SourcesParts {
  readonly settings: SettingsFile;
}

/** What is to be planned. */
export interface PlanWish {
  /** Null: all whose turn has ended and that have something to land. */
  readonly sessions: readonly Session[] | null;
  /** Null: where each is meant to land. */
  readonly target: string | null;
  /** Null: as the settings say. */
  readonly method: LandMethod | null;
  /** Whether they land in the order in which they are given. */
  readonly inOrder: boolean;
}

interface Candidate extends LandingFacts {
  readonly commit: string;
  /** The target's commit, and where the two parted; null where they have no common history. */
  readonly onto: string;
  readonly parting: string | null;
  /** The commits that the target lacks. */
  readonly own: ReadonlySet<string>;
}

/** Finds out what would land, in which order. Nothing is changed. */
export class LandingPlans {
  private readonly sources: Sources;

  constructor(private readonly parts: LandingPlansParts) {
    this.sources = new Sources(parts);
  }

  /** Plans; what cannot land is told of with the reason. */
  async plan(wish: PlanWish): Promise<LandingPlan> {
    await this.parts.worktrees.refresh();
    const { sessions } = this.parts;
    const wanted = wish.sessions ?? [...sessions.live(), ...sessions.ended(keptEnded)].filter(({ state }) => state !== 'working'); // prettier-ignore
    const found = await mapLimit(wanted, 4, (session) => this.look(session, wish.target));
    const candidates = found.filter((one) => 'commit' in one);
    const conflicts = await this.conflicts(candidates);
    const facts = candidates.map((one) => describe(one, candidates, conflicts.withTarget));
    const notReady = found.filter((one): one is NotReady => 'reason' in one);
    return {
      method: wish.method ?? this.parts.settings.current.landMethod,
      landings: arrangeLandings(facts, conflicts.pairs, wish.inOrder),
      // Of all sessions those without any work are no news.
      notReady:
        wish.sessions === null ? notReady.filter(({ reason }) => reason.includes('uncommitted')) : notReady,
    };
  }

  private async look(session: Session, wantedTarget: string | null): Promise<Candidate | NotReady> {
    const { id: sessionId, name } = session;
    const not = (reason: string): NotReady => ({ sessionId, session: name, reason });
    const target = wantedTarget ?? this.targetOf(session);
    if (target === null) return not(landingSourceReasons.noTarget);
    const source = await this.sources.of(sessionId, target);
    if (source.kind === 'notReady') return not(source.why);
    try {
      const facts = await this.measure(source.commit, target);
      if (facts.own.size === 0) return not(nothingReason(target));
      return { sessionId, session: name, target, since: session.createdAt, ...facts };
    } catch (error) {
      if (error instanceof CoordinatorError) return not(error.text);
      throw error;
    }
  }

  private targetOf(session: Session): string | null {
    const { worktrees } = this.parts;
    const worktree = worktrees.known.find(({ path }) => path === session.worktreePath);
    return session.targetBranch ?? worktree?.note?.targetBranch ?? worktrees.known.find(({ isMain }) => isMain)?.branch ?? null; // prettier-ignore
  }

  private async measure(commit: string, target: string) {
    const { git } = this.parts;
    const onto = await resolveCommit(git, `refs/heads/${target}`);
    const [base, list] = await Promise.all([
      git.run(['merge-base', onto, commit], { okCodes: [0, 1] }),
      git.run(['rev-list', `${onto}..${commit}`]),
    ]);
    const parting = base.stdout.trim() || null;
    const stat = parting === null ? '' : await git.text(['diff', '--shortstat', '--no-ext-diff', parting, commit, '--']); // prettier-ignore
    const [files = 0, ...lines] = [...stat.matchAll(/\d+/g)].map(([count]) => Number(count));
    const own = new Set(list.stdout.split('\n').filter((id) => id !== ''));
    const sizes = { commits: own.size, files, lines: lines.reduce((sum, count) => sum + count, 0) };
    return { commit, onto, parting, own, ...sizes, conflicts: [], builtOn: [] };
  }

  // Merges in memory what may conflict at all, with one process.
  private async conflicts(all: readonly Candidate[]): Promise<{
    readonly pairs: OrderConflict[];
    readonly withTarget: ReadonlyMap<string, readonly string[]>;
  }> {
    const touched = await this.touched(all);
    const pairs = all.flatMap(
      (one, index) =>
      all.slice(index + 1).filter((other) => other.target === one.target && mayConflict(touched(one), touched(other))).map((other) => [one, other] as const), // prettier-ignore
    );
    const behind = all.filter(({ parting, onto }) => parting !== null && parting !== onto);
    const tasks = [
      ...pairs.map(([one, other]) => [one.commit, other.commit] as const),
      ...behind.map(({ onto, commit }) => [onto, commit] as const),
    ];
    const results = await this.merge(tasks);
    const clash = (index: number): readonly string[] => results[index] ?? [];
    return {
      pairs: pairs.flatMap(([one, other], index): OrderConflict[] => clash(index).length > 0 ? [[one.sessionId, other.sessionId]] : []), // prettier-ignore
      withTarget: new Map(behind.map(({ sessionId }, index) => [sessionId, clash(pairs.length + index)])),
    };
  }

  private async touched(all: readonly Candidate[]): Promise<(one: Candidate) => Touched> {
    const related = all.flatMap(({ parting, commit }) =>
      parting === null ? [] : [{ from: parting, to: commit }],
    );
    const found = await diffCommits(this.parts.git, related);
    const byCommit = new Map(related.map(({ to }, index) => [to, found[index]]));
    return ({ commit }) => byCommit.get(commit) ?? new Map<string, never>();
  }

  private async merge(tasks: readonly (readonly [string, string])[]): Promise<(readonly string[])[]> {
    if (tasks.length === 0) return [];
    const input = tasks.map(([ours, theirs]) => `${ours} ${theirs}\n`).join('');
    const { stdout } = await this.parts.git.run(['merge-tree', '--write-tree', '--stdin'], { input });
    return parseMergeTrees(stdout).map((result) => (result.clean ? [] : conflictedNames(result)));
  }
}

/** How many ended sessions are looked at for work that has not landed. */
const keptEnded = 100;

// A session was built on another whose commit it has among its own.
function describe(
  one: Candidate,
  all: readonly Candidate[],
  withTarget: ReadonlyMap<string, readonly string[]>,
): LandingFacts {
  const below = all.filter(({ commit }) => commit !== one.commit && one.own.has(commit));
  return { ...one, conflicts: withTarget.get(one.sessionId) ?? [], builtOn: below.map(({ sessionId }) => sessionId) }; // prettier-ignore
}
