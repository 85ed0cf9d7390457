import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';

/** What a background program sees of whoever started it. */
export interface BackgroundPort<Data, In, Out> {
  /** What it was started with. */
  readonly data: Data;
  post(message: Out): void;
  onMessage(listener: (message: In) => void): void;
}

/** Opens the way to whoever started this program, in a thread or in a process of its own. */
export function openPort<Data, In, Out>(): BackgroundPort<Data, In, Out> {
  return parentPort === null ? processPort() : threadPort(parentPort);
}

function threadPort<Data, In, Out>(port: NonNullable<typeof parentPort>): BackgroundPort<Data, In, Out> {
  return {
    data: workerData as Data,
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
  };
}

function processPort<Data, In, Out>(): BackgroundPort<Data, In, Out> {
  yieldToOthers();
  // Whoever started it has ended, or been killed: nobody asks for anything more.
  process.on('disconnect', () => process.exit());
  return {
    data: JSON.parse(process.argv[2] ?? 'null') as Data,
    // Nobody is left to be told when this fails.
    post: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => void process.on('message', listener),
  };
}

// What it does, and the programs that it starts, come after what somebody waits for at the keyboard.
function yieldToOthers(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that does not allow it runs it like any other program.
  }
}
