import type { Clock } from '../../base/clock';
import { CoordinatorError } from '../../core/errors';
import type { Git } from '../git/git';

/** What came of asking one remote. `problem` is a sentence; null when it answered. */
export interface Fetched {
  readonly remote: string;
  readonly problem: string | null;
}

/** After a failure a remote is left in peace this long, twice as long after the next, in milliseconds. */
const firstRestMs = 30_000;
const longestRestMs = 3_600_000;
/** Longer than this a remote is not waited for, in milliseconds. */
const limitMs = 60_000;

interface Rest {
  readonly failures: number;
  readonly until: number;
}

/** Fetches from the remotes of a repository when asked, without ever asking for a password. */
export class Remotes {
  private readonly rests = new Map<string, Rest>();

  constructor(private readonly parts: { readonly git: Git; readonly clock: Clock }) {}

  /** Fetches from all, one after the other; one that has failed lately is left out. */
  async fetchAll(): Promise<Fetched[]> {
    const names = (await this.parts.git.text(['remote'])).split('\n').filter((name) => name !== '');
    const outcomes: Fetched[] = [];
    for (const remote of names) outcomes.push({ remote, problem: await this.fetch(remote) });
    return outcomes;
  }

  private async fetch(remote: string): Promise<string | null> {
    const rest = this.rests.get(remote);
    const wait = (rest?.until ?? 0) - this.parts.clock.now();
    if (wait > 0) return `It failed lately and is asked again in ${Math.ceil(wait / 1000)} s.`;
    // A question would be asked where nobody sees it.
    const git = this.parts.git.withEnv({ GIT_TERMINAL_PROMPT: '0', GCM_INTERACTIVE: 'never', ...quietSsh() });
    try {
      await git.text(['fetch', '--quiet', '--no-write-fetch-head', '--', remote], { signal: AbortSignal.timeout(limitMs) }); // prettier-ignore
      this.rests.delete(remote);
      return null;
    } catch (error) {
      const failures = (rest?.failures ?? 0) + 1;
      const restMs = Math.min(firstRestMs * 2 ** (failures - 1), longestRestMs);
      this.rests.set(remote, { failures, until: this.parts.clock.now() + restMs });
      return error instanceof CoordinatorError ? error.message : String(error);
    }
  }
}

// The user's own way to connect is left as it is.
function quietSsh(): Record<string, string> {
  return process.env['GIT_SSH_COMMAND'] === undefined && process.env['GIT_SSH'] === undefined
    ? { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' }
    : {};
}
