import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

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

const longest = [
  'test/crash/crash.test.ts',
  'test/host/manySessions.test.ts',
  'test/host/fiftySessions.test.ts',
  'test/processes/manyClients.test.ts',
  'test/mcp/tools.test.ts',
  'test/host/removalUndo.test.ts',
  'test/host/removal.test.ts',
  'test/cli/flow.test.ts',
];

/** The longest files begin first, so that one worker does not go on with one when the other has ended. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
      return found < 0 ? longest.length : found;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
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
        // Run beside those of the agents, which are counted.
        test: {
          ...shared,
          name: 'load',
          include: load,
          maxWorkers: 2,
          env: { PARALLEL_CC_TEST_COVERAGE: '' },
        },
      },
      {
        test: {
          ...shared,
          name: 'agents',
          include: ['test/agents/**/*.test.ts', 'test/webview/**/*.browser.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...shared,
          name: 'editor',
          include: ['test/editor/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
