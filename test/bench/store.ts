// How long images of the state take.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Store } from '../../src/engine/store/store';
import { openStore } from '../../src/engine/store/store';
import type { Measurement } from './measure';
import { bound, median, timed } from './measure';

const turns = 5;

/** Measures images of 50,000 rows: saved, opened, and what of that holds the event loop. */
export async function measureStore(): Promise<Measurement[]> {
  const dir = await mkdtemp(join(tmpdir(), 'parallel-cc-bench-'));
  try {
    return await measureImages(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
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
