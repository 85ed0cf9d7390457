import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** How long the service of a sandbox may take to start, in milliseconds. */
const startMs = 30_000;

/** Waits until the service of a sandbox serves. Rejects when it ends before, or takes too long. */
export function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      // What it says later nobody reads: its own output must not depend on this process.
      child.stdout?.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    const timer = setTimeout(() => settle(new Error('the sandbox does not start')), startMs);
    child.stdout?.once('data', () => settle());
    child.once('error', settle);
    child.once('exit', (code, signal) =>
      settle(new Error(`the sandbox ended at once (${String(signal ?? code)}); the reason is in its log`)),
    );
  });
}

/** Reads what `bwrap --info-fd` tells: the first process of the new process namespace. */
export async function childPidFrom(info: Readable): Promise<number> {
  let text = '';
  for await (const chunk of info) text += String(chunk);
  const pid = /"child-pid"\s*:\s*(\d+)/.exec(text)?.[1];
  if (pid === undefined) throw new Error('bwrap did not start; the reason is in the log of the sandbox');
  return Number(pid);
}
