// Git that is run by a process of its own must answer as git that is run here.
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Git } from '../../../src/engine/git/git';
import { GitProcess } from '../../../src/engine/git/gitProcess';
import { builtPrograms } from '../../support/build';
import type { Repository } from '../../support/git';
import { makeRepository } from '../../support/git';
import { eventually, runOk } from '../../support/processes';

let programFile: string;

beforeAll(async () => {
  programFile = join(await builtPrograms(), 'gitProcess.js');
});

async function repositoryOf(files: Record<string, string>): Promise<Repository> {
  const repository = await makeRepository({ files });
  onTestFinished(() => repository.dispose());
  return repository;
}

/** Both doors to a repository, when the process is up that the second has its commands run by. */
async function doors(files: Record<string, string>) {
  const { path } = await repositoryOf(files);
  const [here, there] = [
    new Git(path),
    new Git(path, {}, new GitProcess({ file: programFile, startAfter: 0 })),
  ];
  const pid = await eventually(async () => {
    const parent = await parentOfGit(there);
    expect(parent).not.toBe(process.pid);
    return parent;
  });
  return { here, there, pid };
}

/** The process that started git, by what a shell alias says of it. */
async function parentOfGit(git: Git): Promise<number> {
  const { stdout } = await git.run(['-c', 'alias.parent=!cut -d " " -f 4 /proc/$PPID/stat', 'parent']);
  return Number(stdout);
}

describe.runIf(process.platform === 'linux')('git in a process of its own', () => {
  it('answers as git that is run here, with bytes, input, exit codes and variables', async () => {
    const { here, there } = await doors({ 'a.txt': 'one\n' });
    for (const git of [here, there]) {
      expect(await git.text(['rev-parse', '--abbrev-ref', 'HEAD'])).toBe('main');
      const stored = await git.run(['hash-object', '-w', '--stdin'], { input: Buffer.from([0, 255, 10]) });
      const { stdout } = await git.runBytes(['cat-file', 'blob', stored.stdout.trim()]);
      expect([...stdout]).toEqual([0, 255, 10]);
      const unknown = await git.run(['rev-parse', '--verify', '--quiet', 'nothing'], { okCodes: [1] });
      expect(unknown).toEqual({ code: 1, stdout: '', stderr: '' });
      const named = git.withEnv({ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org' });
      expect(await named.text(['var', 'GIT_AUTHOR_IDENT'])).toContain('Ada <ada@example.org>');
    }
  });

  it('fails as git that is run here, with the same words', async () => {
    const { here, there } = await doors({ 'a.txt': 'one\n' });
    const reasons = async (git: Git) => [
      await git.text(['rev-parse', 'nothing']).catch(whatIsSaid),
      await git.run(['cat-file', 'blob', 'nothing']).catch(whatIsSaid),
      await git.at('/nowhere').run(['status']).catch(whatIsSaid),
      await git.at('/nowhere').text(['status']).catch(whatIsSaid),
    ];
    const said = await reasons(there);
    expect(said).toEqual(await reasons(here));
    expect(said[1]).toMatchObject({ code: 'gitFailed' });
  });

  it('ends a command that is cancelled', async () => {
    const { there } = await doors({ 'a.txt': 'one\n' });
    const controller = new AbortController();
    const waiting = there.run(['-c', 'alias.wait=!exec sleep 600', 'wait'], { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(waiting).rejects.toMatchObject({ code: 'gitFailed' });
  });

  it('says so when the process is killed, and has the next command run all the same', async () => {
    const { there, pid } = await doors({ 'a.txt': 'one\n' });
    const waiting = there.run(['-c', 'alias.wait=!sleep 1', 'wait']);
    process.kill(pid, 'SIGKILL');
    await expect(waiting).rejects.toThrow('The process that ran it has ended.');
    expect(await there.text(['rev-parse', '--abbrev-ref', 'HEAD'])).toBe('main');
  });

  it('is not needed: commands are run here where it cannot be started', async () => {
    const { path } = await repositoryOf({ 'a.txt': 'one\n' });
    const git = new Git(path, {}, new GitProcess({ file: join(path, 'nothing.js'), startAfter: 0 }));
    for (let count = 0; count < 40; count++) expect(await git.text(['rev-parse', '--abbrev-ref', 'HEAD'])).toBe('main'); // prettier-ignore
  });
});

function whatIsSaid(error: unknown): unknown {
  const { code, message, hint } = error as { code: string; message: string; hint?: string };
  return { code, message, hint };
}

it('keeps a program alive that has nothing else to wait for', async () => {
  const { path } = await repositoryOf({ 'a.txt': 'a\n' });
  const program = join(import.meta.dirname, 'onlyGit.ts');
  const said = await runOk(process.execPath, ['--import', 'tsx', program, programFile, path]);
  expect(said).toBe('a.txt');
});
