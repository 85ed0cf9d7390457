import { rm, writeFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Emitter } from '../../base/event';
import { runNotFound, runNotPossible } from '../../core/errors';
import type { AccessVariables } from '../../core/claudeRun';
import type { Run, RunAuth, StopReason } from '../../core/run';
import { hasRunEnded } from '../../core/run';
import type { RunLimits } from '../../core/runLimits';
import type { Session } from '../../core/session';
import type { RegistrationRequest } from '../registration';
import { localClaude } from '../sandbox/localClaude';
import { resolveHead } from '../worktrees/refs';
import { RunDriver } from './runDriver';
import { makeRunFolder, runFilesOf } from './runFiles';
import type { RunParts } from './runParts';
import { RunRows } from './runRows';
import type { RunTail } from './runTail';

/** What is wanted of a new run. */
export interface RunRequest {
  readonly requestId: string;
  readonly name: string | null;
  readonly cwd: string;
  readonly base: string | null;
  readonly prompt: string;
  /** What is run, as an argument vector; the prompt is its input. */
  readonly command: readonly string[];
  readonly agent: string;
  readonly template: string;
  /** How model and service are reached, as far as the client knows. */
  readonly access: AccessVariables;
  /** Null: the safest way that there is. */
  readonly auth: RunAuth | null;
  readonly internet: boolean;
  readonly allowSecrets: boolean;
  readonly limits: RunLimits;
}

/** The kind of agent that cannot work without its model. */
const claudeCode = 'claude-code';
/** Output that comes within this time is told of once, in milliseconds. */
const outputMs = 200;

/** The runs of one repository: agents that work on their own in sandboxes. */
export class Runs {
  private readonly rows: RunRows;
  private readonly drivers = new Map<string, { readonly driver: RunDriver; readonly ended: Promise<void> }>();

  private readonly output = new Emitter<void>();
  /** Fires when agents have printed something, a few times a second at most. */
  readonly onOutput = this.output.event;
  private outputTimer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: RunParts) {
    this.rows = new RunRows(parts.state);
  }

  /** All runs that are known, oldest first. */
  all(): Run[] {
    return this.rows.all();
  }

  /** The run of a session; undefined when it has none. */
  of(sessionId: string): Run | undefined {
    return this.rows.find(sessionId);
  }

  /**
   * Finds a run by what names its session.
   * @throws CoordinatorError `sessionNotFound`, `sessionAmbiguous`, `runNotFound`.
   */
  find(reference: string): { readonly run: Run; readonly session: Session; readonly logPath: string } {
    const session = this.parts.sessions.find(reference);
    const run = this.rows.find(session.id);
    if (run === undefined) throw runNotFound(session.name);
    return { run, session, logPath: runFilesOf(this.parts.stateDir, session.id).log };
  }

  /** Makes a session with a worktree of its own, and begins its run. A repeated request gets the run that it began. */
  async start(request: RunRequest): Promise<{ readonly run: Run; readonly session: Session }> {
    const { registration, state, clock, services, access, git, stateDir } = this.parts;
    this.parts.environment.take(request.access);
    const service = services.preferred;
    // What cannot work is refused before anything is made for it.
    const auth = await access.choose(
      request.auth,
      request.agent === claudeCode,
      await services.reach(service),
    );
    const { command, template } = await this.programOf(request, service);
    const { session } = await registration.register(registrationOf(request));
    const known = this.rows.find(session.id);
    if (known !== undefined) return { run: known, session };
    const files = runFilesOf(stateDir, session.id);
    await makeRunFolder(files);
    await writeFile(files.prompt, request.prompt, { mode: 0o600 });
    const commit = await resolveHead(git.at(session.worktreePath));
    const now = clock.now();
    const run: Run = {
      sessionId: session.id,
      state: 'queued',
      reason: null,
      service,
      template,
      sandboxId: null,
      command,
      createdAt: now,
      startedAt: null,
      endedAt: null,
      exitCode: null,
      stopping: null,
      baseCommit: commit,
      home: { head: commit, work: commit },
      results: null,
      auth,
      internet: request.internet,
      allowSecrets: request.allowSecrets,
      limits: request.limits,
      modelDollars: 0,
      warnings: {},
    };
    await state.commit((db) => this.rows.write(db, run));
    this.drive(session);
    return { run, session };
  }

  /** The last lines that the agent of a run has printed, and what it has cost; for one that is over nothing. */
  tailOf(sessionId: string): RunTail | undefined {
    return this.drivers.get(sessionId)?.driver.tail;
  }

  /** Has the agent of a run ended and its results brought home. @throws CoordinatorError as `find`. */
  async stop(reference: string, why: StopReason, reason: string): Promise<Run> {
    const { run, session } = this.find(reference);
    if (hasRunEnded(run)) return run;
    return this.driverOf(session).stop(why, reason);
  }

  /** @throws CoordinatorError as `find`; `runNotPossible`. */
  async pause(reference: string): Promise<Run> {
    const { run, session } = this.find(reference);
    if (hasRunEnded(run)) throw runNotPossible('pause', session.name, 'it is over');
    await this.driverOf(session).pause();
    return this.find(reference).run;
  }

  /** @throws CoordinatorError as `find`; `runNotPossible`. */
  async resume(reference: string): Promise<Run> {
    const { run, session } = this.find(reference);
    if (hasRunEnded(run)) throw runNotPossible('resume', session.name, 'it is over');
    await this.driverOf(session).resume();
    return this.find(reference).run;
  }

  /**
   * Brings home what the agent of a run has done by now; of one that was given up what is still in its sandbox.
   * @throws CoordinatorError as `find`; `runNotPossible`, `resultsUnusable`, `sandboxGone`.
   */
  async collect(reference: string): Promise<Run> {
    const { run, session } = this.find(reference);
    if (!hasRunEnded(run)) await this.driverOf(session).collectNow();
    else if (run.results === null && run.sandboxId !== null) await this.driverFor(session).salvage();
    return this.find(reference).run;
  }

  /** Goes on with the runs that an earlier host has left, and removes what is left of forgotten ones; call it once, at the start. */
  async recover(): Promise<void> {
    const { sessions, stateDir } = this.parts;
    for (const { sessionId } of this.rows.live()) {
      const session = sessions.byId(sessionId);
      if (session !== undefined) this.drive(session);
    }
    const known = new Set(this.rows.all().map(({ sessionId }) => sessionId));
    const folder = join(stateDir, 'runs');
    const left = (await readdir(folder).catch(() => [])).filter((name) => !known.has(name));
    await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  }

  /** Lets go of all runs, which go on. */
  async close(): Promise<void> {
    const all = [...this.drivers.values()];
    for (const { driver } of all) driver.close();
    await Promise.all(all.map(({ ended }) => ended));
    this.parts.access.close();
  }

  // Sandboxes on this machine run the Claude Code that is installed on it; others have their own.
  private async programOf(
    { agent, command, template }: RunRequest,
    service: Run['service'],
  ): Promise<Pick<Run, 'command' | 'template'>> {
    const [program = '', ...args] = command;
    if (agent !== claudeCode || service !== 'local' || template !== 'base') return { command, template };
    const prepared = await localClaude(program, process.env);
    return { command: [prepared.program, ...args], template: prepared.template };
  }

  private tellOutput(): void {
    this.outputTimer ??= setTimeout(() => {
      this.outputTimer = undefined;
      this.output.fire();
    }, outputMs).unref();
  }

  private driverOf({ id }: Session): RunDriver {
    const found = this.drivers.get(id);
    if (found === undefined) throw new Error(`nobody sees to the run of session ${id}`);
    return found.driver;
  }

  private driverFor(session: Session): RunDriver {
    return new RunDriver(this.parts, this.rows, session, () => this.tellOutput());
  }

  private drive(session: Session): void {
    const driver = this.driverFor(session);
    const ended = driver
      .drive()
      .catch((error: unknown) => {
        this.parts.logger.log('error', 'run', { session: session.name, error: error instanceof Error ? error.stack : String(error) }); // prettier-ignore
      })
      .finally(() => this.drivers.delete(session.id));
    this.drivers.set(session.id, { driver, ended });
  }
}

function registrationOf(request: RunRequest): RegistrationRequest {
  const { requestId, name, cwd, base, agent, prompt } = request;
  return { requestId, name, cwd, base, agent, prompt: prompt.slice(0, 500), agentSessionId: null, pid: null, worktree: 'new' }; // prettier-ignore
}
