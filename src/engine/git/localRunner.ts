import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { Readable, pipeline } from 'node:stream';
import { simpleGit } from 'simple-git';
import { describeFailure } from './failure';
import type { GitExit, GitOrder, GitRunner } from './runner';

/** What a command reads: all of it, or piece by piece as it comes. Input that fails ends the command. */
export type GitInput = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/**
 * Runs git from this process. Ordinary commands (`text`) go through simple-git; plumbing that reads standard input or
 * answers by exit code (`run`) goes through a runner of our own, which simple-git has no means for.
 */
export const localRunner: GitRunner = {
  async text({ args, cwd, env }, signal) {
    try {
      const git = simpleGit({
        baseDir: cwd,
        // simple-git admits only variables that are named; ours are filtered where they are gathered.
        allowEnvironment: Object.keys(env),
        // These are the user's own, which any git of the user's obeys.
        unsafe: { allowUnsafeConfigPaths: true, allowUnsafeSshCommand: true },
        ...(signal === undefined ? {} : { abort: signal }),
      });
      return await git.env({ ...env }).raw([...args]);
    } catch (error) {
      throw describeFailure(args, error);
    }
  },
  run: (order, input, signal) => runStreamed(order, { input, ...(signal && { signal }) }),
};

/**
 * Runs a command whose input or output is too large to be held at once.
 * @param options.output where its output goes, in place of the result. It is ended with the output.
 * @throws CoordinatorError `gitFailed` when it could not be run, `gitMissing`; what the output fails with.
 */
export function runStreamed(
  { args, cwd, env }: GitOrder,
  options: { readonly input?: GitInput; readonly output?: Writable; readonly signal?: AbortSignal },
): Promise<GitExit> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], {
      cwd,
      env,
      stdio: 'pipe',
      windowsHide: true,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    if (options.output === undefined) child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    else pipeline(child.stdout, options.output, (error) => error && reject(error));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A command that ends early closes its input; its exit code tells what happened.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => reject(describeFailure(args, error)));
    child.on('close', (code) => {
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
    feed(child, options.input ?? '', (error) => reject(describeFailure(args, error)));
  });
}

// Input that fails halfway must not look like its end, so the command is killed first.
function feed(
  child: ChildProcessWithoutNullStreams,
  input: GitInput,
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
