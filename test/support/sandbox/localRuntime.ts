// A sandbox runtime of its own for a test, started and stopped by the built command line.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { E2B } from 'e2b';
import { runCommand, runJson } from '../commandLine';

/** How a runtime that was started is reached. */
export interface StartedRuntime {
  readonly url: string;
  readonly apiKey: string;
  readonly pid: number;
  readonly isolation: 'bubblewrap' | 'none';
  readonly limitedBy: string;
}

/** A runtime with files of its own. */
export class LocalRuntime {
  readonly home = shortFolder();
  readonly env = { PARALLEL_CC_SANDBOX_HOME: join(this.home, 'r') };
  private started: StartedRuntime | undefined;

  /** How it is reached; it must have been started. */
  get state(): StartedRuntime {
    if (this.started === undefined) throw new Error('the runtime was not started');
    return this.started;
  }

  async start(args: readonly string[] = []): Promise<StartedRuntime> {
    this.started = await runJson<StartedRuntime>(this.home, ['sandbox-runtime', 'start', ...args], this.env);
    return this.started;
  }

  /** The unmodified SDK, pointed to it. */
  client(): E2B {
    const { url, apiKey } = this.state;
    return new E2B({ apiKey, apiUrl: url, sandboxUrl: url });
  }

  /** Ends it with all its sandboxes, and removes its files. */
  async remove(): Promise<void> {
    await runCommand(this.home, ['sandbox-runtime', 'stop', '--kill'], this.env);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

// Sandboxes of root run as another user, who must be able to come here.
function shortFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcc-sb-'));
  chmodSync(folder, 0o711);
  return folder;
}
