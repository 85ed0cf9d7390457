// Where the conformance suite runs: on a runtime of its own, and in E2B's cloud where there is a key for it.
import { E2B } from 'e2b';
import { LocalRuntime } from './localRuntime';

/** Somewhere that the SDK can be pointed to. */
export interface Target {
  readonly name: string;
  /** Undefined: it can be used. */
  readonly skipped: string | undefined;
  /** Makes it ready; resolves with the SDK pointed to it. */
  open(): Promise<E2B>;
  close(): Promise<void>;
}

/** The local runtime, and the cloud. */
export function conformanceTargets(): readonly Target[] {
  const runtime = new LocalRuntime();
  const key = process.env['E2B_API_KEY'];
  return [
    {
      name: 'the local runtime',
      skipped: undefined,
      open: async () => {
        await runtime.start();
        return runtime.client();
      },
      close: () => runtime.remove(),
    },
    {
      name: 'the cloud',
      skipped: key === undefined ? 'E2B_API_KEY is not set' : undefined,
      open: () => Promise.resolve(new E2B(key === undefined ? {} : { apiKey: key })),
      close: () => Promise.resolve(),
    },
  ];
}

/** Waits for something to become true; fails with what it is about when it does not within 20 seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it did not happen: ${what}`);
}
