import { realFiles } from '../../src/engine/store/storeFiles';
import type { StoreFiles } from '../../src/engine/store/storeFiles';

/** When a host ends or suspends itself: at its nth operation on the files of the state. */
export interface Fault {
  readonly operation: number;
  /** `half`: after half of what it writes; where it writes nothing, `before`. */
  readonly phase: 'before' | 'half' | 'after';
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

type Operation = (...args: unknown[]) => Promise<unknown>;

/**
 * The real files, under a process that is struck by a fault on the way.
 * @param onOperation is told of each operation before it begins.
 */
export function crashingFiles(fault: Fault | null, onOperation: (name: string) => void): StoreFiles {
  let count = 0;
  const wrap = (name: string, operation: Operation): Operation => {
    return async (...args) => {
      onOperation(name);
      const now = ++count === fault?.operation ? fault : null;
      if (now?.phase === 'half') await writeHalf(operation, args);
      if (now !== null && now.phase !== 'after') strike(now);
      const result = await operation(...args);
      if (now?.phase === 'after') strike(now);
      return result;
    };
  };
  const operations = Object.entries(realFiles as unknown as Record<string, Operation>);
  return Object.fromEntries(
    operations.map(([name, run]) => [name, wrap(name, run)]),
  ) as unknown as StoreFiles;
}

async function writeHalf(operation: Operation, args: readonly unknown[]): Promise<void> {
  if (!args.some((arg) => arg instanceof Uint8Array)) return;
  await operation(
    ...args.map((arg) => (arg instanceof Uint8Array ? arg.subarray(0, Math.floor(arg.length / 2)) : arg)),
  );
}

// The signal is delivered before this returns: nothing of the process runs in between.
function strike({ signal }: Fault): void {
  process.kill(process.pid, signal);
}
