import { Worker } from 'node:worker_threads';
import type { BackgroundOptions, BackgroundProgram } from './program';

/** Starts a background program in a thread of this process. */
export function startThread<In, Out>(options: BackgroundOptions<Out>): BackgroundProgram<In> {
  const { file, name, data, youngMb, onMessage, onError, onExit } = options;
  const resourceLimits = { maxYoungGenerationSizeMb: youngMb };
  const worker = new Worker(file, { workerData: data, name, resourceLimits });
  worker.unref();
  worker.on('message', onMessage);
  worker.on('error', onError);
  worker.on('exit', onExit);
  return {
    post: (message) => worker.postMessage(message),
    end: async () => {
      await worker.terminate();
    },
  };
}
