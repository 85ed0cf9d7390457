import { defineConfig } from 'vitest/config';

const shared = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks' as const,
  setupFiles: ['test/support/passCoverageOn.ts'],
};

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
          exclude: ['test/editor/**', 'test/webview/**/*.browser.test.ts', 'test/agents/**'],
          // Most of the time is spent in the processes that tests start, so two files at once use two cores.
          maxWorkers: 2,
        },
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
