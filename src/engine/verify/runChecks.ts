import type { FileHandle } from 'node:fs/promises';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SetupCommand } from '../../core/setup/recipe';
import { commandText } from '../../core/setup/recipe';
import type { CheckResult } from '../../core/verify/checks';
import type { CommandRun } from '../processes/commandRun';
import { runCommand, stopSurvivor } from '../processes/commandRun';

/** What is run, and where. */
export interface CheckOrder {
  readonly commands: readonly SetupCommand[];
  readonly root: string;
  readonly worktree: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logPath: string;
  /** How long all of it may take, in milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Told of every command when it has begun; undefined when it could not be started. */
  readonly onStarted: (pid: number | undefined) => Promise<void>;
}

/** How much of the end of a log is read, in bytes. */
const tailBytes = 4096;

/**
 * Runs commands one after the other until one fails, with all that they start in process groups that end with them.
 * When it is aborted, what it answers does not count.
 */
export async function runChecks(order: CheckOrder): Promise<CheckResult> {
  const deadline = performance.now() + order.limitMs;
  await mkdir(dirname(order.logPath), { recursive: true, mode: 0o700 });
  const log = await open(order.logPath, 'w+', 0o600);
  try {
    for (const command of order.commands) {
      const failed = await runOne(order, command, log, deadline);
      if (failed !== null) return { ...failed, tail: await tailOf(log), logPath: order.logPath };
    }
    return { outcome: 'green' };
  } finally {
    await log.close();
  }
}

type Failure = Omit<CheckResult & { readonly outcome: 'red' }, 'tail' | 'logPath'>;

async function runOne(
  { root, worktree, env, signal, onStarted }: CheckOrder,
  command: SetupCommand,
  log: FileHandle,
  deadline: number,
): Promise<Failure | null> {
  const text = commandText(command);
  await log.appendFile(`$ ${text}\n`);
  if (signal.aborted) return { outcome: 'red', command: text, exitCode: null, timedOut: false };
  const run = runCommand(command, { cwd: worktree, root, env, output: log.fd });
  await onStarted(run.pid);
  const timedOut = await endsInTime(run, deadline, signal);
  const { code, problem } = await run.ended;
  // What a test leaves running would hold the worktree and its ports.
  if (run.pid !== undefined) await stopSurvivor(run.pid);
  if (problem !== null) await log.appendFile(`${problem}\n`);
  return code === 0 && !timedOut ? null : { outcome: 'red', command: text, exitCode: timedOut ? null : code, timedOut }; // prettier-ignore
}

// Returns whether it was ended because its time was over.
async function endsInTime(run: CommandRun, deadline: number, signal: AbortSignal): Promise<boolean> {
  const waiting = new AbortController();
  const over = delay(Math.max(0, deadline - performance.now()), true, { signal: waiting.signal }).catch(
    () => false,
  );
  const onAbort = (): void => void run.stop();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const timedOut = await Promise.race([over, run.ended.then(() => false)]);
  waiting.abort();
  if (timedOut) await run.stop();
  else await run.ended;
  signal.removeEventListener('abort', onAbort);
  return timedOut;
}

async function tailOf(log: FileHandle): Promise<string> {
  const { size } = await log.stat();
  const length = Math.min(size, tailBytes);
  const { buffer, bytesRead } = await log.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.subarray(0, bytesRead).toString('utf8').replace(/^\uFFFD+/, '').trim(); // prettier-ignore
}
