import type { Writable } from 'node:stream';
import { gitFailed } from '../../core/errors';
import { gitEnvironment } from './environment';
import type { GitInput } from './localRunner';
import { localRunner, runStreamed } from './localRunner';
import type { GitExit, GitOrder, GitRunner } from './runner';

/** How one git command is run. */
export interface GitOptions {
  /** What it reads from its standard input; without it the input is empty. Input that fails ends the command. */
  readonly input?: GitInput;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers, not failures; 0 alone unless told. */
  readonly okCodes?: readonly number[];
  readonly signal?: AbortSignal;
  /** Where its output goes, in place of the result. It is ended with the output. */
  readonly output?: Writable;
}

/** What a git command printed. Output is decoded as UTF-8. */
export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The door to git in one directory. */
export class Git {
  /** @param runner what runs the commands; this process unless told. */
  constructor(
    readonly cwd: string,
    private readonly env: Readonly<Record<string, string>> = {},
    private readonly runner: GitRunner = localRunner,
  ) {}

  /** The same door in another directory. */
  at(cwd: string): Git {
    return new Git(cwd, this.env, this.runner);
  }

  /** The same door with more environment variables. */
  withEnv(env: Readonly<Record<string, string>>): Git {
    return new Git(this.cwd, { ...this.env, ...env }, this.runner);
  }

  /**
   * Runs an ordinary command and returns what it printed, without the last line break.
   * @throws CoordinatorError `gitFailed`, `gitMissing`.
   */
  async text(args: readonly string[], options: { readonly signal?: AbortSignal } = {}): Promise<string> {
    const output = await this.runner.text(this.order(args), options.signal);
    return output.replace(/\n$/, '');
  }

  /**
   * Runs a command with input, and returns its output and exit code.
   * @throws CoordinatorError `gitFailed` when the code is not one of `okCodes`, `gitMissing`.
   */
  async run(args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
    const { code, stdout, stderr } = await this.runBytes(args, options);
    return { code, stdout: stdout.toString('utf8'), stderr };
  }

  /** The same with the output as it came, for contents of files. */
  async runBytes(args: readonly string[], options: GitOptions = {}): Promise<GitExit> {
    const order = this.order(args, options.env);
    const { input = '', output, signal } = options;
    const exit = await (output === undefined && isWhole(input)
      ? this.runner.run(order, input, signal)
      : runStreamed(order, { input, ...(output && { output }), ...(signal && { signal }) }));
    if (!(options.okCodes ?? [0]).includes(exit.code)) throw gitFailed(args, exit.stderr);
    return exit;
  }

  private order(args: readonly string[], env: Readonly<Record<string, string>> = {}): GitOrder {
    return { args, cwd: this.cwd, env: gitEnvironment({ ...this.env, ...env }) };
  }
}

function isWhole(input: GitInput): input is string | Uint8Array {
  return typeof input === 'string' || input instanceof Uint8Array;
}
