import type { Clock } from '../../base/clock';
import type { Claim, ClaimMode, ClaimWait } from '../../core/claim';
import type { ClaimTarget } from '../../core/claimTarget';
import { describeTarget, fileTarget, symbolTarget } from '../../core/claimTarget';
import { CoordinatorError } from '../../core/errors';
import type { Session } from '../../core/session';
import type { ClaimPolicy } from '../../core/settings';
import type { TextEdit } from '../../core/textEdit';
import type { Claims, ClaimWish } from '../claims/claims';
import { matchGlob } from '../claims/matchGlob';
import type { Git } from '../git/git';
import type { Notices } from '../notices';
import { logOperation } from '../operations';
import type { RepositoryPath } from '../repositoryPaths';
import type { Sessions } from '../sessions';
import type { SettingsFile } from '../settings';
import type { State } from '../state';
import type { Db } from '../store/store';
import type { Standing } from './describePeers';
import { describeDenial } from './describePeers';
import type { CompareSymbols } from './plannedChange';
import { symbolsToBeTouched } from './plannedChange';

/** What the gate needs of the engine. */
export interface WriteGateParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly notices: Notices;
  readonly settings: SettingsFile;
  readonly resolvePath: (cwd: string, path: string) => RepositoryPath;
  readonly compareSymbols: CompareSymbols;
}

/** How the gate answers: `ask` leaves it to the user. */
export type GateAnswer =
  { readonly decision: 'none' } | { readonly decision: 'ask' | 'deny'; readonly reason: string };

/** What is claimed for a write. */
interface Wanted {
  readonly file: RepositoryPath;
  readonly target: ClaimTarget;
  readonly mode: ClaimMode;
}

/** More symbols than these at once are the file as a whole. */
const mostSymbols = 40;

/**
 * Claims for an agent what it is about to write: the symbols for itself alone, of the file only the intent, so that
 * others can work on the rest of it; and refuses the write where another session keeps it out.
 */
export class WriteGate {
  constructor(private readonly parts: WriteGateParts) {}

  /**
   * Lets a write pass, refuses it or has the user asked, all of its files or none.
   * @param edits what is written, as far as it is known.
   */
  async intend(
    session: Session,
    paths: readonly string[],
    edits: readonly TextEdit[] = [],
  ): Promise<GateAnswer> {
    const files = await this.claimable(session, paths);
    const wanted = (await Promise.all(files.map((file) => this.wantedFor(session, file, edits)))).flat();
    if (wanted.length === 0) return { decision: 'none' };
    const refusal = new WriteRefused();
    try {
      return await this.parts.state.commit((db) => {
        const asked = wanted.flatMap((one) => this.claim(db, session, one, refusal) ?? []);
        return asked.length === 0 ? { decision: 'none' } : { decision: 'ask', reason: this.question(asked) };
      });
    } catch (error) {
      if (error !== refusal) throw error;
      await this.noteRefusal(session, refusal);
      return { decision: 'deny', reason: this.describe(refusal) };
    }
  }

  /** What happens where an agent is about to write a file that another session holds. */
  policyOf(path: string): ClaimPolicy {
    const policies = Object.entries(this.parts.settings.current.claimPolicies);
    return policies.find(([glob]) => matchGlob(glob, path))?.[1] ?? 'deny';
  }

  // Answers what stands in the way where the user is to be asked about it.
  private claim(
    db: Db,
    session: Session,
    { file, target, mode }: Wanted,
    refusal: WriteRefused,
  ): Refused | null {
    const decision = this.parts.claims.acquire(db, target, this.wish(session, mode), session.name);
    const policy = decision.kind === 'denied' ? this.policyOf(file.path) : 'warn';
    const refused =
      decision.kind === 'denied' ? { target, blockers: decision.blockers, ahead: decision.ahead } : null;
    if (refused !== null && policy === 'deny') throw refusal.because(refused);
    const others = decision.kind === 'denied' ? decision.blockers : decision.overlaps;
    if (target.kind === 'file' || refused !== null) for (const other of others) this.tellBoth(db, session, other, file); // prettier-ignore
    return policy === 'ask' ? refused : null;
  }

  private async wantedFor(
    session: Session,
    file: RepositoryPath,
    edits: readonly TextEdit[],
  ): Promise<Wanted[]> {
    const whole = fileTarget(file);
    if (this.isExclusive(file.path)) return [{ file, target: whole, mode: 'exclusive' }];
    const ofFile = edits.filter(({ path }) => this.tryResolve(session, path)?.key === file.key);
    const touched = await symbolsToBeTouched(file, ofFile, this.parts.compareSymbols);
    if (touched === null) return [{ file, target: whole, mode: 'intent' }];
    const { leaves, containers } = touched;
    if (leaves.length > mostSymbols) return [{ file, target: whole, mode: 'exclusive' }];
    const symbolsIn = (names: readonly string[], mode: ClaimMode): Wanted[] => names.map((name) => ({ file, target: symbolTarget(file, name), mode })); // prettier-ignore
    return [{ file, target: whole, mode: 'intent' }, ...symbolsIn(containers, 'intent'), ...symbolsIn(leaves, 'exclusive')]; // prettier-ignore
  }

  private describe({ target, ...standing }: Refused): string {
    const holderOf = (id: string): Session | undefined => this.parts.sessions.byId(id);
    return describeDenial(describeTarget(target), standing, holderOf, this.parts.clock.now());
  }

  private question(asked: readonly Refused[]): string {
    return asked.map((one) => `parallel-cc: ${describeTarget(one.target)} is held by ${this.holders(one)}. Write it all the same?`).join('\n'); // prettier-ignore
  }

  private holders({ blockers, ahead }: Standing): string {
    const ids = [
      ...blockers.map(({ sessionId }) => sessionId),
      ...ahead.map(({ request }) => request.sessionId),
    ];
    const names = new Set(ids.map((id) => this.parts.sessions.nameOf(id)));
    return [...names].map((name) => `"${name}"`).join(' and ');
  }

  // The transaction that was rolled back took its own note of the refusal with it.
  private async noteRefusal(session: Session, refused: Refused): Promise<void> {
    const summary = `"${session.name}" was kept from writing ${describeTarget(refused.target)}, which ${this.holders(refused)} holds.`;
    const entry = {
      time: this.parts.clock.now(),
      kind: 'claimDenied',
      sessionId: session.id,
      summary,
    } as const;
    await this.parts.state.commit((db) => logOperation(db, entry));
  }

  private wish(session: Session, mode: ClaimMode): ClaimWish {
    const ttlMs = this.parts.settings.current.claimMinutes * 60_000;
    return { sessionId: session.id, mode, weaken: false, source: 'automatic', reason: null, ttlMs };
  }

  private isExclusive(path: string): boolean {
    const globs = this.parts.settings.current.exclusiveGlobs;
    return globs.some((glob) => matchGlob(glob, path));
  }

  // Files outside the repository and ignored ones never meet in a merge: they are nobody's business here.
  private async claimable(session: Session, paths: readonly string[]): Promise<RepositoryPath[]> {
    const inside = paths.map((path) => this.tryResolve(session, path)).filter((file) => file !== null);
    const known = new Set(this.parts.claims.ofSession(session.id).map((claim) => claim.path));
    const fresh = inside.filter((file) => !known.has(file.path));
    if (fresh.length === 0) return inside;
    const ignored = await ignoredFiles(this.parts.git, fresh);
    return inside.filter((file) => !ignored.has(file));
  }

  private tryResolve(session: Session, path: string): RepositoryPath | null {
    try {
      const file = this.parts.resolvePath(session.worktreePath, path);
      return file.path === '' ? null : file;
    } catch (error) {
      if (error instanceof CoordinatorError) return null;
      throw error;
    }
  }

  private tellBoth(db: Db, session: Session, other: Claim, file: RepositoryPath): void {
    const peer = this.parts.sessions.byId(other.sessionId);
    if (peer === undefined) return;
    const leave = (to: Session, about: Session): boolean =>
      this.parts.notices.leave(db, to.id, {
        kind: 'overlap',
        key: `overlap:${about.id}:${file.key}`,
        text: `parallel-cc: session "${about.name}" is editing ${file.path} too (${place(to, about)}). Keep your change to it small, so that both merge.`,
      });
    leave(session, peer);
    leave(peer, session);
  }
}

function place(to: Session, about: Session): string {
  return about.worktreePath === to.worktreePath ? 'in the same folder as you' : 'in its own worktree';
}

async function ignoredFiles(git: Git, files: readonly RepositoryPath[]): Promise<Set<RepositoryPath>> {
  const perWorktree = new Map<string, RepositoryPath[]>();
  for (const file of files) perWorktree.set(file.worktree, [...(perWorktree.get(file.worktree) ?? []), file]);
  const ignored = new Set<RepositoryPath>();
  for (const [worktree, members] of perWorktree) {
    const input = members.map((file) => file.path).join('\0');
    const answer = await git
      .at(worktree)
      .run(['check-ignore', '-z', '--stdin'], { input, okCodes: [0, 1, 128] });
    const listed = new Set(answer.stdout.split('\0'));
    for (const file of members) if (listed.has(file.path)) ignored.add(file);
  }
  return ignored;
}

/** What is not given, and what stands in the way. */
interface Refused extends Standing {
  readonly target: ClaimTarget;
}

// Thrown through a transaction so that it is rolled back: of a refused write no file is claimed.
class WriteRefused extends Error implements Refused {
  target: ClaimTarget = fileTarget({ path: '', key: '' });
  blockers: readonly Claim[] = [];
  ahead: readonly ClaimWait[] = [];

  because({ target, blockers, ahead }: Refused): this {
    this.target = target;
    this.blockers = blockers;
    this.ahead = ahead;
    return this;
  }
}
