import type { Clock } from '../base/clock';
import { SerialQueue } from '../base/async';
import { CoordinatorError, invalidInput, nameTaken, pathOutsideRepository } from '../core/errors';
import type { PathRules } from '../core/repositoryPath';
import type { ProcessIdentity } from '../core/process';
import type { Session } from '../core/session';
import type { Slot } from '../core/setup/environment';
import type { Git } from './git/git';
import { newId } from './ids';
import { logOperation } from './operations';
import { identityOf } from './processes/identity';
import { isWithin, realPathOf } from './repositoryPaths';
import { chooseName } from './sessionNames';
import type { Sessions } from './sessions';
import type { SettingsFile } from './settings';
import type { State } from './state';
import type { WorktreePlan } from './worktrees/createWorktree';
import { planWorktree } from './worktrees/createWorktree';
import type { NewWorktrees } from './worktrees/newWorktrees';
import type { Slots } from './worktrees/setup/slots';
import { resolveCommit, resolveHead, targetBranchOf } from './worktrees/refs';
import type { Worktree, WorktreeNote, Worktrees } from './worktrees/worktrees';

/** Who wants to be a session, and where. See the method `registerSession` of the protocol. */
export interface RegistrationRequest {
  readonly requestId: string;
  readonly name: string | null;
  readonly agent: string;
  readonly agentSessionId: string | null;
  readonly pid: number | null;
  readonly prompt: string | null;
  readonly cwd: string;
  readonly worktree: 'auto' | 'new' | 'here';
  readonly base: string | null;
}

/** What a registration led to. */
export interface Registered {
  readonly session: Session;
  readonly created: boolean;
  /** Null for a session of an older version that has none. */
  readonly slot: Slot | null;
  readonly copiedFiles: readonly string[];
  readonly warnings: readonly string[];
}

/** What registrations need of the engine. */
export interface RegistrationParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly worktrees: Worktrees;
  readonly settings: SettingsFile;
  readonly pathRules: PathRules;
  readonly slots: Slots;
  readonly newWorktrees: NewWorktrees;
}

/** A session whose worktree is being made. */
interface Creation {
  readonly request: RegistrationRequest;
  readonly process: ProcessIdentity | null;
  readonly finished: Promise<Registered>;
}

/**
 * Makes sessions. Name, branch and place are taken by one session at a time, so that no two take the same; the files of
 * new worktrees are then written side by side.
 */
export class Registration {
  private readonly queue = new SerialQueue();
  private readonly creations = new Set<Creation>();

  constructor(private readonly parts: RegistrationParts) {}

  /**
   * Registers a session in a worktree of its own. A repeated request, and a process or agent that has a session
   * already, gets that one.
   * @throws CoordinatorError `noCommits`, `nameTaken`, `refNotFound`, `pathOutsideRepository`, `gitFailed`, …
   */
  async register(request: RegistrationRequest): Promise<Registered> {
    const { finished } = await this.queue.run(() => this.begin(request));
    return finished;
  }

  /**
   * Notes which process a session's agent is, once it runs.
   * @throws CoordinatorError `invalidInput` when no such process is running.
   */
  async setProcess(session: Session, pid: number): Promise<Session> {
    const process = await runningProcess(pid);
    return this.parts.state.commit((db) =>
      this.parts.sessions.change(db, session.id, (live) => ({ ...live, process })),
    );
  }

  // The result is wrapped: the queue would wait for a promise of a promise.
  private async begin(request: RegistrationRequest): Promise<Pick<Creation, 'finished'>> {
    const process = request.pid === null ? null : await runningProcess(request.pid);
    const existing = this.existing(request, process);
    if (existing !== undefined) return { finished: Promise.resolve(this.asExisting(existing)) };
    const begun = [...this.creations].find((creation) => isSame(creation, request, process));
    if (begun !== undefined)
      return { finished: begun.finished.then(({ session }) => this.asExisting(session)) };
    const here = await this.worktreeAt(request.cwd);
    const adopt = request.worktree === 'here' || (request.worktree === 'auto' && !this.isOccupied(here));
    if (adopt) return { finished: Promise.resolve(await this.adopt(request, process, here)) };
    return this.create(request, process);
  }

  private existing(request: RegistrationRequest, process: ProcessIdentity | null): Session | undefined {
    const { sessions } = this.parts;
    return (
      sessions.byRequest(request.requestId) ??
      (request.agentSessionId === null ? undefined : sessions.byAgentSession(request.agentSessionId)) ??
      (process === null ? undefined : sessions.byProcess(process))
    );
  }

  private asExisting(session: Session): Registered {
    const slot = this.parts.slots.of(session.worktreePath);
    return { session, created: false, slot, copiedFiles: [], warnings: [] };
  }

  private async worktreeAt(cwd: string): Promise<Worktree> {
    const real = realPathOf(cwd);
    const within = (await this.parts.worktrees.refresh())
      .filter((worktree) => isWithin(worktree.path, real, this.parts.pathRules))
      .sort((one, other) => other.path.length - one.path.length)[0];
    if (within === undefined) throw pathOutsideRepository(cwd, this.parts.git.cwd);
    return within;
  }

  private isOccupied(worktree: Worktree): boolean {
    return this.parts.sessions.live().some((session) => session.worktreePath === worktree.path);
  }

  private async adopt(
    request: RegistrationRequest,
    process: ProcessIdentity | null,
    worktree: Worktree,
  ): Promise<Registered> {
    const head = await resolveHead(this.parts.git.at(worktree.path));
    const warnings = this.parts.sessions
      .live()
      .filter((session) => session.worktreePath === worktree.path)
      .map((session) => `Session "${session.name}" works in the same folder: "${worktree.path}".`);
    const name = await chooseName(this.parts, request.name);
    const main = this.parts.worktrees.known[0];
    const session = this.newSession(request, process, {
      name,
      worktreePath: worktree.path,
      adopted: worktree.note === null,
      branch: worktree.branch,
      baseCommit: worktree.note?.baseCommit ?? head,
      targetBranch:
        worktree.note?.targetBranch ?? (main?.path === worktree.path ? null : (main?.branch ?? null)),
    });
    const { sessions, slots } = this.parts;
    await sessions.add(session, request.requestId, (db) => slots.assign(db, worktree.path, worktree.isMain));
    return { session, created: true, slot: slots.of(worktree.path), copiedFiles: [], warnings };
  }

  private async create(request: RegistrationRequest, process: ProcessIdentity | null): Promise<Creation> {
    const { git, worktrees, settings, clock, newWorktrees } = this.parts;
    const warnings = settings.current.fetchBeforeCreate ? await fetchRemote(git) : [];
    const base = request.base ?? (settings.current.baseRef === '' ? 'HEAD' : settings.current.baseRef);
    const commit = base === 'HEAD' ? await resolveHead(git) : await resolveCommit(git, base);
    const mainBranch = worktrees.known[0]?.branch ?? null;
    const targetBranch = base === 'HEAD' ? mainBranch : await targetBranchOf(git, base, mainBranch);
    const name = await chooseName(this.parts, request.name);
    const wish = planWorktree(git.cwd, name, commit, settings.current);
    const plan = { ...wish, path: realPathOf(wish.path) };
    const place = { name, branch: plan.branch, baseCommit: commit, targetBranch };
    const session = this.newSession(request, process, { ...place, worktreePath: plan.path, adopted: false });
    const note = { ...place, path: plan.path, createdAt: clock.now(), sessionId: session.id, keptBecause: null }; // prettier-ignore
    await newWorktrees.takePlace(plan, note).catch((error: unknown) => {
      throw asNameTaken(error, name);
    });
    const finished = this.finish(request, session, plan, note).then((made) => ({ ...made, warnings: [...warnings, ...made.warnings] })); // prettier-ignore
    return this.remember({ request, process, finished });
  }

  private async finish(
    request: RegistrationRequest,
    session: Session,
    plan: WorktreePlan,
    note: WorktreeNote,
  ): Promise<Registered> {
    const { newWorktrees, sessions, slots } = this.parts;
    const summary = `Worktree ${plan.path} was made on branch ${plan.branch}.`;
    const hand = (): Promise<void> =>
      sessions.add(session, request.requestId, (db) =>
        logOperation(db, { time: note.createdAt, kind: 'worktreeCreated', sessionId: session.id, summary }),
      );
    const { copiedFiles, warnings } = await newWorktrees.finish(plan, note, { hand });
    return { session, created: true, slot: slots.of(plan.path), copiedFiles, warnings };
  }

  // Until its session is there, a repeated request finds the creation.
  private remember(creation: Creation): Creation {
    this.creations.add(creation);
    const forget = (): unknown => this.creations.delete(creation);
    creation.finished.then(forget, forget);
    return creation;
  }

  private newSession(
    request: RegistrationRequest,
    process: ProcessIdentity | null,
    place: Pick<Session, 'name' | 'worktreePath' | 'adopted' | 'branch' | 'baseCommit' | 'targetBranch'>,
  ): Session {
    const now = this.parts.clock.now();
    const { agent, agentSessionId, prompt } = request;
    const times = { stateSince: now, createdAt: now, lastHeartbeat: now, endedAt: null };
    return {
      id: newId(),
      agent,
      agentSessionId,
      process,
      prompt,
      state: 'idle',
      stateReason: null,
      ...place,
      ...times,
    };
  }
}

function isSame(creation: Creation, request: RegistrationRequest, process: ProcessIdentity | null): boolean {
  const { requestId, agentSessionId } = creation.request;
  return (
    requestId === request.requestId ||
    (agentSessionId !== null && agentSessionId === request.agentSessionId) ||
    (process !== null && JSON.stringify(process) === JSON.stringify(creation.process))
  );
}

async function runningProcess(pid: number): Promise<ProcessIdentity> {
  const process = await identityOf(pid);
  if (process === null) throw invalidInput(`the process id ${pid}`, 'no process with it is running');
  return process;
}

async function fetchRemote(git: Git): Promise<string[]> {
  const fetched = await git.run(['fetch', '--quiet', '--no-write-fetch-head'], { okCodes: [0, 1, 128] });
  return fetched.code === 0
    ? []
    : [`The remote could not be fetched: ${fetched.stderr.trim().split('\n')[0] ?? ''}`];
}

function asNameTaken(error: unknown, name: string): unknown {
  return error instanceof CoordinatorError &&
    /already exists|already used|is a missing but/.test(error.message)
    ? nameTaken(name)
    : error;
}
