// What it costs that an acknowledged change is on disk.
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../../src/base/clock';
import { Claims } from '../../src/engine/claims';
import { Sessions } from '../../src/engine/sessions';
import { State } from '../../src/engine/state';
import type { Store } from '../../src/engine/store/store';
import { openStore } from '../../src/engine/store/store';
import { exampleSession } from '../support/exampleSession';
import type { Measurement } from './measure';
import { bound, compare, median, timed } from './measure';

const writers = 16;
const perWriter = 400;
const turns = 5;

/** Measures durable claims beside a bare "append + fsync" by as many writers, and images of 50,000 rows. */
export async function measureStore(): Promise<Measurement[]> {
  const dir = await mkdtemp(join(tmpdir(), 'parallel-cc-bench-'));
  try {
    return [...(await measureClaims(dir)), ...(await measureImages(dir))];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface Run {
  readonly perChangeMs: number;
  readonly latencies: readonly number[];
}

async function measureClaims(dir: string): Promise<Measurement[]> {
  const store = await openStore(dir, { epoch: 1, checkOwner: () => undefined });
  const state = new State(store);
  const claims = new Claims(state, systemClock);
  const ids = Array.from({ length: writers }, (_, index) => `session-${index}`);
  const sessions = new Sessions(state, systemClock);
  await Promise.all(ids.map((id) => sessions.add(exampleSession({ id, name: id }), null)));
  const claimRuns: Run[] = [];
  const bareRuns: Run[] = [];
  // The first turn is not counted: SQLite's code is compiled while it runs.
  for (let turn = 0; turn <= turns; turn++) {
    claimRuns.push(
      await runWriters(async (writer, index) => {
        const path = `src/${turn}/${writer}/file${index}.ts`;
        const wish = { sessionId: ids[writer] ?? '', mode: 'exclusive', source: 'automatic', reason: null, ttlMs: 60_000 } as const; // prettier-ignore
        await state.commit((db) =>
          claims.acquire(db, { path, key: path, worktree: '/' }, wish, `writer ${writer}`),
        );
      }),
    );
    bareRuns.push(await runAppends(dir));
  }
  await store.close();
  const [claimed, bare] = [claimRuns.slice(1), bareRuns.slice(1)];
  const [perClaim, perAppend] = [claimed, bare].map((runs) => median(runs.map((run) => run.perChangeMs)));
  const p99 = median(claimed.map((run) => percentile(run.latencies, 0.99)));
  const oneSync = median(bare.flatMap((run) => run.latencies));
  return [
    compare(
      `durable claim, ${writers} writers / append + fsync`,
      perClaim ?? Number.NaN,
      perAppend ?? Number.NaN,
      2,
    ),
    compare(`p99 of a durable claim, ${writers} writers / one append + fsync`, p99, oneSync, 5),
  ];
}

async function runAppends(dir: string): Promise<Run> {
  const files = await Promise.all(
    Array.from({ length: writers }, (_, index) => open(join(dir, `bare-${index}`), 'a')),
  );
  const line = Buffer.alloc(900, 'x');
  const run = await runWriters(async (writer) => {
    await files[writer]?.write(line);
    await files[writer]?.sync();
  });
  await Promise.all(files.map((file) => file.close()));
  return run;
}

async function runWriters(change: (writer: number, index: number) => Promise<void>): Promise<Run> {
  const latencies: number[] = [];
  const write = async (writer: number): Promise<void> => {
    for (let index = 0; index < perWriter; index++) latencies.push(await timed(() => change(writer, index)));
  };
  const total = await timed(() => Promise.all(Array.from({ length: writers }, (_, writer) => write(writer))));
  return { perChangeMs: total / (writers * perWriter), latencies };
}

async function measureImages(dir: string): Promise<Measurement[]> {
  const imageTimes: number[] = [];
  const openTimes: number[] = [];
  await fill(await openStore(dir, { epoch: 2, checkOwner: () => undefined }), 50_000);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let epoch = 3; epoch < 3 + turns; epoch++) {
    let store: Store | undefined;
    openTimes.push(
      await timed(async () => (store = await openStore(dir, { epoch, checkOwner: () => undefined }))),
    );
    imageTimes.push(store?.health().lastImageMs ?? Number.NaN);
    await store?.close();
  }
  delay.disable();
  return [
    bound('image of 50,000 rows, saved', 'ms', median(imageTimes), 15),
    bound('state of 50,000 rows, opened', 'ms', median(openTimes), 100),
    bound('event loop held, state of 50,000 rows opened', 'ms', delay.max / 1e6, 50),
  ];
}

async function fill(store: Store, rows: number): Promise<void> {
  await store.transaction((db) => {
    for (let row = 0; row < rows; row++)
      db.run('INSERT INTO operations (time, kind, session_id, summary) VALUES (?, ?, ?, ?)', [
        row,
        'claimAcquired',
        'session-1',
        `"writer 1" claimed src/some/folder/file${row}.ts (exclusive).`,
      ]);
  });
  await store.close();
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}
