import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deferred } from '../../src/base/async';
import type { ClaimResult } from '../../src/protocol/results';
import type { ConflictView, Snapshot } from '../../src/protocol/snapshot';
import { builtPrograms } from '../support/build';
import { startModelApi, worktreeOf } from '../support/claude/modelApi';
import type { ClaudeOutcome } from '../support/claude/runClaude';
import { installedClaude, runClaude } from '../support/claude/runClaude';
import { runJson } from '../support/commandLine';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';
import { stopHost } from '../support/sessions';

const files = { 'src/a.ts': 'one\ntwo\nthree\n', 'src/b.ts': 'bee\n', 'package-lock.json': '{}\n' };

interface Start {
  readonly api: Awaited<ReturnType<typeof startModelApi>>;
  readonly agent: string;
  readonly prompt: string;
}

/** Starts the real Claude Code through `parallel-cc claude`, as a user would. */
async function claude(repository: Repository, { api, agent, prompt }: Start): Promise<ClaudeOutcome> {
  const cli = join(await builtPrograms(), 'cli.js');
  return runClaude({
    api,
    agent,
    prompt,
    cwd: repository.path,
    command: [process.execPath, cli, 'claude'],
    env: { PARALLEL_CC_CLAUDE: installedClaude(), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    timeoutMs: 90_000,
  });
}

const edit = (file_path: string, old_string: string, new_string: string) => [
  { name: 'Read', input: { file_path } },
  { name: 'Edit', input: { file_path, old_string, new_string } },
];

describe('two real Claude Code processes on one repository', () => {
  it('work in their own worktrees, keep off what the other holds, and go on when it ends', async () => {
    await using repository = await makeRepository({ files });
    const [firstIsThere, secondWasRefused, firstHasEnded] = [
      deferred<undefined>(),
      deferred<undefined>(),
      deferred<undefined>(),
    ];
    let seen: Snapshot | undefined;
    let written = '';
    await using api = await startModelApi({
      first: [
        async () => {
          const { sessions } = await runJson<Snapshot>(repository.path, ['status']);
          const { results } = await runJson<{ results: readonly ClaimResult[] }>(repository.path, ['claim', 'src/a.ts', '--mode', 'exclusive', '--session', sessions[0]?.name ?? '']); // prettier-ignore
          expect(results[0]?.outcome).toBe('granted');
          firstIsThere.resolve(undefined);
          await secondWasRefused.promise;
          return { text: 'Done.' };
        },
      ],
      second: [
        async (request) => {
          seen = await runJson<Snapshot>(repository.path, ['status']);
          return { tools: edit(join(worktreeOf(request), 'src/a.ts'), 'two', 'TWO') };
        },
        async () => {
          secondWasRefused.resolve(undefined);
          await firstHasEnded.promise;
          return {
            text: 'I try again.',
            tools: edit(join(String(seen?.sessions[1]?.worktreePath), 'src/a.ts'), 'two', 'TWO'),
          };
        },
        async () => {
          written = await readFile(join(String(seen?.sessions[1]?.worktreePath), 'src/a.ts'), 'utf8');
          return { text: 'Done.' };
        },
      ],
    });
    const first = claude(repository, { api, agent: 'first', prompt: 'Hold a' });
    await firstIsThere.promise;
    const second = claude(repository, { api, agent: 'second', prompt: 'Change a' });
    expect((await first).exitCode).toBe(0);
    firstHasEnded.resolve(undefined);
    expect((await second).exitCode).toBe(0);

    expect(seen?.sessions.map(({ worktreePath }) => worktreePath)).toHaveLength(2);
    expect(new Set(seen?.sessions.map(({ worktreePath }) => worktreePath)).size).toBe(2);
    const refused = api.requests('second')[1]?.news ?? '';
    const holder = String(seen?.sessions[0]?.name);
    expect(refused).toContain(`src/a.ts is held by session "${holder}"`);
    expect(refused).toContain('exclusive, for less than a minute, to: "Hold a"');
    const waysOut = ['Work on something else', 'claim --wait 300 "src/a.ts"', `message "${holder}"`, 'unclaim "src/a.ts" --to', 'say so to the user']; // prettier-ignore
    for (const way of waysOut) expect(refused).toContain(way);
    expect(written).toBe('one\nTWO\nthree\n');
    expect(api.unexpected).toEqual([]);
    await stopHost(repository.path);
  });

  it('hear of an overlap at their next turn, are not blocked, and see the conflict before anyone commits', async () => {
    await using repository = await makeRepository({ files });
    const [firstHasEdited, secondHasEdited, checked] = [
      deferred<undefined>(),
      deferred<undefined>(),
      deferred<undefined>(),
    ];
    let conflicts: readonly ConflictView[] = [];
    await using api = await startModelApi({
      first: [
        (request) => ({ tools: edit(join(worktreeOf(request), 'src/a.ts'), 'two', 'TWO by the first') }),
        async () => {
          firstHasEdited.resolve(undefined);
          await secondHasEdited.promise;
          return { tools: [{ name: 'Bash', input: { command: 'echo next turn' } }] };
        },
        (request) => ({ tools: edit(join(worktreeOf(request), 'src/b.ts'), 'bee', 'BEE') }),
        async () => {
          await checked.promise;
          return { text: 'Done.' };
        },
      ],
      second: [
        async (request) => {
          await firstHasEdited.promise;
          return { tools: edit(join(worktreeOf(request), 'src/a.ts'), 'two', 'TWO by the second') };
        },
        async () => {
          ({ conflicts } = await runJson<{ conflicts: readonly ConflictView[] }>(repository.path, [
            'conflicts',
          ]));
          secondHasEdited.resolve(undefined);
          await checked.promise;
          return { text: 'Done.' };
        },
      ],
    });
    const both = [
      claude(repository, { api, agent: 'first', prompt: 'Change a' }),
      claude(repository, { api, agent: 'second', prompt: 'Change a too' }),
    ];
    await secondHasEdited.promise;
    await expect.poll(() => api.requests('first').length, { timeout: 30_000 }).toBeGreaterThanOrEqual(4);
    checked.resolve(undefined);
    for (const outcome of await Promise.all(both)) expect(outcome.exitCode).toBe(0);

    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({ path: 'src/a.ts', kind: 'content' });
    const told = (agent: string) => api.requests(agent).map(({ news }) => news).join('\n'); // prettier-ignore
    expect(told('first')).toContain('is editing src/a.ts too');
    expect(told('second')).toContain('is editing src/a.ts too');
    expect(told('first')).not.toContain('is held by session');
    expect(told('second')).not.toContain('is held by session');
    const { worktrees } = await runJson<Snapshot>(repository.path, ['status']);
    expect(worktrees.some(({ keptBecause }) => keptBecause?.includes('uncommitted file'))).toBe(true);
    await stopHost(repository.path);
  });
});
