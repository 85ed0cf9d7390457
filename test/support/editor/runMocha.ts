// The part of a suite that every suite shares: it runs inside the extension host.
import { once } from 'node:events';
import Mocha from 'mocha';

/** Runs the tests that `load` defines with mocha's `suite` and `test`; rejects when any of them fails. */
export async function runMocha(
  load: () => Promise<unknown>,
  options: Mocha.MochaOptions = {},
): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, color: false, ...options });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await load();
  const runner = mocha.run();
  await once(runner, 'end');
  if (runner.failures > 0) throw new Error(`${runner.failures} of ${runner.total} tests failed.`);
}
