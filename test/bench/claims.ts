// What it costs that a claim is on disk before it is acknowledged, as clients of a host in another process see it.
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReconnectingClient } from '../../src/ipc/reconnectingClient';
import { findRepository } from '../../src/ipc/repositoryLocation';
import { askToLeave } from '../../src/ipc/askToLeave';
import { makeRepository } from '../support/git';
import { startHeadless } from '../support/owners';
import type { Measurement } from './measure';
import { compare, median, percentile, timed } from './measure';

const clientCount = 8;
const claimsPerTurn = 150;
const turns = 7;

/** Measures durable claims through the socket beside a bare "append + fsync" by as many clients. */
export async function measureClaims(distDir: string): Promise<Measurement[]> {
  await using repository = await makeRepository({ files: { 'src/a.txt': 'a\n' } });
  const location = findRepository(repository.path);
  if (location === null) throw new Error('The repository was not found.');
  await startHeadless(location, distDir);
  const dir = await mkdtemp(join(tmpdir(), 'parallel-cc-bench-'));
  const clients = await Promise.all(Array.from({ length: clientCount }, () => ReconnectingClient.connect({ location, client: 'test', start: false, timeoutMs: 10_000 }))); // prettier-ignore
  try {
    await setUp(clients, repository.path);
    return await compareRuns(dir, repository.path, clients);
  } finally {
    for (const client of clients) client.dispose();
    await askToLeave(location, 'test', { force: true, timeoutMs: 2000 });
    await rm(dir, { recursive: true, force: true });
  }
}

async function compareRuns(
  dir: string,
  cwd: string,
  clients: readonly ReconnectingClient[],
): Promise<Measurement[]> {
  const claimed: Run[] = [];
  const bare: Run[] = [];
  const alone: Run[] = [];
  // The first turn is not counted: code is compiled while it runs.
  for (let turn = 0; turn <= turns; turn++) {
    claimed.push(await runClaims(clients, cwd, turn));
    bare.push(await runAppends(dir, clientCount));
    alone.push(await runAppends(dir, 1));
  }
  const perCall = (runs: readonly Run[]): number => median(runs.slice(1).map((run) => run.perCallMs));
  const latency = (runs: readonly Run[], part: number): number =>
    median(runs.slice(1).map((run) => percentile(run.latencies, part)));
  return [
    compare(`durable claim through the socket, ${clientCount} clients / append + fsync`, perCall(claimed), perCall(bare), 2), // prettier-ignore
    {
      ...compare(`p99 of a durable claim, ${clientCount} clients / one append + fsync`, latency(claimed, 0.99), latency(alone, 0.5), 5), // prettier-ignore
      details: {
        claimMedianMs: latency(claimed, 0.5),
        appendMs: latency(bare, 0.5),
        appendP99Ms: latency(bare, 0.99),
        appendAloneP99Ms: latency(alone, 0.99),
      },
    },
  ];
}

interface Run {
  readonly perCallMs: number;
  readonly latencies: readonly number[];
}

async function runClaims(clients: readonly ReconnectingClient[], cwd: string, turn: number): Promise<Run> {
  const run = await runAll(clients.length, async (client, index) => {
    const paths = [pathOf(turn, client, index)];
    await clients[client]?.call('acquireClaims', { session: nameOf(client), paths, cwd, mode: 'exclusive', reason: null, ttlMinutes: null }); // prettier-ignore
  });
  const release = (client: ReconnectingClient, number: number): Promise<unknown> => {
    const claims = Array.from({ length: claimsPerTurn }, (_, index) => pathOf(turn, number, index));
    return client.call('releaseClaims', { session: nameOf(number), claims, cwd });
  };
  await Promise.all(clients.map(release));
  return run;
}

async function runAppends(dir: string, count: number): Promise<Run> {
  const files = await Promise.all(
    Array.from({ length: count }, (_, index) => open(join(dir, `bare-${index}`), 'a')),
  );
  const line = Buffer.alloc(900, 'x');
  const run = await runAll(count, async (client) => {
    await files[client]?.write(line);
    await files[client]?.sync();
  });
  await Promise.all(files.map((file) => file.close()));
  return run;
}

async function runAll(count: number, call: (client: number, index: number) => Promise<void>): Promise<Run> {
  const latencies: number[] = [];
  const work = async (client: number): Promise<void> => {
    for (let index = 0; index < claimsPerTurn; index++)
      latencies.push(await timed(() => call(client, index)));
  };
  const total = await timed(() => Promise.all(Array.from({ length: count }, (_, client) => work(client))));
  return { perCallMs: total / (count * claimsPerTurn), latencies };
}

async function setUp(clients: readonly ReconnectingClient[], cwd: string): Promise<void> {
  for (const [index, client] of clients.entries()) {
    const name = nameOf(index);
    await client.call('registerSession', { requestId: `${name}-request`, name, agent: 'test', agentSessionId: null, pid: null, prompt: null, cwd, worktree: 'here', base: null }); // prettier-ignore
  }
}

function nameOf(client: number): string {
  return `client-${client}`;
}

function pathOf(turn: number, client: number, index: number): string {
  return `src/file-${turn}-${client}-${index}.ts`;
}
