import { expect, it } from 'vitest';
import { runCrashRounds } from './crashRounds';

it.skipIf(process.platform === 'win32')(
  'loses nothing, grants nothing twice and has one owner through a hundred crashes',
  { timeout: 300_000 },
  async () => {
    const seed = Number(process.env['PARALLEL_CC_CRASH_SEED'] ?? Date.now() % 1_000_000);
    console.log(`crash rounds with PARALLEL_CC_CRASH_SEED=${seed}`);
    const report = await runCrashRounds({ rounds: 100, seed });
    expect(report.wrong).toEqual([]);
    expect(report.owners).toBeGreaterThan(40);
  },
);
