import type { Clock } from '../../base/clock';
import type { Claim } from '../../core/claim';
import { isActive } from '../../core/claim';
import { fileTarget, relate, symbolTarget } from '../../core/claimTarget';
import type { PathRules } from '../../core/repositoryPath';
import { repositoryPathKey } from '../../core/repositoryPath';
import type { Session } from '../../core/session';
import type { ClaimPolicy } from '../../core/settings';
import type { Claims } from '../claims/claims';
import { matchGlob } from '../claims/matchGlob';
import type { ResolvePath } from '../claims/targets';
import { readBlobs } from '../git/catFile';
import type { Git } from '../git/git';
import { logOperation } from '../operations';
import type { Sessions } from '../sessions';
import type { State } from '../state';
import { tryResolve } from './commandPlaces';
import { describeHolder } from './describePeers';
import type { CompareSymbols } from './plannedChange';

/** What the gate of commits needs of the engine. */
export interface CommitGateParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly pathRules: PathRules;
  readonly resolvePath: ResolvePath;
  readonly compareSymbols: CompareSymbols;
  readonly policyOf: (path: string) => ClaimPolicy;
}

/** A file that a commit changes, from the top of its worktree, with its blobs. */
export interface CommittedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Commits that are pushed: the last of them, and the one that the remote has. */
export interface PushedRef {
  readonly local: string;
  readonly remote: string | null;
}

/** More commits of one push are not looked at. */
const mostCommits = 2000;
const largestText = 1024 * 1024;
/** How many files are named. */
const namedFiles = 3;

/** Stops commits and pushes of sessions that contain what another session holds. The user's own go through. */
export class CommitGate {
  constructor(private readonly parts: CommitGateParts) {}

  /** Says why a commit may not be made; null when it may. @param cwd in the worktree. */
  async refuseCommit(
    cwd: string,
    sessionId: string | null,
    files: readonly CommittedFile[],
  ): Promise<string | null> {
    const session = this.sessionAt(cwd, sessionId);
    if (session === null) return null;
    const found: string[] = [];
    for (const file of files) {
      const claim = await this.heldIn(session, file);
      if (claim !== null) found.push(this.sentence(file.path, claim));
    }
    const out = `Leave it out of the commit: git restore --staged -- FILE.`;
    return found.length === 0 ? null : this.refuse(session, 'commit', found, out);
  }

  /** Says why commits may not be pushed; null when they may. */
  async refusePush(
    cwd: string,
    sessionId: string | null,
    refs: readonly PushedRef[],
  ): Promise<string | null> {
    const session = this.sessionAt(cwd, sessionId);
    if (session === null) return null;
    const found: string[] = [];
    for (const ref of refs)
      for (const path of await this.pushedFiles(ref, [], [])) {
        const claim = this.wholeClaims(session, path).find(({ kind }) => kind !== 'symbol');
        // What the holder committed itself is no stranger's.
        if (claim !== undefined && (await this.pushedFiles(ref, await this.headOf(claim), [path])).length > 0)
          found.push(this.sentence(path, claim));
      }
    return found.length === 0
      ? null
      : this.refuse(session, 'push', [...new Set(found)], 'Push the other commits only.');
  }

  // A session by its id, else the one that works in the worktree.
  private sessionAt(cwd: string, id: string | null): Session | null {
    const { sessions, resolvePath } = this.parts;
    const live = sessions.live();
    const worktree = tryResolve(resolvePath, cwd)?.worktree;
    return live.find((session) => session.id === id) ?? live.findLast((session) => session.worktreePath === worktree) ?? null; // prettier-ignore
  }

  private wholeClaims(session: Session, path: string): Claim[] {
    if (this.parts.policyOf(path) !== 'deny') return [];
    const now = this.parts.clock.now();
    const target = fileTarget({ path, key: repositoryPathKey(path, this.parts.pathRules) });
    return this.parts.claims.on(target).filter((claim) => claim.mode === 'exclusive' && claim.sessionId !== session.id && isActive(claim, now)); // prettier-ignore
  }

  private async heldIn(session: Session, file: CommittedFile): Promise<Claim | null> {
    const held = this.wholeClaims(session, file.path);
    const whole = held.find(({ kind }) => kind !== 'symbol');
    if (whole !== undefined || held.length === 0) return whole ?? null;
    const [before, after] = await this.textsOf(file);
    const touched = before == null || after == null ? null : await this.parts.compareSymbols(file.path, before, after); // prettier-ignore
    const target = { path: file.path, key: repositoryPathKey(file.path, this.parts.pathRules) };
    const parts = touched?.leaves.map((leaf) => symbolTarget(target, leaf));
    const isTouched = (claim: Claim): boolean => parts?.some((part) => relate(part, claim, matchGlob) !== 'apart') ?? true; // prettier-ignore
    return held.find(isTouched) ?? null;
  }

  private async textsOf({ before, after }: CommittedFile): Promise<(string | null)[]> {
    const blobs = await readBlobs(
      this.parts.git,
      [before, after].filter((id) => id !== null),
    );
    return [before, after].map((id) => {
      const blob = id === null ? Buffer.alloc(0) : blobs.get(id);
      return blob === undefined || blob.length > largestText || blob.includes(0) ? null : blob.toString('utf8'); // prettier-ignore
    });
  }

  private async pushedFiles(
    { local, remote }: PushedRef,
    without: readonly string[],
    paths: readonly string[],
  ): Promise<readonly string[]> {
    const known = remote === null ? [] : await this.present(remote);
    const args = ['--literal-pathspecs', 'log', '--no-merges', `--max-count=${mostCommits}`, '--format=', '--name-only', '-z', local, '--not', '--remotes', ...known, ...without, '--', ...paths]; // prettier-ignore
    const { stdout } = await this.parts.git.run(args, { okCodes: [0, 128] });
    return [...new Set(stdout.split('\0').filter((path) => path !== ''))];
  }

  private async headOf({ sessionId }: Claim): Promise<string[]> {
    const worktree = this.parts.sessions.byId(sessionId)?.worktreePath;
    if (worktree === undefined) return [];
    const { code, stdout } = await this.parts.git.at(worktree).run(['rev-parse', '--quiet', '--verify', 'HEAD'], { okCodes: [0, 1, 128] }); // prettier-ignore
    return code === 0 ? [stdout.trim()] : [];
  }

  private async present(commit: string): Promise<string[]> {
    const { code } = await this.parts.git.run(['cat-file', '-e', `${commit}^{commit}`], { okCodes: [0, 1, 128] }); // prettier-ignore
    return code === 0 ? [commit] : [];
  }

  private sentence(path: string, claim: Claim): string {
    const holder = this.parts.sessions.byId(claim.sessionId);
    return `${path}, which is held by ${describeHolder(path, claim, holder, this.parts.clock.now())}`;
  }

  private async refuse(
    session: Session,
    what: 'commit' | 'push',
    found: readonly string[],
    out: string,
  ): Promise<string> {
    const more = found.length > namedFiles ? ` and ${found.length - namedFiles} more` : '';
    const files = `${found.slice(0, namedFiles).join('; ')}${more}`;
    const entry = { time: this.parts.clock.now(), kind: 'claimDenied', sessionId: session.id } as const;
    await this.parts.state.commit((db) =>
      logOperation(db, { ...entry, summary: `A ${what} of "${session.name}" was stopped: it has ${files}.` }),
    );
    return `parallel-cc stopped this ${what}: it has ${files}. ${out} Or wait for the claim (parallel-cc claim --wait 300 FILE), ask the holder (parallel-cc message SESSION "…"), or have the user release it (parallel-cc unclaim FILE).`;
  }
}
