// The service of the local sandbox runtime, a program of its own: `sandboxRuntime.js [--not-isolated]`. It says in one line
// of JSON whether it serves; `sandbox-runtime start` reads that.
import { join } from 'node:path';
import { formatLogLine } from '../base/logger';
import { CoordinatorError, runtimeRuns } from '../core/errors';
import { version } from '../../package.json';
import { chooseIsolation } from './chooseIsolation';
import { runtimeHome } from './control/runtimeHome';
import { giveLockBack, takeLock } from './lock';
import { prepareHome } from './prepareHome';
import { runRuntime } from './service/runtime';

const idleMs = 30 * 60_000;
const home = runtimeHome();

process.stdout.on('error', () => undefined);
process.on('SIGHUP', () => undefined);
// Sandboxes do not need it: whatever ends it, the next one takes them over.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end());
process.on('uncaughtException', (error) => console.error(error));

async function main(): Promise<void> {
  await prepareHome(home);
  const holder = await takeLock(home.lockFile);
  if (holder !== null) throw runtimeRuns(holder.pid);
  const isolated = !process.argv.includes('--not-isolated');
  const isolation = await chooseIsolation(home, join(__dirname, 'envd.js'), isolated);
  const logger = {
    log: (...[level, message, details]: Parameters<typeof formatLogLine> extends [number, ...infer Rest] ? Rest : never) =>
      console.error(formatLogLine(Date.now(), level, message, details)),
  };
  await runRuntime({ home, isolation, logger, version, idleMs, onEnd: () => void end() });
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
} // prettier-ignore

async function end(): Promise<void> {
  await giveLockBack(home.lockFile);
  process.exit(0);
}

main().catch((error: unknown) => {
  const { code, message, hint } =
    error instanceof CoordinatorError
      ? error
      : { code: 'internal', message: (error as Error).message, hint: undefined };
  process.stdout.write(`${JSON.stringify({ error: { code, message, hint } })}\n`);
  process.exitCode = 1;
});
