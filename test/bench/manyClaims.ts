// What an operation on claims takes in a host that holds very many of them.
import fc from 'fast-check';
import { askToLeave } from '../../src/ipc/askToLeave';
import { ReconnectingClient } from '../../src/ipc/reconnectingClient';
import { findRepository } from '../../src/ipc/repositoryLocation';
import type { Operation, Scene } from '../support/claimTraffic';
import { operationKinds, perform, targets } from '../support/claimTraffic';
import { makeRepository } from '../support/git';
import { startHeadless } from '../support/owners';
import type { Measurement } from './measure';
import { bound, median, percentile, timed } from './measure';

const sessionCount = 100;
const claimsPerSession = 100;
const operationCount = 4000;

/** Measures mixed claim operations of 100 sessions that hold up to 100 claims each, one at a time through the socket. */
export async function measureManyClaims(distDir: string): Promise<Measurement[]> {
  await using repository = await makeRepository({ files: { 'src/a.txt': 'a\n' } });
  const location = findRepository(repository.path);
  if (location === null) throw new Error('The repository was not found.');
  await startHeadless(location, distDir);
  const client = await ReconnectingClient.connect({ location, client: 'test', start: false, timeoutMs: 10_000 }); // prettier-ignore
  try {
    const scene = await crowd(client, repository.path);
    const { claims } = await client.call('getSnapshot', { fresh: false });
    const latencies = await mixedOperations(scene);
    const name = `p99 of a claim operation beside ${claims.length} claims of ${sessionCount} sessions`;
    return [
      { ...bound(name, 'ms', percentile(latencies, 0.99), 10), details: { medianMs: median(latencies) } },
    ];
  } finally {
    client.dispose();
    await askToLeave(location, 'test', { force: true, timeoutMs: 2000 });
  }
}

async function crowd(client: ReconnectingClient, cwd: string): Promise<Scene> {
  const sessions: string[] = [];
  for (let number = 0; number < sessionCount; number++) {
    const name = `s${number}`;
    const { session } = await client.call('registerSession', { requestId: `${name}-request`, name, agent: 'test', agentSessionId: null, pid: null, prompt: null, cwd, worktree: 'here', base: null }); // prettier-ignore
    const paths = Array.from({ length: claimsPerSession }, (_, index) => targets[(number + index * 3) % targets.length] ?? ''); // prettier-ignore
    await client.call('acquireClaims', { session: session.id, paths, cwd, mode: 'intent', reason: null, ttlMinutes: null }); // prettier-ignore
    sessions.push(session.id);
  }
  return { client, cwd, sessions };
}

// To wait for a claim takes as long as it is asked to.
async function mixedOperations(scene: Scene): Promise<number[]> {
  const operation: fc.Arbitrary<Operation> = fc.record({
    kind: fc.constantFrom(...operationKinds.filter((kind) => kind !== 'wait')),
    target: fc.nat(1000),
    mode: fc.nat(1000),
    other: fc.nat(1000),
  });
  const latencies: number[] = [];
  for (const [index, one] of fc.sample(operation, { numRuns: operationCount, seed: 1 }).entries()) {
    const session = scene.sessions[index % sessionCount] ?? '';
    latencies.push(await timed(() => perform(scene, session, one)));
  }
  return latencies;
}
