// Two real Claude Code processes that change the same line, and then wait until somebody has looked at them.
import { join } from 'node:path';
import { deferred } from '../../../src/base/async';
import { builtPrograms } from '../build';
import type { ModelRequest, Turn } from './modelApi';
import { startModelApi, worktreeOf } from './modelApi';
import type { ClaudeOutcome } from './runClaude';
import { installedClaude, runClaude } from './runClaude';

/** The file that both change, as it must be before. */
export const pairFile = { path: 'src/pair.txt', text: 'one\ntwo\nthree\n' } as const;

/** What two Claude Code processes, of sessions `claude-first` and `claude-second`, left. */
export interface Pair {
  readonly exitCodes: readonly (number | null)[];
  /** What they asked of the model's service beside answers. */
  readonly unexpected: readonly string[];
}

/**
 * Starts both through `parallel-cc claude`, as a user would, the first in the main worktree; calls `look`, and then lets
 * them end.
 */
export async function whilePairWorks(repository: string, look: () => Promise<void>): Promise<Pair> {
  const [edited, looked] = [deferred<undefined>(), deferred<undefined>()];
  const end = async (): Promise<Turn> => {
    await looked.promise;
    return { text: 'Done.' };
  };
  await using api = await startModelApi({
    first: [
      (request) => change(request, 'TWO by the first'),
      () => {
        edited.resolve(undefined);
        return end();
      },
    ],
    second: [
      async (request) => {
        await edited.promise;
        return change(request, 'TWO by the second');
      },
      end,
    ],
  });
  const cli = join(await builtPrograms(), 'cli.js');
  const start = (agent: string, where: string): Promise<ClaudeOutcome> => {
    const env = { PARALLEL_CC_CLAUDE: installedClaude(), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }; // prettier-ignore
    const command = [process.execPath, cli, 'claude', where, '--name', `claude-${agent}`] as const;
    return runClaude({ api, agent, prompt: `Change ${pairFile.path}`, cwd: repository, command: [...command], env, timeoutMs: 180_000 }); // prettier-ignore
  };
  const both = Promise.all([start('first', '--here'), start('second', '--new')]);
  try {
    await look();
  } finally {
    looked.resolve(undefined);
    await both;
  }
  return { exitCodes: (await both).map(({ exitCode }) => exitCode), unexpected: api.unexpected };
}

function change(request: ModelRequest, word: string): Turn {
  const file_path = join(worktreeOf(request), pairFile.path);
  return {
    tools: [
      { name: 'Read', input: { file_path } },
      { name: 'Edit', input: { file_path, old_string: 'two', new_string: word } },
    ],
  };
}
