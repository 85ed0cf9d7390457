import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runCommand } from '../support/commandLine';
import { git, makeRepository } from '../support/git';

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
    await runCommand(folder, ['serve', '--stop']);
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
    await runCommand(repository.path, ['serve', '--stop']);
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
    await runCommand(sub, ['serve', '--stop']);
  });
});
