import { chmod, chown, cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { builtPrograms } from '../support/build';
import { runCommand } from '../support/commandLine';
import { git, gitEnvironment, makeRepository } from '../support/git';
import type { RunResult } from '../support/processes';
import { run, runOk } from '../support/processes';
import { stopHost } from '../support/sessions';

interface Failure {
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string };
}

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

async function makeFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-bad-')));
  folders.push(folder);
  return folder;
}

/** Runs a command that must fail, and returns its exit code and what it says. */
async function fail(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; error: Failure['error'] }> {
  const { code, stdout } = await runCommand(cwd, [...args, '--json'], env);
  return { code, error: (JSON.parse(stdout) as Failure).error };
}

/** A PATH with nothing on it but a shell script called git, or not even that. */
async function pathWith(script: string | null): Promise<NodeJS.ProcessEnv> {
  const folder = await makeFolder();
  if (script !== null) {
    await writeFile(join(folder, 'git'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'git'), 0o755);
  }
  return { PATH: folder };
}

const nobody = { uid: 65534, gid: 65534 };

interface ReadOnlyRepository extends AsyncDisposable {
  readonly path: string;
  /** Runs one of our programs in it as a user who may read, but not write. */
  run(program: string, args: readonly string[], input?: string): Promise<RunResult>;
}

// Root may write anything, so its tests run as nobody, who owns the repository (git distrusts those of others).
async function makeReadOnlyRepository(): Promise<ReadOnlyRepository> {
  const repository = await makeRepository({ files: { a: 'a\n' } });
  const programs = join(repository.folder, 'programs');
  await cp(await builtPrograms(), programs, { recursive: true, filter: (path) => !path.endsWith('.map') });
  const user = process.getuid?.() === 0 ? nobody : null;
  if (user !== null) await runOk('chown', ['-R', `${user.uid}:${user.gid}`, repository.folder]);
  await runOk('chmod', ['-R', 'a+rX,a-w', repository.folder]);
  return {
    path: repository.path,
    run: (program, args, input = '') =>
      run(process.execPath, [join(programs, program), ...args], { cwd: repository.path, env: gitEnvironment(), input, ...(user && { user }) }), // prettier-ignore
    async [Symbol.asyncDispose]() {
      await runOk('chmod', ['-R', 'u+w', repository.folder]);
      await repository.dispose();
    },
  };
}

describe('a command says what is wrong and what to do', () => {
  it('outside a repository', async () => {
    expect(await fail(await makeFolder(), ['status'])).toMatchObject({
      code: 3,
      error: { code: 'notARepository' },
    });
  });

  it('in a bare repository', async () => {
    const folder = await makeFolder();
    await git(folder, 'init', '--quiet', '--bare');
    expect(await fail(folder, ['status'])).toMatchObject({ code: 3, error: { code: 'bareRepository' } });
  });

  it('in a repository without commits', async () => {
    const folder = await makeFolder();
    await git(folder, 'init', '--quiet');
    const { code, error } = await fail(folder, ['register', '--new']);
    expect({ code, is: error.code }).toEqual({ code: 3, is: 'noCommits' });
    expect(error.hint).toContain('git commit');
    await stopHost(folder);
  });

  it('when git is missing', async () => {
    await using repository = await makeRepository({ files: { a: 'a\n' } });
    const { code, error } = await fail(repository.path, ['status'], await pathWith(null));
    expect({ code, is: error.code }).toEqual({ code: 7, is: 'gitMissing' });
    expect(error.hint).toContain('2.39');
  });

  it.skipIf(process.platform === 'win32')('when git is too old', async () => {
    await using repository = await makeRepository({ files: { a: 'a\n' } });
    const { code, error } = await fail(
      repository.path,
      ['status'],
      await pathWith('echo git version 2.30.2'),
    );
    expect({ code, is: error.code }).toEqual({ code: 7, is: 'gitTooOld' });
    expect(error.message).toContain('2.30.2');
  });

  it('when its folder in the repository cannot be made', async () => {
    await using repository = await makeRepository({ files: { a: 'a\n' } });
    await writeFile(join(repository.path, '.git/parallel-cc'), 'a file in the way');
    const { code, error } = await fail(repository.path, ['status']);
    expect({ code, is: error.code }).toEqual({ code: 1, is: 'notPermitted' });
  });

  it.skipIf(process.platform === 'win32')(
    'where it may not write, and its hook lets the edit through',
    async () => {
      await using place = await makeReadOnlyRepository();
      const status = await place.run('cli.js', ['status', '--json']);
      expect(status.code).toBe(1);
      expect((JSON.parse(status.stdout) as Failure).error).toMatchObject({
        code: 'notPermitted',
        message: expect.stringContaining(join(place.path, '.git/parallel-cc')) as string,
        hint: 'Check who owns it and whether the file system is writable.',
      });
      const write = { hook_event_name: 'PreToolUse', tool_name: 'Edit', tool_input: { file_path: join(place.path, 'a') } }; // prettier-ignore
      const input = JSON.stringify({ session_id: 'x', transcript_path: '', cwd: place.path, ...write });
      const hook = await place.run('hook.js', [], input);
      expect({ code: hook.code, stdout: hook.stdout }).toEqual({ code: 0, stdout: '' });
      expect(await readdir(join(place.path, '.git'))).not.toContain('parallel-cc');
    },
  );

  it.skipIf(process.getuid?.() !== 0)('in a repository of another user, which git distrusts', async () => {
    await using repository = await makeRepository({ files: { a: 'a\n' } });
    for (const path of ['.', '.git']) await chown(join(repository.path, path), nobody.uid, nobody.gid);
    const { code, error } = await fail(repository.path, ['status']);
    expect({ code, is: error.code }).toEqual({ code: 1, is: 'notPermitted' });
    expect(error.hint).toContain(`safe.directory "${repository.path}"`);
  });

  it('for an unknown session, a path outside, and a claim that is not there', async () => {
    await using repository = await makeRepository({ files: { a: 'a\n' } });
    expect(await fail(repository.path, ['release', 'nobody'])).toMatchObject({
      code: 8,
      error: { code: 'sessionNotFound' },
    });
    await runCommand(repository.path, ['register', '--name', 'one']);
    expect(await fail(repository.path, ['claim', '/etc/hosts', '--session', 'one'])).toMatchObject({
      code: 2,
      error: { code: 'pathOutsideRepository' },
    });
    expect(await fail(repository.path, ['unclaim', 'a'])).toMatchObject({
      code: 8,
      error: { code: 'claimNotFound' },
    });
    await stopHost(repository.path);
  });

  it('in a submodule, which is a repository of its own', async () => {
    await using inner = await makeRepository({ files: { b: 'b\n' } });
    await using repository = await makeRepository({ files: { a: 'a\n' } });
    await git(
      repository.path,
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      inner.path,
      'sub',
    );
    const sub = join(repository.path, 'sub');
    await mkdir(join(sub, 'deep'));
    const { stdout } = await runCommand(join(sub, 'deep'), ['register', '--json']);
    expect((JSON.parse(stdout) as { session: { worktreePath: string } }).session.worktreePath).toBe(sub);
    await stopHost(sub);
  });
});
