import type { Clock } from '../base/clock';
import { SerialQueue } from '../base/async';
import { CoordinatorError, invalidInput, nameTaken, pathOutsideRepository } from '../core/errors';
import { proposeName, slugify } from '../core/naming';
import type { PathRules } from '../core/repositoryPath';
import type { ProcessIdentity } from '../core/process';
import type { Session } from '../core/session';
import type { Git } from './git/git';
import { newId } from './ids';
import { logOperation } from './operations';
import { identityOf } from './processes/identity';
import { isWithin, realPathOf } from './repositoryPaths';
import type { Sessions } from './sessions';
import type { SettingsFile } from './settings';
import type { State } from './state';
import { createWorktree, planWorktree } from './worktrees/createWorktree';
import { copyLocalFiles, listLocalFiles } from './worktrees/localFiles';
import { listBranches, resolveCommit, resolveHead, targetBranchOf } from './worktrees/refs';
import type { Worktree, Worktrees } from './worktrees/worktrees';

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
}

/** Makes sessions, one at a time, so that no two take the same worktree, name or branch. */
export class Registration {
  private readonly queue = new SerialQueue();

  constructor(private readonly parts: RegistrationParts) {}

  /**
   * Registers a session in a worktree of its own. A repeated request, and a process or agent that has a session
   * already, gets that one.
   * @throws CoordinatorError `noCommits`, `nameTaken`, `refNotFound`, `pathOutsideRepository`, `gitFailed`, …
   */
  register(request: RegistrationRequest): Promise<Registered> {
    return this.queue.run(async () => {
      const process = request.pid === null ? null : await runningProcess(request.pid);
      const existing = this.existing(request, process);
      if (existing !== undefined) return { session: existing, created: false, copiedFiles: [], warnings: [] };
      const here = await this.worktreeAt(request.cwd);
      const adopt = request.worktree === 'here' || (request.worktree === 'auto' && !this.isOccupied(here));
      return adopt ? this.adopt(request, process, here) : this.create(request, process);
    });
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

  private existing(request: RegistrationRequest, process: ProcessIdentity | null): Session | undefined {
    const { sessions } = this.parts;
    return (
      sessions.byRequest(request.requestId) ??
      (request.agentSessionId === null ? undefined : sessions.byAgentSession(request.agentSessionId)) ??
      (process === null ? undefined : sessions.byProcess(process))
    );
  }

  private async worktreeAt(cwd: string): Promise<Worktree> {
    const real = await realPathOf(cwd);
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
    const name = await this.chooseName(request.name);
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
    await this.parts.sessions.add(session, request.requestId);
    return { session, created: true, copiedFiles: [], warnings };
  }

  private async create(request: RegistrationRequest, process: ProcessIdentity | null): Promise<Registered> {
    const { git, state, worktrees, settings, clock } = this.parts;
    const warnings = settings.current.fetchBeforeCreate ? await fetchRemote(git) : [];
    const base = request.base ?? (settings.current.baseRef === '' ? 'HEAD' : settings.current.baseRef);
    const commit = base === 'HEAD' ? await resolveHead(git) : await resolveCommit(git, base);
    const targetBranch = await targetBranchOf(git, base, worktrees.known[0]?.branch ?? null);
    const name = await this.chooseName(request.name);
    const plan = planWorktree(git.cwd, name, commit, settings.current);
    const path = await realPathOf(plan.path);
    const session = this.newSession(request, process, {
      name,
      worktreePath: path,
      adopted: false,
      branch: plan.branch,
      baseCommit: commit,
      targetBranch,
    });
    // The note comes first: a worktree whose creation is cut short is found by it and cleaned away at the next start.
    const note = { path, name, branch: plan.branch, baseCommit: commit, targetBranch, createdAt: clock.now(), sessionId: session.id, keptBecause: null }; // prettier-ignore
    await state.commit((db) => worktrees.writeNote(db, note));
    try {
      await createWorktree(git, { ...plan, path });
    } catch (error) {
      await state.commit((db) => worktrees.dropNote(db, path));
      throw asNameTaken(error, name);
    }
    const copiedFiles = await copyLocalFiles(git.cwd, path, await listLocalFiles(git));
    await state.commit((db) => logOperation(db, { time: clock.now(), kind: 'worktreeCreated', sessionId: session.id, summary: `Worktree ${path} was made on branch ${plan.branch}.` })); // prettier-ignore
    await this.parts.sessions.add(session, request.requestId);
    await worktrees.refresh();
    return { session, created: true, copiedFiles, warnings };
  }

  private async chooseName(wanted: string | null): Promise<string> {
    const taken = await this.takenNames();
    if (wanted === null) return proposeName(taken, Math.random);
    const name = slugify(wanted);
    if (name === '') throw invalidInput(`the name "${wanted}"`, 'it has no letter or digit');
    if (taken.has(name)) throw nameTaken(name);
    return name;
  }

  private async takenNames(): Promise<Set<string>> {
    const { git, sessions, worktrees, settings } = this.parts;
    const [before = '', after = ''] = settings.current.worktreeBranch.split('{name}');
    const branches = [...(await listBranches(git))]
      .filter((branch) => branch.startsWith(before) && branch.endsWith(after))
      .map((branch) => branch.slice(before.length, branch.length - after.length));
    const live = sessions.live().map((session) => session.name);
    return new Set([...branches, ...live, ...worktrees.known.map((worktree) => worktree.name)]);
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
