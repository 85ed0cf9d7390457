// Commits and pushes of agents, through the real git with the hooks of ours.
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hookCommand } from '../../src/core/hookCommand';
import type { Session } from '../../src/core/session';
import { prepareGitHooks } from '../../src/ipc/gitHooks';
import { builtPrograms } from '../support/build';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import { git, gitEnvironment } from '../support/git';
import type { RunResult } from '../support/processes';
import { run } from '../support/processes';

const source = 'export function one() {\n  return 1;\n}\n\nexport function two() {\n  return 2;\n}\n';
const files = { 'src/a.ts': source, 'src/b.ts': 'b\n' };

/** Runs git as a session's agent would, with the variables that it was started with. */
async function gitOf(
  host: TestCoordinator,
  session: Session,
  args: readonly string[],
  extra: NodeJS.ProcessEnv = {},
): Promise<RunResult> {
  const script = join(await builtPrograms(), 'hook.js');
  const program = hookCommand({ node: process.execPath, electron: false, platform: process.platform, script }, []); // prettier-ignore
  const env = { ...gitEnvironment(), ...extra };
  const hooks = prepareGitHooks(join(host.repository.path, '.git', 'parallel-cc'), program, env);
  return run('git', [...args], { cwd: session.worktreePath, env: { ...env, ...hooks, PARALLEL_CC_SESSION_ID: session.id } }); // prettier-ignore
}

async function two(host: TestCoordinator): Promise<[Session, Session]> {
  const one = await host.register({ name: 'one', worktree: 'new', prompt: 'Rewrite a' });
  return [one.session, (await host.register({ name: 'other', worktree: 'new' })).session];
}

/** Adds a hook to the repository that notes its name, arguments and input. */
async function addHook(folder: string, name: string, exitCode = 0): Promise<string> {
  const note = join(folder, `${name}.noted`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `#!/bin/sh\n{ echo "$@"; [ ${name} = pre-push ] && cat; } > '${note}'\nexit ${exitCode}\n`); // prettier-ignore
  await chmod(join(folder, name), 0o755);
  return note;
}

describe('a commit of an agent', () => {
  it('is stopped when it has what another session holds, says a way out, and goes on without it', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await writeFile(join(other.worktreePath, 'src', 'a.ts'), 'changed\n');
    await writeFile(join(other.worktreePath, 'src', 'b.ts'), 'changed\n');
    const before = await git(other.worktreePath, 'rev-parse', 'HEAD');
    const stopped = await gitOf(host, other, ['commit', '-qam', 'Both']);
    expect(stopped.code).not.toBe(0);
    expect(stopped.stderr).toMatch(/stopped this commit: it has src\/a\.ts, which is held by session "one" \(exclusive.*"Rewrite a".*git restore --staged -- FILE.*claim --wait/s); // prettier-ignore
    expect(await git(other.worktreePath, 'rev-parse', 'HEAD')).toBe(before);
    expect(await gitOf(host, other, ['commit', '-qm', 'One', 'src/b.ts'])).toMatchObject({ code: 0 });
    expect(await gitOf(host, one, ['commit', '-q', '--allow-empty', '-m', 'Own'])).toMatchObject({ code: 0 });
    const { operations } = await host.client.call('getSnapshot', { fresh: false });
    expect(operations.some(({ summary }) => summary.startsWith('A commit of "other" was stopped'))).toBe(true); // prettier-ignore
  });

  it('of another function than the held one goes on, of the same one it is stopped', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts#one', 'exclusive');
    const file = join(other.worktreePath, 'src', 'a.ts');
    const commit = (): Promise<RunResult> => gitOf(host, other, ['commit', '-qam', 'Edit']);
    await writeFile(file, source.replace('return 2', 'return 20'));
    await expect.poll(async () => (await commit()).code, { timeout: 20_000 }).toBe(0);
    await writeFile(file, source.replace('return 1', 'return 10'));
    expect((await commit()).stderr).toContain('exclusive on src/a.ts#one');
  });

  it('runs the repository’s own hooks with their arguments, and heeds them', async () => {
    await using host = await openCoordinator({ files });
    const [, other] = await two(host);
    const hooks = join(host.repository.path, '.git', 'hooks');
    const noted = [await addHook(hooks, 'pre-commit'), await addHook(hooks, 'commit-msg'), await addHook(hooks, 'post-commit')]; // prettier-ignore
    await writeFile(join(other.worktreePath, 'src', 'b.ts'), 'changed\n');
    expect(await gitOf(host, other, ['commit', '-qam', 'First'])).toMatchObject({ code: 0 });
    expect(noted.filter((note) => !existsSync(note))).toEqual([]);
    expect(await readFile(noted[1] ?? '', 'utf8')).toMatch(/COMMIT_EDITMSG/);
    await addHook(hooks, 'pre-commit', 1);
    await writeFile(join(other.worktreePath, 'src', 'b.ts'), 'again\n');
    expect((await gitOf(host, other, ['commit', '-qam', 'Second'])).code).not.toBe(0);
  });

  it('runs the hooks of a folder that the repository names, and keeps settings of the environment', async () => {
    await using host = await openCoordinator({ files });
    const [, other] = await two(host);
    await host.repository.git('config', 'core.hooksPath', '.githooks');
    const note = await addHook(join(other.worktreePath, '.githooks'), 'pre-commit');
    await writeFile(join(other.worktreePath, 'src', 'b.ts'), 'changed\n');
    const extra = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'Eve' };
    expect(await gitOf(host, other, ['commit', '-qam', 'First'], extra)).toMatchObject({ code: 0 });
    expect(existsSync(note)).toBe(true);
    expect((await gitOf(host, other, ['config', 'user.name'], extra)).stdout.trim()).toBe('Eve');
    expect(await host.repository.git('config', 'core.hooksPath')).toBe('.githooks');
  });

  it('goes on when nobody coordinates, which is said, and in strict mode it does not', async () => {
    await using host = await openCoordinator({ files });
    const [one, other] = await two(host);
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    await writeFile(join(other.worktreePath, 'src', 'a.ts'), 'changed\n');
    await host.stop();
    const commit = (strict: string): Promise<RunResult> => gitOf(host, other, ['commit', '-qam', 'Blind'], { PARALLEL_CC_STRICT: strict }); // prettier-ignore
    const strict = await commit('1');
    expect(strict.code).not.toBe(0);
    expect(strict.stderr).toContain('strict mode forbids that');
    const blind = await commit('');
    expect(blind).toMatchObject({ code: 0, stderr: expect.stringContaining('let git go on') as unknown });
  });
});

describe('a push of an agent', () => {
  it('is stopped when a commit of its own has what another holds; the holder’s own commits go through', async () => {
    await using host = await openCoordinator({ files });
    const remote = join(host.repository.folder, 'remote.git');
    await git(host.repository.folder, 'init', '--quiet', '--bare', remote);
    await host.repository.git('remote', 'add', 'origin', remote);
    await host.repository.git('push', '--quiet', 'origin', 'main');
    const [one, other] = await two(host);
    const note = await addHook(join(host.repository.path, '.git', 'hooks'), 'pre-push');
    await writeFile(join(one.worktreePath, 'src', 'a.ts'), 'by its holder\n');
    await git(one.worktreePath, 'commit', '-qam', 'By the holder');
    await git(other.worktreePath, 'merge', '--quiet', one.branch ?? '');
    await host.claim(one.id, 'src/a.ts', 'exclusive');
    const push = (): Promise<RunResult> => gitOf(host, other, ['push', '--quiet', 'origin', 'HEAD']);
    expect(await push()).toMatchObject({ code: 0 });
    expect(await readFile(note, 'utf8')).toMatch(/^origin .*\n\S+ [0-9a-f]{40} refs\/heads\/\S+ 0{40}\n/);
    await writeFile(join(other.worktreePath, 'src', 'a.ts'), 'by another\n');
    await git(other.worktreePath, 'commit', '-qam', 'By another');
    const stopped = await push();
    expect(stopped.code).not.toBe(0);
    expect(stopped.stderr).toMatch(/stopped this push: it has src\/a\.ts, which is held by session "one"/);
  });
});
