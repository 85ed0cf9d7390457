import type { Clock } from '../../base/clock';
import type { Claim, ClaimMode } from '../../core/claim';
import { fileTarget } from '../../core/claimTarget';
import { CoordinatorError } from '../../core/errors';
import type { Session } from '../../core/session';
import type { Claims } from '../claims/claims';
import { matchGlob } from '../claims/matchGlob';
import type { Git } from '../git/git';
import type { Notices } from '../notices';
import { logOperation } from '../operations';
import type { RepositoryPath } from '../repositoryPaths';
import type { Sessions } from '../sessions';
import type { SettingsFile } from '../settings';
import type { State } from '../state';
import { describeDenial } from './describePeers';

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
}

/** Claims files for an agent at its first write, and refuses the write where another session keeps it out. */
export class WriteGate {
  constructor(private readonly parts: WriteGateParts) {}

  /**
   * Lets a write pass or refuses it, all of its files or none.
   * @returns null when it may go on, otherwise the reason for the model.
   */
  async intend(session: Session, paths: readonly string[]): Promise<string | null> {
    const files = await this.claimable(session, paths);
    if (files.length === 0) return null;
    const refusal = new WriteRefused();
    try {
      await this.parts.state.commit((db) => {
        for (const file of files) {
          const decision = this.parts.claims.acquire(db, fileTarget(file), this.wish(session, file), session.name); // prettier-ignore
          if (decision.kind === 'denied') throw refusal.because(file, decision.blockers);
          for (const other of decision.overlaps) this.tellBoth(db, session, other, file);
        }
      });
      return null;
    } catch (error) {
      if (error !== refusal) throw error;
      await this.noteRefusal(session, refusal);
      const holderOf = (id: string): Session | undefined => this.parts.sessions.byId(id);
      return describeDenial(refusal.path, refusal.blockers, holderOf, this.parts.clock.now());
    }
  }

  // The transaction that was rolled back took its own note of the refusal with it.
  private async noteRefusal(session: Session, { path, blockers }: WriteRefused): Promise<void> {
    const holders = blockers.map(
      (claim) => `"${this.parts.sessions.byId(claim.sessionId)?.name ?? claim.sessionId}"`,
    );
    const summary = `"${session.name}" was kept from writing ${path}, which ${holders.join(' and ')} holds.`;
    const entry = {
      time: this.parts.clock.now(),
      kind: 'claimDenied',
      sessionId: session.id,
      summary,
    } as const;
    await this.parts.state.commit((db) => logOperation(db, entry));
  }

  private wish(session: Session, file: RepositoryPath): Parameters<Claims['acquire']>[2] {
    const mode: ClaimMode = this.isExclusive(file.path) ? 'exclusive' : 'intent';
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

  private tellBoth(
    db: Parameters<Parameters<State['commit']>[0]>[0],
    session: Session,
    other: Claim,
    file: RepositoryPath,
  ): void {
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

// Thrown through a transaction so that it is rolled back: of a refused write no file is claimed.
class WriteRefused extends Error {
  path = '';
  blockers: readonly Claim[] = [];

  because(file: RepositoryPath, blockers: readonly Claim[]): this {
    this.path = file.path;
    this.blockers = blockers;
    return this;
  }
}
