import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { ConnectError } from '../../connect/connectError';
import type { ProcessStart, TerminalSize } from './launch';
import { resizeTerminal, terminalName } from './terminal';

/** Output of a process, or its end, in the JSON form of envd's `ProcessEvent`. */
export type ProcessEvent =
  | { readonly data: { readonly stdout?: string; readonly stderr?: string; readonly pty?: string } }
  | {
      readonly end: {
        readonly exitCode: number;
        readonly exited: boolean;
        readonly status: string;
        readonly error?: string;
      };
    };

/** Takes the events of a process. */
export interface ProcessListener {
  /** False: it takes no more until it says `ready`. */
  onEvent(event: ProcessEvent): boolean;
}

/** A process that a client started, with all that it starts in its session. */
export class RunningProcess {
  readonly pid: number;
  private readonly listeners = new Set<ProcessListener>();
  private readonly blocked = new Set<ProcessListener>();
  private readonly terminal: Promise<string | undefined>;
  private readonly outputs: readonly Readable[];

  constructor(
    private readonly child: ChildProcess,
    readonly start: ProcessStart,
    readonly tag: string | undefined,
    onEnded: () => void,
  ) {
    this.pid = child.pid ?? 0;
    this.outputs = [child.stdout, child.stderr].filter((stream) => stream !== null);
    const terminalPipe = child.stdio[3] as Readable | undefined | null;
    this.terminal = terminalPipe ? terminalName(terminalPipe) : Promise.resolve(undefined);
    child.stdin?.on('error', () => undefined);
    child.once('close', (code, signal) => {
      onEnded();
      this.emit({ end: endOf(code, signal) });
    });
  }

  /** Begins to read what the process prints. What nobody listens to is dropped, as in E2B. */
  listen(): void {
    const inTerminal = this.start.terminal !== undefined;
    this.child.stdout?.on('data', (chunk: Buffer) => {
      const text = chunk.toString('base64');
      this.emit({ data: inTerminal ? { pty: text } : { stdout: text } });
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      const text = chunk.toString('base64');
      this.emit({ data: inTerminal ? { pty: text } : { stderr: text } });
    });
  }

  add(listener: ProcessListener): void {
    this.listeners.add(listener);
  }

  remove(listener: ProcessListener): void {
    this.listeners.delete(listener);
    this.ready(listener);
  }

  /** Goes on after a listener that took no more. */
  ready(listener: ProcessListener): void {
    if (this.blocked.delete(listener) && this.blocked.size === 0)
      for (const output of this.outputs) output.resume();
  }

  /** Gives the process input; resolves when it has been taken. */
  async write(input: Buffer): Promise<void> {
    const { stdin } = this.child;
    if (stdin === null || stdin.writableEnded || stdin.destroyed)
      throw new ConnectError('failed_precondition', 'stdin is not open');
    await new Promise<void>((resolve, reject) => {
      stdin.write(input, (error) => (error ? reject(error) : resolve()));
    });
  }

  closeInput(): void {
    this.child.stdin?.end();
  }

  async resize(size: TerminalSize): Promise<void> {
    const name = await this.terminal;
    if (name === undefined) throw new ConnectError('failed_precondition', 'the process has no terminal');
    await resizeTerminal(name, size);
  }

  /** Sends a signal to the process and all in its group. */
  signal(name: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, name);
    } catch {
      // It has ended, and only its output is still on the way.
    }
  }

  /** Tells whoever listens something as if the process had said it on standard error. */
  remark(text: string): void {
    const said = Buffer.from(text).toString('base64');
    this.emit({ data: this.start.terminal === undefined ? { stderr: said } : { pty: said } });
  }

  private emit(event: ProcessEvent): void {
    for (const listener of [...this.listeners]) if (!listener.onEvent(event)) this.blocked.add(listener);
    if (this.blocked.size > 0) for (const output of this.outputs) output.pause();
  }
}

// As Go tells it, which the original service is written in.
function endOf(
  code: number | null,
  signal: NodeJS.Signals | null,
): Extract<ProcessEvent, { end: unknown }>['end'] {
  if (signal !== null) {
    const status = `signal: ${signalNames[signal] ?? `signal ${constants.signals[signal]}`}`;
    return { exitCode: -1, exited: false, status, error: status };
  }
  const status = `exit status ${String(code)}`;
  return { exitCode: code ?? -1, exited: true, status, ...(code === 0 ? {} : { error: status }) };
}

const signalNames: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGKILL: 'killed',
  SIGTERM: 'terminated',
  SIGINT: 'interrupt',
  SIGHUP: 'hangup',
  SIGSEGV: 'segmentation fault',
  SIGABRT: 'aborted',
  SIGPIPE: 'broken pipe',
};
