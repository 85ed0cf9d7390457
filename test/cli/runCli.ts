import { join } from 'node:path';
import { builtPrograms } from '../support/build';
import type { RunOptions, RunResult } from '../support/processes';
import { run } from '../support/processes';

/** Runs the built command line program; `env` is added to an environment that no session has marked. */
export async function runCli(
  args: readonly string[],
  { env = {}, ...options }: RunOptions = {},
): Promise<RunResult> {
  const program = join(await builtPrograms(), 'cli.js');
  const inherited = {
    ...process.env,
    PARALLEL_CC_SESSION_ID: '',
    PARALLEL_CC_CLAUDE: '',
    PARALLEL_CC_STRICT: '',
  };
  return run(process.execPath, [program, ...args], { ...options, env: { ...inherited, ...env } });
}

/** Runs it with `--json` and reads the one document that it prints. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what the command prints
export async function runJson<T>(
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ code: number | null; json: T }> {
  const { code, stdout } = await runCli([...args, '--json'], options);
  return { code, json: JSON.parse(stdout) as T };
}
