// `npm run test:long [minutes]`: an agent that prints a line a second is disturbed in five ways while it works; every line must
// come once and in order. 35 minutes by default.
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { hasRunEnded } from '../../src/core/run';
import type { RunView } from '../../src/protocol/runMethods';
import type { Snapshot } from '../../src/protocol/snapshot';
import { runCommand, runJson } from '../support/commandLine';
import { makeRepository } from '../support/git';
import { eventually } from '../support/processes';
import { LocalRuntime } from '../support/sandbox/localRuntime';

const minutes = Number(process.argv[2] ?? 35);
const lines = Math.round(minutes * 60);
const counter = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo "line $i"; sleep 1; done; echo done > done.txt`;
/** How long the sandbox cannot be reached, in milliseconds. */
const cutMs = Math.min(60_000, minutes * 6000);

async function main(): Promise<void> {
  const runtime = new LocalRuntime();
  await using repository = await makeRepository({ files: { 'counter.sh': counter } });
  const cli = (...args: string[]) => runCommand(repository.path, args, runtime.env);
  const runOf = async (): Promise<RunView> => (await runJson<{ run: RunView }>(repository.path, ['sandbox-status', 'long'], runtime.env)).run; // prettier-ignore
  const hostPid = async (): Promise<number> => (await runJson<Snapshot>(repository.path, ['status'], runtime.env)).host.pid; // prettier-ignore
  const disturbances: Readonly<Record<string, () => Promise<void>>> = {
    'the host is killed': async () => {
      process.kill(await hostPid(), 'SIGKILL');
    },
    'the runtime is killed': async () => {
      process.kill((await runtime.start()).pid, 'SIGKILL');
    },
    'the runtime does not answer': async () => {
      const { pid } = await runtime.start();
      process.kill(pid, 'SIGSTOP');
      await delay(cutMs);
      process.kill(pid, 'SIGCONT');
    },
    'the sandbox is paused and resumed': async () => {
      await cli('sandbox-pause', 'long');
      await delay(cutMs / 4);
      await cli('sandbox-resume', 'long');
    },
    'the host is handed over': async () => {
      await cli('serve', '--stop');
    },
  };
  try {
    await cli('sandbox-run', '--detach', '--name', 'long', '--prompt', 'Count', '--', 'sh', 'counter.sh');
    await eventually(async () => (await runOf()).state === 'running', { timeoutMs: 60_000, everyMs: 500 });
    const pause = (minutes * 60_000) / (Object.keys(disturbances).length + 1.5);
    for (const [what, disturb] of Object.entries(disturbances)) {
      await delay(pause);
      await disturb();
      const run = await runOf();
      say(`${what}: ${run.state}, ${(await linesOf(run)).length} lines`);
    }
    const isOver = async (): Promise<boolean> => hasRunEnded(await runOf());
    await eventually(isOver, { timeoutMs: minutes * 60_000, everyMs: 2000 });
    report(await runOf(), await linesOf(await runOf()));
  } finally {
    await cli('serve', '--stop');
    await runtime.remove();
  }
}

async function linesOf({ logPath }: RunView): Promise<readonly string[]> {
  return (await readFile(logPath, 'utf8')).split('\n').slice(0, -1);
}

function report({ state, results }: RunView, found: readonly string[]): void {
  const right = found.filter((line, index) => line === `line ${index + 1}`).length;
  say(`${state}; ${right} of ${lines} lines, ${found.length} in all; ${results?.summary ?? 'no results'}`);
  if (right !== lines || found.length !== lines || state !== 'succeeded') process.exitCode = 1;
}

function say(text: string): void {
  console.log(`[${(performance.now() / 1000).toFixed(0).padStart(5)} s] ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
