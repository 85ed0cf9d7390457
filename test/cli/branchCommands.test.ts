// What the command line says of numbers, rebases, landings, merges and worktrees of others, on a real repository.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RegisterResult } from '../../src/protocol/results';
import type { Repository } from '../support/git';
import { git, makeRepository } from '../support/git';
import { stopHost } from '../support/sessions';
import { runCli, runJson } from './runCli';

let repository: Repository;

beforeEach(async () => {
  repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
});

afterEach(async () => {
  await stopHost(repository.path);
  await repository.dispose();
});

async function say(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, { cwd: repository.path });
  return code === 0 ? stdout : `${stdout}${stderr}exit ${code}\n`;
}

async function register(name: string): Promise<string> {
  const { json } = await runJson<RegisterResult>(['register', '--new', '--name', name], { cwd: repository.path }); // prettier-ignore
  return json.session.worktreePath;
}

it('next hands out each number once, from a least one on where that is named', async () => {
  expect(await say('next', 'migrations')).toBe('1\n');
  expect(await say('next', 'migrations', '--from', '10')).toBe('10\n');
  expect(await say('next', 'migrations', '--json')).toBe(`${JSON.stringify({ number: 11 }, null, 2)}\n`);
});

it('rebase says what it would do, does it, and leaves what the target went on with out of the session’s work', async () => {
  const worktree = await register('api');
  await writeFile(join(worktree, 'b.txt'), 'b\n');
  await git(worktree, 'add', '--all');
  await git(worktree, 'commit', '--quiet', '--message=Add b');
  await repository.commit('Go on', { 'c.txt': 'c\n' });
  expect(await say('rebase', 'api', '--dry-run')).toBe('"api" would go onto main without a conflict.\n');
  expect(await say('rebase', 'api')).toMatch(/^"api" is on main now: \w+ became \w+\. Take it back with: parallel-cc undo\n$/); // prettier-ignore
  expect(await say('rebase', 'api')).toContain('"api"');
  expect(await git(worktree, 'rev-list', '--count', 'main..HEAD')).toBe('1');
  expect(await say('release', 'api')).toContain('it has 1 commit that is not merged.');
});

it('landings and merges say how each session ended, once, and what got into which branch', async () => {
  expect(await say('landings')).toBe('The landing queue is empty.\n');
  expect(await say('merge', 'status')).toBe('No merge was seen.\n');
  const worktree = await register('api');
  await writeFile(join(worktree, 'b.txt'), 'b\n');
  await git(worktree, 'add', '--all');
  await git(worktree, 'commit', '--quiet', '--message=Add b');
  expect(await say('land', 'api')).toContain(
    '"api" did not land and waits for you. No checks of this project are known.',
  );
  expect(await say('landings')).toContain('"api" did not land and waits for you.');
  expect(await say('land', 'api', '--no-verify')).toMatch(/^"api" landed in main as \w+\.\n$/m);
  expect(await say('landings')).toMatch(/^"api" landed in main as \w+\.\n$/);
  expect(await say('watch', 'merges', '--once')).toContain('branch "parallel/api" was merged into main');
  expect(await say('watch', 'merges', '--once')).toBe('No merge was seen that was not told yet.\n');
  expect(await say('merge', 'status')).toMatch(
    /^(now|\d+ s ago) +branch "parallel\/api" was merged into main\n$/,
  );
  expect(await say('merge', 'status', '--subscriptions')).toBe('Nobody waits for a merge.\n');
});

it('adopt lists the worktrees of others and makes a session of one, by its name or its path', async () => {
  expect(await say('adopt')).toBe('Every agent that was found is a session, and so is every worktree.\n');
  const other = join(repository.folder, 'elsewhere');
  await repository.git('worktree', 'add', '--quiet', '-b', 'side', other);
  expect(await say('adopt')).toMatch(
    /^elsewhere +a worktree +\S+\/elsewhere\s+Adopt one: parallel-cc adopt NAME\n$/,
  );
  expect(await say('adopt', 'nowhere')).toContain('there is no such agent or worktree');
  expect(await say('adopt', '../elsewhere', '--name', 'side')).toContain(`Session "side" in ${other} is watched from now on.`); // prettier-ignore
  expect(await say('status')).toContain('side');
});
