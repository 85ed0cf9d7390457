import { setTimeout as delay } from 'node:timers/promises';
import type { Deferred } from '../../base/async';
import { deferred } from '../../base/async';
import type { ErrorCode } from '../../core/errors';
import { runNotPossible, toCoordinatorError } from '../../core/errors';
import type { Run, RunCommits, RunResults, RunSignal, StopReason } from '../../core/run';
import { hasRunEnded } from '../../core/run';
import type { Session } from '../../core/session';
import type { Git } from '../git/git';
import type { Sandbox } from '../sandbox/sandboxService';
import type { Db } from '../store/store';
import type { Applied } from './applyResults';
import type { HomeParts } from './bringHome';
import { bringHome, concludeResults } from './bringHome';
import type { AgentProbe } from './followAgent';
import { followAgent } from './followAgent';
import { quietGit } from './quietGit';
import type { RunFiles } from './runFiles';
import { dropTransfers, makeRunFolder, runFilesOf } from './runFiles';
import { RunLog } from './runLog';
import { refuseSecrets } from './refuseSecrets';
import { RunBeat } from './runBeat';
import type { RunParts } from './runParts';
import type { RunRows } from './runRows';
import { RunSandbox } from './runSandbox';
import { RunTail } from './runTail';
import { startAgent } from './startAgent';

/** How often it is looked whether an agent still works, in milliseconds. */
const beatMs = 5000;
/** What is tried again, and how long it is waited before, in milliseconds. */
const passing: ReadonlySet<ErrorCode> = new Set(['sandboxUnavailable', 'runtimeUnavailable', 'sandboxGone']);
const retryMs = [100, 300, 1000, 2000, 5000, 10_000] as const;
/** A run whose agent does not work yet, or any more, is given up after this many failures in a row. */
const mostFailures = 20;

/** Sees one run through, from wherever it is to its end. Everything it does can be cut short and done again. */
export class RunDriver {
  private readonly closing = new AbortController();
  private readonly files: RunFiles;
  private readonly git: Git;
  private readonly sandbox: RunSandbox;
  private following: AbortController | undefined;
  private pauseWanted: Deferred<void> | undefined;
  private resumeWanted: Deferred<void> | undefined;
  private failures = 0;
  private readonly heart: RunBeat;
  /** The last that the agent has printed. */
  readonly tail = new RunTail();

  constructor(
    private readonly parts: RunParts,
    private readonly rows: RunRows,
    private readonly session: Session,
    private readonly onOutput: () => void,
  ) {
    this.files = runFilesOf(parts.stateDir, session.id);
    this.git = quietGit(parts.git, this.files.folder);
    this.sandbox = new RunSandbox(parts, this.files, () => this.run, (sandboxId) => this.tell({ kind: 'sandboxMade', sandboxId })); // prettier-ignore
    this.heart = new RunBeat({ parts, run: () => this.run, tell: (signal) => this.tell(signal), tail: this.tail, bringHome: (sandbox) => this.bringHome(sandbox) }); // prettier-ignore
  }

  /** Sees the run through; resolves at its end, or when it is closed. Never rejects but for what is a bug. */
  async drive(): Promise<void> {
    await makeRunFolder(this.files);
    while (!this.isClosing() && !hasRunEnded(this.run)) {
      try {
        await this.step();
        this.failures = 0;
      } catch (error) {
        this.sandbox.forget();
        if (!this.isClosing()) await this.recover(error);
      }
    }
  }

  /** Has the agent ended; its results are brought home all the same. */
  async stop(why: StopReason, reason: string): Promise<Run> {
    const stopped = await this.tell({ kind: 'stopAsked', why, reason });
    this.nudge();
    return stopped;
  }

  /** Has the sandbox stand still; resolves when it does. @throws CoordinatorError `runNotPossible`. */
  async pause(): Promise<void> {
    if (this.run.state === 'paused') return;
    if (this.run.state !== 'running')
      throw runNotPossible('pause', this.session.name, `it is ${this.run.state}`);
    this.pauseWanted ??= deferred();
    this.nudge();
    await this.pauseWanted.promise;
  }

  /** Lets a paused sandbox go on. @throws CoordinatorError `runNotPossible`. */
  async resume(): Promise<void> {
    if (this.run.state === 'running') return;
    if (this.run.state !== 'paused')
      throw runNotPossible('resume', this.session.name, `it is ${this.run.state}`);
    this.resumeWanted ??= deferred();
    this.nudge();
    await this.resumeWanted.promise;
  }

  /** Brings home what the agent has done by now. @throws CoordinatorError `resultsUnusable`, `runNotPossible`. */
  async collectNow(): Promise<void> {
    if (this.run.state !== 'running')
      throw runNotPossible('download', this.session.name, `it is ${this.run.state}`);
    await this.bringHome(await this.sandbox.reach());
  }

  /**
   * Brings home what is in the sandbox of a run that was given up, and ends that.
   * @throws CoordinatorError `sandboxGone`, `resultsUnusable`; then it is as it was.
   */
  async salvage(): Promise<void> {
    const { to, applied } = await this.bringHome(await this.sandbox.reach());
    const results = await concludeResults(this.homeParts, this.run, to, applied);
    await this.tell({ kind: 'salvaged', results });
    await this.sandbox.drop();
  }

  /** Lets go of the run, which goes on. */
  close(): void {
    this.closing.abort();
    this.nudge();
  }

  private get run(): Run {
    const found = this.rows.find(this.session.id);
    if (found === undefined) throw new Error(`the run of session ${this.session.id} is gone`);
    return found;
  }

  private isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  private isPauseWanted(): boolean {
    return this.pauseWanted !== undefined;
  }

  private async tell(signal: RunSignal, alsoWrite?: (db: Db) => void): Promise<Run> {
    const { state, clock, sessions } = this.parts;
    return state.commit((db) => {
      alsoWrite?.(db);
      if (signal.kind === 'agentStarted') sessions.applySignal(db, this.session.id, { kind: 'active' });
      return this.rows.apply(db, this.session.id, signal, clock.now());
    });
  }

  private nudge(): void {
    this.following?.abort();
  }

  private async step(): Promise<void> {
    const { state, stopping, startedAt } = this.run;
    if (state === 'queued' || state === 'starting') await (stopping === null ? this.begin() : this.abandon());
    else if (state === 'running') await this.follow();
    else if (state === 'paused') await this.standStill();
    else if (startedAt !== null) await this.collect();
  }

  private async begin(): Promise<void> {
    const { git, stateDir, secrets } = this.parts;
    const inside = git.at(this.session.worktreePath);
    const onProgress = (doing: string): Promise<unknown> => this.tell({ kind: 'begun', doing });
    await refuseSecrets(inside, secrets, this.run, (doing) => void onProgress(doing).catch(() => undefined));
    await onProgress('Its sandbox is being made.');
    const sandbox = await this.sandbox.reach();
    const entry = await this.sandbox.enter();
    await startAgent(inside, sandbox, { run: this.run, session: this.session, files: runFilesOf(stateDir, this.session.id), entry, signal: this.closing.signal, onProgress }); // prettier-ignore
    await this.tell({ kind: 'agentStarted' });
  }

  private async abandon(): Promise<void> {
    await this.sandbox.drop();
    const summary = 'The agent had not begun.';
    await this.end({ kind: 'collected', results: { outcome: 'none', commits: 0, files: 0, branch: null, summary } }); // prettier-ignore
  }

  private async follow(): Promise<void> {
    const sandbox = await this.sandbox.reach();
    if (this.isPauseWanted()) return this.doPause(sandbox);
    const { secrets } = await this.sandbox.enter();
    const log = await RunLog.open(this.files.log, { secrets, onGrown: (data) => this.grown(data) });
    const following = (this.following = new AbortController());
    // It may have been asked for while the log was opened.
    if (this.isPauseWanted()) following.abort();
    const signal = AbortSignal.any([following.signal, this.closing.signal]);
    try {
      const probe = await followAgent(sandbox, {
        log,
        beatMs,
        signal,
        onBeat: (now) => this.beat(sandbox, now),
      });
      if (probe !== null) await this.agentEnded(probe);
    } finally {
      this.following = undefined;
      await log.close();
    }
  }

  private async agentEnded({ kind, exitCode }: AgentProbe): Promise<void> {
    const { stopping, reason } = this.run;
    const died = stopping === null ? 'The agent ended without a word.' : reason;
    const end = kind === 'exit' ? { exitCode, reason } : { exitCode: null, reason: died };
    await this.tell({ kind: 'agentEnded', ...end });
  }

  private async beat(sandbox: Sandbox, probe: AgentProbe): Promise<void> {
    this.failures = 0;
    await this.heart.beat(sandbox, probe);
  }

  private grown(data: Uint8Array): void {
    this.tail.add(data, this.parts.clock.now());
    this.onOutput();
  }

  private bringHome(sandbox: Sandbox): Promise<{ readonly to: RunCommits; readonly applied: Applied }> {
    return bringHome(this.homeParts, sandbox, this.run, (...change) => this.tell(...change));
  }

  private get homeParts(): HomeParts {
    const { git, files, session, parts } = this;
    return { git, files, session, timeline: parts.timeline, clock: parts.clock };
  }

  private async doPause(sandbox: Sandbox): Promise<void> {
    await sandbox.pause();
    this.sandbox.forget();
    await this.tell({ kind: 'paused', reason: 'It was paused.' });
    this.pauseWanted?.resolve();
    this.pauseWanted = undefined;
  }

  private async standStill(): Promise<void> {
    const { stopping } = this.run;
    if (this.resumeWanted === undefined && stopping === null) {
      const nudged = (this.following = new AbortController());
      await new Promise<void>((resolve) => nudged.signal.addEventListener('abort', () => resolve(), { once: true })); // prettier-ignore
      return;
    }
    await this.sandbox.reach();
    await this.tell({ kind: 'resumed' });
    this.resumeWanted?.resolve();
    this.resumeWanted = undefined;
  }

  // What became of the results is noted before the sandbox goes, without which they could not be brought home again.
  private async collect(): Promise<void> {
    const results = this.run.results ?? (await this.conclude());
    await this.sandbox.drop();
    await this.end({ kind: 'collected', results });
  }

  private async conclude(): Promise<RunResults> {
    const { to, applied } = await this.bringHome(await this.sandbox.reach());
    const results = await concludeResults(this.homeParts, this.run, to, applied);
    await this.tell({ kind: 'concluded', results });
    return results;
  }

  private async end(signal: RunSignal): Promise<void> {
    if (this.tail.dollars > 0) await this.tell({ kind: 'modelCost', dollars: this.tail.dollars });
    await this.tell(signal);
    this.parts.access.leave(this.session.id);
    this.pauseWanted?.resolve();
    this.resumeWanted?.resolve();
    await dropTransfers(this.files);
    await this.parts.release.release(this.session, 'auto');
  }

  private async recover(thrown: unknown): Promise<void> {
    const error = toCoordinatorError(thrown);
    this.parts.logger.log('warn', 'run', { session: this.session.name, error: error.text });
    if (!passing.has(error.code) || (await this.isHopeless(error.code))) return this.giveUp(error.text);
    const waitMs = retryMs[Math.min(this.failures++, retryMs.length - 1)];
    await delay(waitMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }

  private async isHopeless(code: ErrorCode): Promise<boolean> {
    if (code === 'sandboxGone' && (await this.sandbox.isGone())) return true;
    return this.run.state !== 'running' && this.failures >= mostFailures;
  }

  // What could not be brought home stays in the sandbox, which stands still and costs nothing.
  private async giveUp(reason: string): Promise<void> {
    if (this.run.startedAt === null) await this.sandbox.drop().catch(() => undefined);
    else
      await this.sandbox
        .reach()
        .then((sandbox) => sandbox.pause())
        .catch(() => undefined);
    await this.end({ kind: 'failed', reason });
  }
}
