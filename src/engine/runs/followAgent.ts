import { setTimeout as delay } from 'node:timers/promises';
import { sandboxUnavailable } from '../../core/errors';
import type { FollowedCommand, Sandbox } from '../sandbox/sandboxService';
import type { RunLog } from './runLog';
import { followLine, probeLine, readLine } from './sandboxLayout';

/** How an agent is: `none`: it has not begun; `gone`: it has ended without a word. */
export interface AgentProbe {
  readonly kind: 'none' | 'runs' | 'exit' | 'gone';
  readonly exitCode: number;
  /** How much it has printed, in bytes. */
  readonly bytes: number;
}

/** So much is read at once where output does not come by itself, in bytes. */
const chunkBytes = 3 * 1024 * 1024;
/** Output that is further behind than this is read instead of streamed, in bytes. */
const farBehind = 1024 * 1024;
/** After so much a stream is begun anew: the SDK keeps in memory all that has come, in characters. */
const streamLimit = 8 * 1024 * 1024;

/** Looks how an agent is. */
export async function probeAgent(sandbox: Sandbox): Promise<AgentProbe> {
  const { stdout } = await sandbox.run(probeLine);
  const [, kind, code, bytes] = /^(none|runs|exit|gone) (\d+) +(\d+)$/.exec(stdout.trim()) ?? [];
  if (kind === undefined) throw sandboxUnavailable(sandbox.id, 'it does not tell how the agent is');
  return { kind: kind as AgentProbe['kind'], exitCode: Number(code), bytes: Number(bytes) };
}

/** How an agent is followed. */
export interface Following {
  readonly log: RunLog;
  /** How often it is looked whether the agent still works, in milliseconds. */
  readonly beatMs: number;
  /** Runs at every such look, after it. */
  readonly onBeat: (probe: AgentProbe) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Brings all that an agent prints into the log until it has ended or `signal` is aborted. The stream is only the fast way: what
 * counts is how much there is and how much has come, so a stream that breaks, stalls or garbles loses nothing.
 * @throws CoordinatorError `sandboxGone`, `sandboxUnavailable`; what has come is in the log.
 */
export async function followAgent(sandbox: Sandbox, following: Following): Promise<AgentProbe | null> {
  const { log, signal, onBeat } = following;
  const isOver = (): boolean => signal.aborted;
  for (;;) {
    const probe = await probeAgent(sandbox);
    if (isOver()) return null;
    await onBeat(probe);
    const hasEnded = probe.kind !== 'runs';
    if (hasEnded || probe.bytes - log.size > farBehind) await readUpTo(sandbox, log, probe.bytes, signal);
    if (isOver()) return null;
    if (hasEnded) return probe;
    await streamOnce(sandbox, following);
  }
}

async function readUpTo(sandbox: Sandbox, log: RunLog, bytes: number, signal: AbortSignal): Promise<void> {
  while (log.size < bytes && !signal.aborted) {
    const { stdout } = await sandbox.run(readLine(log.size, Math.min(chunkBytes, bytes - log.size)));
    const data = Buffer.from(stdout, 'base64');
    if (data.length === 0) throw sandboxUnavailable(sandbox.id, 'its output cannot be read');
    await log.append(data);
  }
}

// Resolves when the agent has ended, and whenever it is better to begin anew.
async function streamOnce(sandbox: Sandbox, following: Following): Promise<void> {
  const { log, signal } = following;
  const over = new AbortController();
  const end = (): void => over.abort();
  let streamed = 0;
  let isMarked = false;
  let taking: Promise<void> = Promise.resolve();
  const take = async (text: string): Promise<void> => {
    const own = isMarked ? text : text.slice(1);
    isMarked = true;
    if (over.signal.aborted || own === '') return;
    // What is not UTF-8 has been replaced on the way, and its length with it.
    if (own.includes('\ufffd')) {
      await readOne(sandbox, log).finally(end);
      return;
    }
    await log.append(Buffer.from(own));
    streamed += own.length;
    if (streamed > streamLimit) end();
  };
  const command = await sandbox.follow(followLine(log.size), (text) => (taking = take(text)));
  signal.addEventListener('abort', end, { once: true });
  try {
    await Promise.race([command.ended, beat(sandbox, following, over.signal), aborted(over.signal)]);
  } finally {
    signal.removeEventListener('abort', end);
    end();
    letGo(command);
    // What is being written must be counted before anybody else reads on.
    await taking;
  }
}

async function readOne(sandbox: Sandbox, log: RunLog): Promise<void> {
  const { bytes } = await probeAgent(sandbox);
  await readUpTo(sandbox, log, bytes, new AbortController().signal);
}

// Resolves when a stream has stalled: there is output that does not come.
async function beat(sandbox: Sandbox, { log, beatMs, onBeat }: Following, over: AbortSignal): Promise<void> {
  const isOver = (): boolean => over.aborted;
  while (!isOver()) {
    const before = log.size;
    await delay(beatMs, undefined, { signal: over }).catch(() => undefined);
    if (isOver()) return;
    const probe = await probeAgent(sandbox);
    await onBeat(probe);
    if (log.size === before && probe.bytes > before) return;
  }
}

function letGo(command: FollowedCommand): void {
  command.ended.catch(() => undefined);
  command.stop();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
