// Runs programs the way a user's shell would, and waits for what they cause.
import { signalGroup, spawnGroup } from './processGroups';

/** How to run a program: `env` replaces the whole environment; `timeoutMs` (30 000) ends it with everything it started. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Who runs it, if not the user of this process; only root can choose. */
  readonly user?: { readonly uid?: number; readonly gid?: number };
}

/** What a program that has ended left: `code` is its exit code, or null when a signal ended it; `ms` its wall time. */
export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** Runs a program to its end and resolves with what it printed, whatever its exit code; rejects when it outlives its time. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { cwd, env = process.env, input = '', timeoutMs = 30_000, user = {} } = options;
  const started = performance.now();
  const child = spawnGroup(command, args, {
    env,
    ...(cwd === undefined ? {} : { cwd }),
    ...user,
    stdio: 'pipe',
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program may end without reading its input: that is its own affair, and its exit code tells.
  child.stdin?.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
      reject(
        new Error(
          `${named(command, args)} did not end within ${timeoutMs} ms.\n${text(stdout)}${text(stderr)}`,
        ),
      );
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`${named(command, args)} could not start: ${error.message}`, { cause: error }));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: text(stdout), stderr: text(stderr), ms: performance.now() - started });
    });
  });
}

/** Runs a program that must succeed and resolves with its standard output; rejects with all it printed when it fails. */
export async function runOk(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code === 0) return stdout;
  throw new Error(`${named(command, args)} ended with code ${code}.\n${stdout}${stderr}`);
}

/** Repeats `attempt` until it neither throws nor answers `false`, and resolves with its answer; fails with the last error. */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { timeoutMs = 5_000, everyMs = 20 }: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<Exclude<T, false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const outcome = await tryOnce(attempt);
    if ('value' in outcome) return outcome.value as Exclude<T, false>;
    if (performance.now() > deadline) {
      throw new Error(`Still not so after ${timeoutMs} ms: ${outcome.error.message}`, {
        cause: outcome.error,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

async function tryOnce<T>(attempt: () => T | Promise<T>): Promise<{ value: T } | { error: Error }> {
  try {
    const value = await attempt();
    return value === false ? { error: new Error('the condition is false') } : { value };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function named(command: string, args: readonly string[]): string {
  return `"${[command, ...args].join(' ')}"`;
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
