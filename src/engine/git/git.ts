import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { Readable, pipeline } from 'node:stream';
import { simpleGit } from 'simple-git';
import { CoordinatorError, gitFailed, gitMissing } from '../../core/errors';
import { gitEnvironment } from './environment';

/** How one git command is run. */
export interface GitOptions {
  /** What it reads from its standard input; without it the input is empty. Input that fails ends the command. */
  readonly input?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
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

/**
 * The door to git in one directory. Ordinary commands (`text`) go through simple-git; plumbing that reads standard
 * input or answers by exit code (`run`) goes through a runner of our own, which simple-git has no means for.
 */
export class Git {
  constructor(
    readonly cwd: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {}

  /** The same door in another directory. */
  at(cwd: string): Git {
    return new Git(cwd, this.env);
  }

  /** The same door with more environment variables. */
  withEnv(env: Readonly<Record<string, string>>): Git {
    return new Git(this.cwd, { ...this.env, ...env });
  }

  /**
   * Runs an ordinary command and returns what it printed, without the last line break.
   * @throws CoordinatorError `gitFailed`, `gitMissing`.
   */
  async text(args: readonly string[], options: { readonly signal?: AbortSignal } = {}): Promise<string> {
    try {
      const env = gitEnvironment(this.env);
      const git = simpleGit({
        baseDir: this.cwd,
        // simple-git admits only variables that are named; ours are filtered where they are gathered.
        allowEnvironment: Object.keys(env),
        // These are the user's own, which any git of the user's obeys.
        unsafe: { allowUnsafeConfigPaths: true, allowUnsafeSshCommand: true },
        ...(options.signal === undefined ? {} : { abort: options.signal }),
      });
      const output = await git.env(env).raw([...args]);
      return output.replace(/\n$/, '');
    } catch (error) {
      throw describeFailure(args, error);
    }
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
  runBytes(
    args: readonly string[],
    options: GitOptions = {},
  ): Promise<{ readonly code: number; readonly stdout: Buffer; readonly stderr: string }> {
    return new Promise((resolve, reject) => {
      const env = { ...this.env, ...options.env };
      const child = spawnGit(args, { cwd: this.cwd, env, signal: options.signal });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      if (options.output === undefined) child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      else pipeline(child.stdout, options.output, (error) => error && reject(error));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      // A command that ends early closes its input; its exit code tells what happened.
      child.stdin.on('error', () => undefined);
      child.on('error', (error) => reject(describeFailure(args, error)));
      child.on('close', (exitCode) => {
        const code = exitCode ?? -1;
        const said = Buffer.concat(stderr).toString('utf8');
        if ((options.okCodes ?? [0]).includes(code))
          resolve({ code, stdout: Buffer.concat(stdout), stderr: said });
        else reject(gitFailed(args, said));
      });
      feed(child, options.input ?? '', (error) => reject(describeFailure(args, error)));
    });
  }
}

// Input that fails halfway must not look like its end, so the command is killed first.
function feed(
  child: ChildProcessWithoutNullStreams,
  input: NonNullable<GitOptions['input']>,
  onFailed: (error: unknown) => void,
): void {
  if (typeof input === 'string' || input instanceof Uint8Array) {
    child.stdin.end(input);
    return;
  }
  const source = Readable.from(input, { objectMode: true });
  source.on('error', (error) => {
    child.kill('SIGKILL');
    onFailed(error);
  });
  source.pipe(child.stdin);
}

function spawnGit(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal | undefined;
  },
): ChildProcessWithoutNullStreams {
  return spawn('git', [...args], {
    cwd: options.cwd,
    env: gitEnvironment(options.env),
    stdio: 'pipe',
    windowsHide: true,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

function describeFailure(args: readonly string[], error: unknown): CoordinatorError {
  if (error instanceof CoordinatorError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return code === 'ENOENT' || message.includes('spawn git ENOENT')
    ? gitMissing(error)
    : gitFailed(args, message, error);
}
