import { Worker } from 'node:worker_threads';
import type { Deferred } from '../../base/async';
import { deferred } from '../../base/async';
import type { Logger } from '../../base/logger';
import type { ShellQuestion, ShellWrites } from '../../core/shell/shellWrites';
import type { MergeInput, MergeResult } from '../../core/merging/merge';
import { mergeByText } from '../../core/merging/textMerge';
import { languageOf } from '../../core/syntax/languages';
import type { SymbolSpan } from '../../core/syntax/symbols';
import type { TouchedSymbols } from '../../core/syntax/touchedSymbols';
import type { FromSyntax, SyntaxJob, ToSyntax } from './jobs';

/** How the parser is started. */
export interface SyntaxOptions {
  /** The program of its thread. */
  readonly workerFile: string;
  readonly logger: Logger;
  /** How long a job may take, in milliseconds, and how much longer while a thread starts; real use has the defaults. */
  readonly jobMs?: number;
  readonly startMs?: number;
  /** A thread that is asked nothing for so long, in milliseconds, ends; the next question starts another. Without it, it stays. */
  readonly idleMs?: number;
}

/** What a merge may take: milliseconds, and the length of the longest version in UTF-16 units. */
export interface MergeLimits {
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/** Longer texts are not parsed, in UTF-16 units: nobody claims a part of them, or reads such a command. */
const longestText = 4 << 20;
const longestCommand = 128 << 10;
/** Longer versions of a file are merged by lines alone, in UTF-16 units. */
const longestMerge = 1 << 20;
/** A thread that takes longer to start, in milliseconds, never will. */
const longestStartMs = 20_000;
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 } as const;

/**
 * Answers questions about source texts. Parsing is done in a thread of its own, which is started at the first question and
 * replaced when it takes too long; what cannot be answered is answered as not known, never by an exception.
 */
export class Syntax {
  private worker: Worker | undefined;
  private isReady = false;
  private startedAt = 0;
  private readonly waiting: Waiting[] = [];
  private nextId = 0;
  private timer: NodeJS.Timeout | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private isDisposed = false;

  constructor(private readonly options: SyntaxOptions) {}

  /** Lists the definitions in a text, by the language that the file's name tells; null when they cannot be known. */
  async symbols(path: string, text: string): Promise<readonly SymbolSpan[] | null> {
    const language = languageOf(path);
    if (language === null || text.length > longestText) return null;
    return (await this.ask({ kind: 'symbols', language, text })) as readonly SymbolSpan[] | null;
  }

  /** Finds the definitions that a change of a text touches; null as for `symbols`. */
  async touched(path: string, before: string, after: string): Promise<TouchedSymbols | null> {
    const language = languageOf(path);
    if (language === null || Math.max(before.length, after.length) > longestText) return null;
    return (await this.ask({ kind: 'touched', language, before, after })) as TouchedSymbols | null;
  }

  /** Says what a shell command would write. */
  async shellWrites(question: ShellQuestion): Promise<ShellWrites> {
    if (question.command.length > longestCommand) return unknownWrites;
    const answer = await this.ask({ kind: 'shellWrites', question });
    return answer === null ? unknownWrites : (answer as ShellWrites);
  }

  /**
   * Merges three versions of a file by lines, and by the syntax of its language where lines conflict. What is too large or
   * takes too long is merged by lines alone, and says so.
   */
  async merge(
    input: MergeInput,
    { timeoutMs = 3000, maxBytes = longestMerge }: MergeLimits = {},
  ): Promise<MergeResult> {
    const byLines = Math.max(input.base.length, input.ours.length, input.theirs.length) > maxBytes;
    const { result, reason } = await this.answer({ kind: 'merge', input, byLines }, timeoutMs);
    return result === null ? mergeByText(input, reason) : (result as MergeResult);
  }

  /** Starts the thread and loads the grammar of a shell, so that the first command need not wait for it. */
  warmUp(dialect: ShellQuestion['dialect']): void {
    void this.shellWrites({ dialect, command: 'true', cwd: '/', home: '/' });
  }

  /** Stops the thread; open questions are answered as not known. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    await this.replace();
    for (const { answer } of this.waiting.splice(0)) answer.resolve(unanswered('failure'));
  }

  private async ask(job: SyntaxJob): Promise<FromSyntax['result']> {
    return (await this.answer(job, this.options.jobMs ?? 500)).result;
  }

  private answer(job: SyntaxJob, jobMs: number): Promise<Answer> {
    const answer = deferred<Answer>();
    if (this.isDisposed) return Promise.resolve(unanswered('failure'));
    this.waiting.push({ id: this.nextId++, job, jobMs, answer });
    if (this.waiting.length === 1) this.next();
    return answer.promise;
  }

  // One job at a time is with the thread: the time of one does not count for another.
  private next(): void {
    const [first] = this.waiting;
    clearTimeout(this.idleTimer);
    if (first === undefined) {
      this.rest();
      return;
    }
    const { startMs = 800 } = this.options;
    this.timer = setTimeout(() => this.overdue(), this.isReady ? first.jobMs : first.jobMs + startMs);
    this.timer.unref();
    this.worker ??= this.start();
    this.worker.postMessage({ id: first.id, job: first.job } satisfies ToSyntax);
  }

  private rest(): void {
    const { idleMs } = this.options;
    if (idleMs !== undefined) this.idleTimer = setTimeout(() => void this.replace(), idleMs).unref();
  }

  private start(): Worker {
    this.startedAt = performance.now();
    const worker = new Worker(this.options.workerFile, { name: 'parallel-cc syntax', resourceLimits });
    worker.unref();
    worker.on('message', (message: FromSyntax) => this.receive(message));
    worker.on('error', (error) => this.log('the parser crashed', error.stack ?? error.message));
    worker.on('exit', () => {
      if (this.worker !== worker) return;
      this.forget();
      this.settle(unanswered('failure'));
    });
    return worker;
  }

  private receive({ id, result, error }: FromSyntax): void {
    this.isReady = true;
    if (this.waiting[0]?.id !== id) return;
    if (error !== null) this.log('the parser failed', error);
    this.settle({ result, reason: 'failure' });
  }

  private overdue(): void {
    this.log('the parser was too slow', `${this.waiting[0]?.job.kind ?? 'no'} job`);
    // Killing a thread that is still starting would have it start again and again on a busy machine.
    if (this.isReady || performance.now() - this.startedAt > longestStartMs) void this.replace();
    this.settle(unanswered('time'));
  }

  private settle(answer: Answer): void {
    clearTimeout(this.timer);
    this.waiting.shift()?.answer.resolve(answer);
    this.next();
  }

  private async replace(): Promise<void> {
    clearTimeout(this.timer);
    clearTimeout(this.idleTimer);
    const { worker } = this;
    this.forget();
    await worker?.terminate();
  }

  private forget(): void {
    this.worker = undefined;
    this.isReady = false;
  }

  private log(what: string, error: string): void {
    this.options.logger.log('warn', what, { error });
  }
}

interface Waiting {
  readonly id: number;
  readonly job: SyntaxJob;
  readonly jobMs: number;
  readonly answer: Deferred<Answer>;
}

/** An answer, and why there is none where it is null. */
interface Answer {
  readonly result: FromSyntax['result'];
  readonly reason: 'time' | 'failure';
}

function unanswered(reason: Answer['reason']): Answer {
  return { result: null, reason };
}

const unknownWrites: ShellWrites = { writes: [], unknown: true };
