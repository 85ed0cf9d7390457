import type { FileHandle } from 'node:fs/promises';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SetupCommand } from '../../../core/setup/recipe';
import { commandText } from '../../../core/setup/recipe';
import type { CommandRun } from '../../processes/commandRun';
import { runCommand } from '../../processes/commandRun';

/** What is run for a worktree, and where. */
export interface SetupOrder {
  readonly commands: readonly SetupCommand[];
  readonly root: string;
  readonly worktree: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logPath: string;
}

/** How a set-up ended; `exitCode` and `command` are those of the command that failed. */
export type SetupEnd =
  { readonly state: 'done' | 'cancelled' } | { readonly state: 'failed'; readonly exitCode: number | null };

/** Runs the commands of a set-up one after the other, until one fails. */
export class SetupRun {
  private current: CommandRun | undefined;
  private stopped = false;
  private begun = false;

  constructor(
    private readonly order: SetupOrder,
    /** Told of every command when it has begun. */
    private readonly onCommand: (command: string, pid: number | undefined) => Promise<void>,
  ) {}

  /** Whether its turn has come. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /** Runs them; never rejects but for a log that cannot be written. */
  async run(): Promise<SetupEnd> {
    if (this.stopped) return { state: 'cancelled' };
    this.begun = true;
    await mkdir(dirname(this.order.logPath), { recursive: true, mode: 0o700 });
    await (await open(this.order.logPath, 'w', 0o600)).close();
    // The commands and we write to it in turns, so every write must go to its end.
    const log = await open(this.order.logPath, 'a');
    try {
      for (const command of this.order.commands) {
        const failed = await this.runOne(command, log);
        if (this.isStopped()) return { state: 'cancelled' };
        if (failed !== null) return { state: 'failed', ...failed };
      }
      return { state: 'done' };
    } finally {
      await log.close();
    }
  }

  /** Ends the command that is running, with all that it started, and runs no other. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.current?.stop();
  }

  // A method, so that the compiler does not take the value for what it was before the last wait.
  private isStopped(): boolean {
    return this.stopped;
  }

  private async runOne(
    command: SetupCommand,
    log: FileHandle,
  ): Promise<{ readonly exitCode: number | null } | null> {
    const { root, worktree, env } = this.order;
    const text = commandText(command);
    await log.write(`$ ${text}\n`);
    const run = runCommand(command, { cwd: worktree, root, env, output: log.fd });
    this.current = run;
    if (this.stopped) await run.stop();
    await this.onCommand(text, run.pid);
    const { code, problem } = await run.ended;
    if (problem !== null) await log.write(`${problem}\n`);
    return code === 0 ? null : { exitCode: code };
  }
}
