// The built command line, run as a user's shell would run it.
import { join } from 'node:path';
import { builtPrograms } from './build';
import { gitEnvironment } from './git';
import type { RunResult } from './processes';
import { run } from './processes';

/** Runs `parallel-cc` with arguments in a folder, without the user's git configuration. */
export async function runCommand(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<RunResult> {
  const cli = join(await builtPrograms(), 'cli.js');
  return run(process.execPath, [cli, ...args], {
    cwd,
    env: { ...gitEnvironment(), ...env },
    timeoutMs: 110_000,
  });
}

/** Runs a command with `--json` and returns what it printed; fails when the command does. */
export async function runJson<T>(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<T> {
  const result = await runCommand(cwd, [...args, '--json'], env);
  if (result.code !== 0)
    throw new Error(`${args.join(' ')} ended with ${String(result.code)}: ${result.stdout}${result.stderr}`);
  return JSON.parse(result.stdout) as T;
}
