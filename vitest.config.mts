import { defineConfig } from 'vitest/config';

const shared = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks' as const,
  setupFiles: ['test/support/passCoverageOn.ts'],
  // As of a coordinator of its own (src/host/headless.ts): each file starts some, for a few seconds.
  execArgv: ['--wasm-tiering-budget=2000000000'],
};

/** Tests that do a few things very often; what they run is covered by others, and to count it would double their time. */
const load = [
  'test/crash/crash.test.ts',
  'test/host/fiftySessions.test.ts',
  'test/host/manySessions.test.ts',
  'test/processes/manyClients.test.ts',
  'test/engine/snapshots/anyTree.test.ts',
  'test/engine/store/powerLoss.test.ts',
  'test/mcp/fuzz.test.ts',
];

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['lcovonly'],
      reportOnFailure: true,
      reportsDirectory: 'coverage/vitest',
    },
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/editor/**', 'test/webview/**/*.browser.test.ts', 'test/agents/**', ...load],
          // Most of the time is spent in the processes that tests start, so two files at once use two cores.
          maxWorkers: 2,
        },
      },
      {
        test: { ...shared, name: 'load', include: load, maxWorkers: 2 },
      },
      {
        test: {
          ...shared,
          name: 'editor',
          include: [
            'test/editor/**/*.test.ts',
            'test/webview/**/*.browser.test.ts',
            'test/agents/**/*.test.ts',
          ],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
