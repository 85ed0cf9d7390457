import { realFiles } from '../../src/engine/store/storeFiles';
import type { StoreFile, StoreFiles } from '../../src/engine/store/storeFiles';

/** When a host ends or suspends itself: at its nth operation on the files of the state. */
export interface Fault {
  readonly operation: number;
  /** `half`: after half of what it writes; where it writes nothing, `before`. */
  readonly phase: 'before' | 'half' | 'after';
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

type Operation = (...args: never[]) => Promise<unknown>;
type Write = (content: Uint8Array, at?: number) => Promise<void>;

/**
 * The real files, under a process that is struck by a fault on the way.
 * @param onOperation is told of each operation before it begins.
 */
export function crashingFiles(fault: Fault | null, onOperation: (name: string) => void): StoreFiles {
  let count = 0;
  const next = (name: string): Fault | null => {
    onOperation(name);
    return ++count === fault?.operation ? fault : null;
  };
  const wrap = <T extends Operation>(name: string, operation: T): T =>
    (async (...args: Parameters<T>) => {
      const now = next(name);
      if (now !== null && now.phase !== 'after') strike(now);
      const result = await operation(...args);
      if (now?.phase === 'after') strike(now);
      return result;
    }) as T;
  const wrapWrite = (write: Write): Write => {
    return async (content, at) => {
      const now = next('write');
      const middle = now?.phase === 'half' ? Math.floor(content.length / 2) : 0;
      if (middle > 0) await write(content.subarray(0, middle), at);
      if (now !== null && now.phase !== 'after') strike(now);
      await write(content.subarray(middle), at === undefined ? at : at + middle);
      if (now?.phase === 'after') strike(now);
    };
  };
  const wrapFile = (file: StoreFile): StoreFile => ({
    write: wrapWrite((content, at) => file.write(content, at)),
    cut: wrap('cut', (length: number) => file.cut(length)),
    sync: wrap('sync', () => file.sync()),
    close: wrap('close', () => file.close()),
  });
  return {
    list: (dir) => realFiles.list(dir),
    read: (path) => realFiles.read(path),
    create: wrap('create', async (path: string) => wrapFile(await realFiles.create(path))),
    rename: wrap('rename', (from: string, to: string) => realFiles.rename(from, to)),
    remove: wrap('remove', (path: string) => realFiles.remove(path)),
    syncFolder: wrap('syncFolder', (dir: string) => realFiles.syncFolder(dir)),
  };
}

// The signal is delivered before this returns: nothing of the process runs in between.
function strike({ signal }: Fault): void {
  process.kill(process.pid, signal);
}
