import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CleanUpResult, RegisterResult } from '../../src/protocol/results';
import type { Repository } from '../support/git';
import { git, makeRepository, writeFiles } from '../support/git';
import { squat } from '../support/removal';
import { runCli, runJson } from './runCli';
import { stopHost } from '../support/sessions';

let repository: Repository;

beforeEach(async () => {
  repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
});

afterEach(async () => {
  await stopHost(repository.path);
  await repository.dispose();
});

async function cli(...args: string[]): Promise<string> {
  const { stdout, stderr } = await runCli(args, { cwd: repository.path });
  return stdout + stderr;
}

/** A worktree whose session has ended, with a commit that is squashed into main if `isMerged`. */
async function worktree(name: string, isMerged: boolean): Promise<string> {
  const { json } = await runJson<RegisterResult>(['register', '--new', '--name', name], { cwd: repository.path }); // prettier-ignore
  const path = json.session.worktreePath;
  for (const number of [1, 2]) {
    await writeFiles(path, { [`${name}.txt`]: `${number}\n` });
    await git(path, 'add', '--all');
    await git(path, 'commit', '--quiet', '-m', `${name} ${number}`);
  }
  await cli('release', name, '--keep');
  if (isMerged) {
    await repository.git('merge', '--quiet', '--squash', `parallel/${name}`);
    await repository.commit(`squash ${name}`);
  }
  return path;
}

describe('clean-up on the command line', () => {
  it('offers what is merged with its size, says what it would do, does that and says how to go back', async () => {
    const merged = await worktree('merged', true);
    const open = await worktree('open', false);
    const list = await cli('worktrees');
    expect(list).toMatch(/merged into main \(squashed\)/);
    expect(list).toMatch(/^Merged: merged\. Free [\d.]+ KB with: parallel-cc cleanup --merged$/m);
    const plan = await cli('cleanup', '--merged', '--dry-run');
    expect(plan).toMatch(new RegExp(`^Would remove ${merged}\\. .*It takes [\\d.]+ KB\\.`, 'm'));
    expect(plan).toMatch(new RegExp(`^Would keep ${open}\\. It has 2 commits that are not merged\\.`, 'm'));
    expect(plan).toMatch(/^That would free [\d.]+ KB in 1 worktree\.$/m);
    expect(existsSync(merged)).toBe(true);
    const done = await cli('cleanup', '--merged');
    expect([existsSync(merged), existsSync(open)]).toEqual([false, true]);
    const [, operation] = /Bring it back with: parallel-cc undo (\d+)$/m.exec(done) ?? [];
    await cli('undo', String(operation));
    expect(existsSync(merged)).toBe(true);
  });

  it('is refused while a process works there, by name, and doctor tells of it afterwards', async () => {
    const path = await worktree('busy', true);
    await using process = await squat({ cwd: path });
    const why = `It is in use: node (pid ${process.pid}) has its working directory in it.`;
    const { json } = await runJson<CleanUpResult>(['cleanup', '--merged'], { cwd: repository.path });
    expect(json.worktrees).toMatchObject([{ path, outcome: 'kept', reason: why }]);
    const refused = await runCli(['worktrees', 'remove', 'busy', '--force'], { cwd: repository.path });
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining(why)]);
    const report = await cli('doctor');
    expect(report).toContain(`worktree busy: it is in use: node (pid ${process.pid})`);
    expect(report).toMatch(/clean-up/);
  });
});
