/**
 * Where a background program runs: in a thread of this process, which starts soon; or in a process of its own, which takes
 * nothing of this one's memory, has a lower priority, and cannot take this one with it when it fails.
 */
export type BackgroundPlace = 'thread' | 'process';

/** How a background program is started; it opens its side with `openPort`. */
export interface BackgroundOptions<Out> {
  /** The built program. */
  readonly file: string;
  /** What people see of it among the threads. */
  readonly name: string;
  /** What it gets at its start: plain values, and nothing secret. */
  readonly data: unknown;
  /** The most that a thread keeps for young objects, in megabytes. */
  readonly youngMb: number;
  readonly onMessage: (message: Out) => void;
  /** It failed; what it was doing is lost. */
  readonly onError: (error: Error) => void;
  /** It is gone, for whatever reason; told once. */
  readonly onExit: () => void;
}

/** A program that works aside from this one. It keeps nobody alive who waits for nothing else. */
export interface BackgroundProgram<In> {
  post(message: In): void;
  /** Ends it; resolves when it is gone. */
  end(): Promise<void>;
}
