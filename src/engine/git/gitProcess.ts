import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Deferred } from '../../base/async';
import { deferred } from '../../base/async';
import { CoordinatorError, gitFailed } from '../../core/errors';
import { localRunner } from './localRunner';
import type { FromGitProcess, GitProcessAnswer, GitProcessFailure, ToGitProcess } from './processMessages';
import type { GitExit, GitOrder, GitRunner } from './runner';

/** After this time without a command the process ends, in milliseconds. */
const idleMs = 60_000;
/** Whoever needs to read more than this gets it without a detour, in bytes. */
const largestInput = 1_000_000;
/** One that could not be started is not tried again before this time has passed, in milliseconds. */
const retryMs = 60_000;
/** Where every command should be run by it, the first ones wait this long for its start, in milliseconds. */
const longestStartMs = 2000;

/** Where the program of the process is, and when it is worth its start. */
export interface GitProcessOptions {
  /** Run by this process's own runtime. */
  readonly file: string;
  /** It is started when more commands than this were run with no long pause between them; 0: before the first is. */
  readonly startAfter: number;
}

/** A command that was sent and is not answered yet. */
interface Pending {
  readonly args: readonly string[];
  readonly resolve: (answer: GitProcessAnswer) => void;
  readonly reject: (error: CoordinatorError) => void;
}

/**
 * Runs git from a small process of its own. To start a program, a process is copied first, with the tables of all its
 * memory and while its loop stands still: some 15 ms for an extension host, and less than a third of one where
 * only an order is written to a pipe. The process is started for whoever runs many commands, and ends when none has come
 * for a minute. Where it cannot be started, and while it is started late, commands are run from this process.
 */
export class GitProcess implements GitRunner {
  private child: ChildProcess | null = null;
  private isReady = false;
  /** Resolves when the process is up, or will not be in time. */
  private started: Promise<unknown> = Promise.resolve();
  private up: Deferred<void> = deferred();
  private failedAt = -Infinity;
  private count = 0;
  private countedAt = -Infinity;
  private lastId = 0;
  private readonly pending = new Map<number, Pending>();
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: GitProcessOptions) {}

  async text(order: GitOrder, signal?: AbortSignal): Promise<string> {
    const child = await this.ready();
    if (child === null) return localRunner.text(order, signal);
    const answer = await this.ask(child, { kind: 'text', ...order }, signal);
    return answer.kind === 'text' ? answer.text : unexpected(order);
  }

  async run(order: GitOrder, input: string | Uint8Array, signal?: AbortSignal): Promise<GitExit> {
    const child = input.length > largestInput ? null : await this.ready();
    if (child === null) return localRunner.run(order, input, signal);
    const answer = await this.ask(child, { kind: 'run', ...order, input }, signal);
    if (answer.kind !== 'exit') return unexpected(order);
    const { code, stdout: bytes, stderr } = answer;
    return { code, stdout: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), stderr };
  }

  private async ready(): Promise<ChildProcess | null> {
    if (this.child === null && this.isWorthwhile()) this.start();
    if (!this.isReady && this.child !== null && this.options.startAfter === 0) await this.startOf(this.child);
    return this.isReady ? this.child : null;
  }

  // Somebody waits for it, which has to keep the program alive.
  private async startOf(child: ChildProcess): Promise<void> {
    this.keepAwake(child);
    await this.started;
    if (this.pending.size === 0) this.letSleep(child);
  }

  private isWorthwhile(): boolean {
    const now = performance.now();
    this.count = now - this.countedAt > idleMs ? 1 : this.count + 1;
    this.countedAt = now;
    return this.count > this.options.startAfter && now - this.failedAt > retryMs;
  }

  private start(): void {
    const { file } = this.options;
    const child = spawn(process.execPath, [file], {
      // Not where a worktree may be: it would be held by us.
      cwd: dirname(file),
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      windowsHide: true,
    });
    this.child = child;
    this.up = deferred();
    this.started = Promise.race([this.up.promise, delay(longestStartMs, undefined, { ref: false })]);
    child.on('message', (message: FromGitProcess) => this.receive(message));
    child.on('error', () => this.forget(child));
    child.on('disconnect', () => this.forget(child));
    this.rest(child);
  }

  private receive(message: FromGitProcess): void {
    if (message.kind === 'ready') {
      this.isReady = true;
      this.up.resolve();
      return;
    }
    const pending = this.pending.get(message.id);
    this.pending.delete(message.id);
    if (this.child !== null && this.pending.size === 0) this.rest(this.child);
    if (message.kind === 'failed') pending?.reject(rebuild(message));
    else pending?.resolve(message);
  }

  private ask(child: ChildProcess, order: OrderToSend, signal?: AbortSignal): Promise<GitProcessAnswer> {
    if (this.pending.size === 0) this.work(child);
    const id = ++this.lastId;
    const cancel = (): void => send(child, { kind: 'cancel', id });
    const answered = new Promise<GitProcessAnswer>((resolve, reject) => {
      this.pending.set(id, { args: order.args, resolve, reject });
    });
    send(child, { ...order, id });
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    return answered.finally(() => signal?.removeEventListener('abort', cancel));
  }

  // What nobody waits for keeps no program alive.
  private rest(child: ChildProcess): void {
    this.letSleep(child);
    this.idleTimer = setTimeout(() => this.end(child), idleMs).unref();
  }

  private work(child: ChildProcess): void {
    clearTimeout(this.idleTimer);
    this.keepAwake(child);
  }

  private keepAwake(child: ChildProcess): void {
    child.ref();
    child.channel?.ref();
  }

  private letSleep(child: ChildProcess): void {
    child.unref();
    child.channel?.unref();
  }

  private end(child: ChildProcess): void {
    this.forget(child);
    if (child.connected) child.disconnect();
  }

  private forget(child: ChildProcess): void {
    if (this.child !== child) return;
    clearTimeout(this.idleTimer);
    if (!this.isReady) this.failedAt = performance.now();
    this.child = null;
    this.isReady = false;
    this.up.resolve();
    const lost = [...this.pending.values()];
    this.pending.clear();
    // Whether they were run is not known, so nobody else may run them.
    for (const { args, reject } of lost) reject(gitFailed(args, 'The process that ran it has ended.'));
  }
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
type OrderToSend = WithoutId<Extract<ToGitProcess, { readonly args: readonly string[] }>>;

function send(child: ChildProcess, message: ToGitProcess): void {
  // One that has just ended says so itself, at which what waits for it is answered.
  child.send(message, () => undefined);
}

function rebuild({ code, message, hint, details }: GitProcessFailure): CoordinatorError {
  return new CoordinatorError(code, message, { details, ...(hint !== undefined && { hint }) });
}

function unexpected({ args }: GitOrder): never {
  throw gitFailed(args, 'It was answered by what was not asked.');
}

const processes = new Map<string, GitProcess>();

/** What runs git for this thread, whatever coordinators it has: a process of its own, or this one where there is none. */
export function gitRunner(options: GitProcessOptions | null): GitRunner {
  if (options === null) return localRunner;
  const known = processes.get(options.file) ?? new GitProcess(options);
  processes.set(options.file, known);
  return known;
}
