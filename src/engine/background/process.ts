import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { deferred } from '../../base/async';
import type { BackgroundOptions, BackgroundProgram } from './program';

/** One that has not ended this long after it was asked to, in milliseconds, is killed. */
const longestEndMs = 2000;
/** How much of what it says at its end is kept, in UTF-16 units. */
const keptWords = 4000;

/** Starts a background program in a process of its own, run by this process's own runtime. */
export function startProcess<In, Out>(options: BackgroundOptions<Out>): BackgroundProgram<In> {
  const { file, data, onMessage, onError, onExit } = options;
  const child = spawn(process.execPath, [file, JSON.stringify(data)], {
    // Not where a worktree may be: it would be held by us.
    cwd: dirname(file),
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    windowsHide: true,
  });
  const gone = deferred<undefined>();
  const lastWords = keepLastWords(child);
  child.unref();
  child.channel?.unref();
  child.on('message', (message) => onMessage(message as Out));
  // One that cannot be started tells an error and no exit.
  child.on('error', (error) => {
    onError(error);
    gone.resolve(undefined);
  });
  child.on('exit', (code, signal) => {
    if (code !== 0) onError(new Error(`It ended with ${signal ?? code}. ${lastWords()}`.trim()));
    gone.resolve(undefined);
  });
  void gone.promise.then(onExit);
  return {
    // One that has just ended says so itself.
    post: (message) => void child.send(message as object, () => undefined),
    end: async () => {
      if (child.connected) child.disconnect();
      const killing = setTimeout(() => child.kill('SIGKILL'), longestEndMs);
      await gone.promise;
      clearTimeout(killing);
    },
  };
}

function keepLastWords({ stderr }: ChildProcess): () => string {
  let kept = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => (kept = (kept + text).slice(-keptWords)));
  // It is a pipe, which would keep this process alive.
  (stderr as Socket | null)?.unref();
  return () => kept;
}
