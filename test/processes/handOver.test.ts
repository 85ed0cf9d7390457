// Clients at work while the repository goes from a headless coordinator to a window and back, again and again.
import { expect, it } from 'vitest';
import { askToLeave } from '../../src/ipc/askToLeave';
import { ReconnectingClient } from '../../src/ipc/reconnectingClient';
import type { RepositoryLocation } from '../../src/ipc/repositoryLocation';
import { findRepository } from '../../src/ipc/repositoryLocation';
import { builtPrograms } from '../support/build';
import { makeRepository } from '../support/git';
import { replaceWindow, startHeadless, startWindow } from '../support/owners';
import { eventually } from '../support/processes';

const clientCount = 6;
const changes = 3;

/** What one client was given. */
class Worker {
  readonly claimed: string[] = [];
  readonly numbers: number[] = [];
  stopped = false;

  private constructor(
    private readonly client: ReconnectingClient,
    readonly name: string,
    private readonly cwd: string,
  ) {}

  static async join(location: RepositoryLocation, cwd: string, name: string): Promise<Worker> {
    const client = await ReconnectingClient.connect({ location, client: 'test', start: false, timeoutMs: 10_000 }); // prettier-ignore
    await client.call('registerSession', { requestId: `${name}-request`, name, agent: 'test', agentSessionId: null, pid: null, prompt: null, cwd, worktree: 'here', base: null }); // prettier-ignore
    return new Worker(client, name, cwd);
  }

  async work(): Promise<void> {
    for (let index = 0; !this.stopped; index++) {
      const path = `src/${this.name}-${index}.ts`;
      await this.client.call('acquireClaims', { session: this.name, paths: [path], cwd: this.cwd, mode: 'exclusive', reason: null, ttlMinutes: null }); // prettier-ignore
      this.claimed.push(path);
      // To take a number twice would leave a gap, so this tells whether a call that was repeated was done once.
      const { number } = await this.client.call('takeNumber', { name: 'migrations', from: 1, session: this.name }); // prettier-ignore
      this.numbers.push(number);
    }
  }

  dispose(): void {
    this.client.dispose();
  }
}

it('no call fails, none is lost and none is done twice while the coordinator changes under load', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  const location = findRepository(repository.path);
  if (location === null) throw new Error('The repository was not found.');
  const distDir = await builtPrograms();
  await startHeadless(location, distDir);
  const workers = await Promise.all(Array.from({ length: clientCount }, (_, index) => Worker.join(location, repository.path, `worker-${index}`))); // prettier-ignore
  const running = Promise.all(workers.map((worker) => worker.work()));
  const allGoOn = async (): Promise<void> => {
    const before = workers.map(({ numbers }) => numbers.length);
    await eventually(() => workers.every(({ numbers }, index) => numbers.length > (before[index] ?? 0) + 2));
  };
  try {
    for (let change = 0; change < changes; change++) {
      await allGoOn();
      const window = await startWindow(location, distDir);
      await allGoOn();
      await replaceWindow(window, location, distDir);
    }
    await allGoOn();
  } finally {
    for (const worker of workers) worker.stopped = true;
  }
  await running;

  const observer = await ReconnectingClient.connect({ location, client: 'test', start: false, timeoutMs: 10_000 }); // prettier-ignore
  const { claims, host } = await observer.call('getSnapshot', { fresh: false });
  expect(claims.map(({ label }) => label).sort()).toEqual(workers.flatMap(({ claimed }) => claimed).sort());
  const numbers = workers.flatMap((worker) => worker.numbers).sort((one, other) => one - other);
  expect(numbers).toEqual(Array.from(numbers, (_, index) => index + 1));
  expect(host).toMatchObject({ kind: 'headless', epoch: 1 + 2 * changes });
  for (const client of [observer, ...workers]) client.dispose();
  await askToLeave(location, 'test', { force: true, timeoutMs: 5000 });
});
