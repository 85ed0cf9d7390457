// How long a client waits when the host changes: from a headless one to a window and back, while clients ask without pause.
import { askToLeave } from '../../src/ipc/askToLeave';
import { ReconnectingClient } from '../../src/ipc/reconnectingClient';
import type { RepositoryLocation } from '../../src/ipc/repositoryLocation';
import { findRepository } from '../../src/ipc/repositoryLocation';
import { makeRepository } from '../support/git';
import { replaceWindow, startHeadless, startWindow } from '../support/owners';
import { eventually } from '../support/processes';
import type { Measurement } from './measure';
import { bound, median } from './measure';

const changes = 7;
const clientCount = 4;

/** Measures the longest wait of any of four busy clients at each change of the host; the median of several changes. */
export async function measureHandOver(distDir: string): Promise<Measurement[]> {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  const location = findRepository(repository.path);
  if (location === null) throw new Error('The repository was not found.');
  const toWindow: number[] = [];
  const toHeadless: number[] = [];
  await startHeadless(location, distDir);
  const clients = await Busy.start(location, repository.path);
  try {
    for (let change = 0; change < changes; change++) {
      const window = await startWindow(location, distDir);
      toWindow.push(await clients.takeLongest());
      await replaceWindow(window, location, distDir);
      toHeadless.push(await clients.takeLongest());
    }
  } finally {
    await clients.stop();
    await askToLeave(location, 'test', { force: true, timeoutMs: 2000 });
  }
  return [
    bound('change of host, headless to window, longest wait of a busy client', 'ms', median(toWindow), 300),
    bound('change of host, window to headless, longest wait of a busy client', 'ms', median(toHeadless), 300),
  ];
}

/** Clients that claim and release without pause, and note how long they wait. */
class Busy {
  private longest = 0;
  private answers = 0;
  private stopped = false;
  private readonly running: Promise<void>[] = [];

  static async start(location: RepositoryLocation, cwd: string): Promise<Busy> {
    const busy = new Busy();
    for (let index = 0; index < clientCount; index++) {
      const client = await ReconnectingClient.connect({
        location,
        client: 'test',
        start: false,
        timeoutMs: 10_000,
      });
      const name = `busy-${index}`;
      const { session } = await client.call('registerSession', { requestId: `${name}-request`, name, agent: 'test', agentSessionId: null, pid: null, prompt: null, cwd, worktree: 'here', base: null }); // prettier-ignore
      busy.running.push(busy.work(client, session.id, cwd));
    }
    return busy;
  }

  /** The longest wait since the last time, once every client has had answers of the present host. */
  async takeLongest(): Promise<number> {
    const before = this.answers;
    await eventually(() => this.answers > before + clientCount * 3, { timeoutMs: 15_000 });
    const { longest } = this;
    this.longest = 0;
    return longest;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  private async work(client: ReconnectingClient, session: string, cwd: string): Promise<void> {
    while (!this.stopped) {
      const startedAt = performance.now();
      await client.call('acquireClaims', { session, paths: ['a.txt'], cwd, mode: 'intent', reason: null, ttlMinutes: null }); // prettier-ignore
      this.longest = Math.max(this.longest, performance.now() - startedAt);
      this.answers++;
    }
    client.dispose();
  }
}
