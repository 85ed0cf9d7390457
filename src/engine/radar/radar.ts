import { join } from 'node:path';
import type { Deferred } from '../../base/async';
import { deferred } from '../../base/async';
import type { Event } from '../../base/event';
import { Emitter } from '../../base/event';
import type { Logger } from '../../base/logger';
import type { FileConflict, MergePreview, MergeSide, PairPreview } from '../../core/conflict';
import { startBackground } from '../background/background';
import type { BackgroundPlace, BackgroundProgram } from '../background/program';
import type { GitProcessOptions } from '../git/gitProcess';
import type {
  FromRadar,
  RadarAnswer,
  RadarReport,
  RadarSide,
  RadarTexts,
  RadarWorkerData,
  TextsRequest,
  ToRadar,
  TouchedFiles,
} from './report';
import { emptyReport } from './report';

/** Sees continuously what would happen if any two worktrees merged now. All its work is done in the background. */
export interface Radar {
  /** What it saw last. */
  readonly report: RadarReport;
  readonly onReport: Event<RadarReport>;
  /** Sets the worktrees it looks at; the same ones again cost nothing. */
  setSides(sides: readonly RadarSide[]): void;
  /** Tells it of files that were just written, which it would otherwise hear of from the file system. */
  hint(worktree: string, paths: readonly string[]): void;
  /** Whether somebody is watching: otherwise it looks less often. */
  setActive(active: boolean): void;
  /** Looks now; the report includes everything that is on disk when it is called. */
  look(): Promise<RadarReport>;
  /** Looks now, and lists the files of a worktree that changed since this was last asked; null: not known for sure. */
  touched(worktree: string): Promise<TouchedFiles>;
  /** Previews the merge of two sides, worktrees that it looks at or any refs, as they are now. */
  preview(ours: MergeSide, theirs: MergeSide): Promise<MergePreview>;
  /** The three versions of a conflicted file. */
  texts(pair: PairPreview, file: FileConflict): Promise<RadarTexts>;
  dispose(): Promise<void>;
}

/** How the radar is started. */
export interface RadarOptions {
  readonly commonDir: string;
  readonly stateDir: string;
  /** Names its folder: the radar of the owner before may still be about to stop. */
  readonly epoch: number;
  readonly workerFile: string;
  readonly place: BackgroundPlace;
  /** What runs git for a radar in a thread; one in a process of its own starts git itself. */
  readonly gitProcess: GitProcessOptions;
  readonly logger: Logger;
}

/** It makes much garbage and keeps little: with V8's own limits a thread would hold on to 30 MB more. */
const youngMb = 6;
/** After this many crashes the radar stays down. */
const mostRestarts = 3;

/** Starts the radar; it sees nothing until it is told where to look. */
export function startRadar(options: RadarOptions): Radar {
  return new BackgroundRadar(options);
}

class BackgroundRadar implements Radar {
  private readonly reported = new Emitter<RadarReport>();
  readonly onReport = this.reported.event;
  report: RadarReport = emptyReport;
  private program: BackgroundProgram<ToRadar> | undefined;
  private readonly pending = new Map<number, Deferred<RadarAnswer>>();
  private nextId = 0;
  private restarts = 0;
  private sides: readonly RadarSide[] = [];
  private active = false;
  private disposed: Deferred<void> | undefined;

  constructor(private readonly options: RadarOptions) {}

  setSides(sides: readonly RadarSide[]): void {
    if (JSON.stringify(sides) === JSON.stringify(this.sides)) return;
    this.sides = sides;
    this.send({ type: 'sides', sides });
  }

  hint(worktree: string, paths: readonly string[]): void {
    if (paths.length > 0) this.send({ type: 'hint', worktree, paths });
  }

  setActive(active: boolean): void {
    if (active === this.active) return;
    this.active = active;
    this.send({ type: 'active', active });
  }

  look(): Promise<RadarReport> {
    return this.ask((id) => ({ type: 'look', id })) as Promise<RadarReport>;
  }

  texts(pair: PairPreview, file: FileConflict): Promise<RadarTexts> {
    const request: TextsRequest = { ours: pair.ours, theirs: pair.theirs, path: file.path };
    return this.ask((id) => ({ type: 'texts', id, request })) as Promise<RadarTexts>;
  }

  preview(ours: MergeSide, theirs: MergeSide): Promise<MergePreview> {
    return this.ask((id) => ({ type: 'preview', id, ours, theirs })) as Promise<MergePreview>;
  }

  touched(worktree: string): Promise<TouchedFiles> {
    return this.ask((id) => ({ type: 'touched', id, worktree })) as Promise<TouchedFiles>;
  }

  async dispose(): Promise<void> {
    if (this.disposed !== undefined) return this.disposed.promise;
    this.disposed = deferred();
    if (this.program === undefined) this.disposed.resolve();
    else this.program.post({ type: 'stop' });
    await this.disposed.promise;
    await this.program?.end();
  }

  private ask(message: (id: number) => ToRadar): Promise<RadarAnswer> {
    const id = this.nextId++;
    const answer = deferred<RadarAnswer>();
    this.pending.set(id, answer);
    this.send(message(id));
    return answer.promise;
  }

  private send(message: ToRadar): void {
    if (this.disposed !== undefined) return;
    if (this.restarts > mostRestarts) {
      this.rejectAll('the radar is down after several crashes');
      return;
    }
    this.program ??= this.start();
    this.program.post(message);
  }

  private start(): BackgroundProgram<ToRadar> {
    const { commonDir, stateDir, epoch, workerFile, place, gitProcess, logger } = this.options;
    const data: RadarWorkerData = {
      commonDir,
      folder: join(stateDir, 'radar', String(epoch)),
      gitProcess: place === 'thread' ? gitProcess : null,
    };
    const program = startBackground<ToRadar, FromRadar>(place, {
      file: workerFile,
      name: 'parallel-cc radar',
      data,
      youngMb,
      onMessage: (message) => this.receive(message),
      onError: (error) => logger.log('error', 'radar crashed', { error: error.stack }),
      onExit: () => this.exited(program),
    });
    if (this.restarts > 0) {
      program.post({ type: 'sides', sides: this.sides });
      program.post({ type: 'active', active: this.active });
    }
    return program;
  }

  private receive(message: FromRadar): void {
    if (message.type === 'report') {
      this.report = message.report;
      this.reported.fire(message.report);
    } else if (message.type === 'stopped') {
      this.disposed?.resolve();
    } else if (message.type === 'warning') {
      this.options.logger.log('warn', 'radar', { error: message.error });
    } else {
      const answer = this.pending.get(message.id);
      this.pending.delete(message.id);
      if (message.type === 'answer') answer?.resolve(message.result);
      else answer?.reject(new Error(message.message));
    }
  }

  private exited(program: BackgroundProgram<ToRadar>): void {
    if (this.program === program) this.program = undefined;
    this.disposed?.resolve();
    this.rejectAll('the radar was interrupted');
    if (this.disposed !== undefined) return;
    this.restarts++;
    if (this.restarts <= mostRestarts) {
      this.program = this.start();
      return;
    }
    this.report = {
      ...this.report,
      state: 'failed',
      pairs: [],
      message: 'The radar crashed several times and is off until the next start.',
    };
    this.reported.fire(this.report);
  }

  private rejectAll(why: string): void {
    for (const answer of this.pending.values()) answer.reject(new Error(why));
    this.pending.clear();
  }
}
