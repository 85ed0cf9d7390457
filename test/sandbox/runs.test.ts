// Runs of scripted agents in real sandboxes, from the command line: what goes in, what is seen, and what comes home.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/core/operation';
import type { RunView } from '../../src/protocol/runMethods';
import type { Snapshot } from '../../src/protocol/snapshot';
import { runCommand, runJson } from '../support/commandLine';
import type { Repository } from '../support/git';
import { git, makeRepository } from '../support/git';
import type { RunResult } from '../support/processes';
import { eventually } from '../support/processes';
import { LocalRuntime } from '../support/sandbox/localRuntime';
import { stopHost } from '../support/sessions';

const worker = String.raw`
cat > prompt.got
echo ours > kept.txt && git commit -qam 'Change kept' && git rm -q gone.txt && git commit -qm 'Remove gone'
git mv 'old ü name.txt' new.txt && chmod +x tool.sh && printf '\000\377' > binary.dat && ln -s new.txt link
test ! -e .env && echo no secret here
printf '\377 not text\n'
`;
const counter = 'i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo "line $i"; sleep 0.05; done';

const runtime = new LocalRuntime();
let repository: Repository;

beforeAll(async () => {
  repository = await makeRepository({
    files: {
      'kept.txt': 'base\n', 'gone.txt': 'gone\n', 'old ü name.txt': 'moved\n', 'tool.sh': '#!/bin/sh\n', '.env': 'KEY=1\n',
      'worker.sh': worker, 'counter.sh': counter, 'sleeper.sh': 'echo begun > begun.txt; git commit -q --allow-empty -m Begun; echo begun; sleep 300 & wait',
    },
  }); // prettier-ignore
});

afterAll(async () => {
  await stopHost(repository.path);
  await runtime.remove();
  await repository.dispose();
});

function cli(...args: string[]): Promise<RunResult> {
  return runCommand(repository.path, args, runtime.env);
}

async function start(name: string, script: string, ...options: string[]): Promise<RunView> {
  const args = ['sandbox-run', '--detach', '--name', name, '--prompt', 'Do it', ...options, '--json', '--', 'sh', script]; // prettier-ignore
  const { stdout } = await cli(...args);
  return (JSON.parse(stdout) as { run: RunView }).run;
}

async function runOf(name: string): Promise<RunView> {
  return (await runJson<{ run: RunView }>(repository.path, ['sandbox-status', name], runtime.env)).run;
}

async function stateBecomes(name: string, state: RunView['state']): Promise<RunView> {
  return eventually(
    async () => {
      const run = await runOf(name);
      if (run.state !== state) throw new Error(`${name} is ${run.state}: ${run.reason ?? ''}`);
      return run;
    },
    { timeoutMs: 90_000, everyMs: 200 },
  );
}

describe('a run in a sandbox', { timeout: 240_000 }, () => {
  it('brings home commits, deletions, renames, modes, binaries, links and what is not committed', async () => {
    const prompt = 'Line "one" $(id) `id`\n; <T> & \u00fc\n';
    await writeFile(join(repository.folder, 'prompt'), prompt);
    const file = join(repository.folder, 'prompt');
    const done = await cli(
      'sandbox',
      'run',
      '--name',
      'worker',
      '--prompt-file',
      file,
      '--',
      'sh',
      'worker.sh',
    );
    expect(done).toMatchObject({ code: 0 });
    expect(done.stdout).toContain('no secret here\n');
    const { worktreePath, results, state, baseCommit, logPath } = await runOf('worker');
    expect({ state, results }).toMatchObject({ state: 'succeeded', results: { outcome: 'applied', commits: 2, branch: null } }); // prettier-ignore
    expect(await git(worktreePath, 'log', '--format=%s', `${baseCommit}..parallel/worker`)).toBe('Remove gone\nChange kept'); // prettier-ignore
    expect(await readFile(join(worktreePath, 'prompt.got'), 'utf8')).toBe(prompt);
    expect(
      (await git(worktreePath, '-c', 'core.quotePath=false', 'status', '--porcelain')).split('\n').sort(),
    ).toEqual([
      ' D "old ü name.txt"',
      ' M tool.sh',
      '?? binary.dat',
      '?? link',
      '?? new.txt',
      '?? prompt.got',
    ]);
    expect(await readFile(join(worktreePath, 'binary.dat'))).toEqual(Buffer.from([0, 255]));
    expect((await stat(join(worktreePath, 'tool.sh'))).mode & 0o111).toBe(0o111);
    expect(await readFile(logPath)).toEqual(Buffer.concat([Buffer.from('no secret here\n'), Buffer.from([255]), Buffer.from(' not text\n')])); // prettier-ignore
    expect(await git(worktreePath, 'show', 'HEAD:.env')).toBe('KEY=1');
    const { operations } = await runJson<{ operations: readonly Operation[] }>(repository.path, ['log'], runtime.env); // prettier-ignore
    const applied = operations.find(({ kind }) => kind === 'resultsApplied');
    const undone = await cli('undo', String(applied?.id));
    expect(undone.stdout).toContain('2 commits of its run leave the branch of "worker"');
    expect([await git(worktreePath, 'rev-parse', 'parallel/worker'), await git(worktreePath, 'status', '--porcelain')]).toEqual([baseCommit, '']); // prettier-ignore
  });

  it('goes on while its host and its runtime are killed, and its log has every line once', async () => {
    await runtime.start();
    await start('counter', 'counter.sh');
    await stateBecomes('counter', 'running');
    const { host } = await runJson<Snapshot>(repository.path, ['status'], runtime.env);
    process.kill(host.pid, 'SIGKILL');
    process.kill(runtime.state.pid, 'SIGKILL');
    const followed = await cli('sandbox-logs', 'counter', '--follow', '--raw');
    expect(followed.stdout).toBe(Array.from({ length: 60 }, (_, index) => `line ${index + 1}\n`).join(''));
    expect((await runOf('counter')).state).toBe('succeeded');
  });

  it('stands still and goes on when asked to, and its work is brought home when it is killed', async () => {
    await start('sleeper', 'sleeper.sh');
    await eventually(async () => (await cli('sandbox-logs', 'sleeper')).stdout.includes('begun'), { timeoutMs: 90_000 }); // prettier-ignore
    expect(await cli('sandbox-pause', 'sleeper')).toMatchObject({ code: 0 });
    expect((await runOf('sleeper')).state).toBe('paused');
    expect(await cli('sandbox-resume', 'sleeper')).toMatchObject({ code: 0 });
    const { worktreePath } = await runOf('sleeper');
    await writeFile(join(worktreePath, 'staged.txt'), 'staged\n');
    await git(worktreePath, 'add', 'staged.txt');
    const downloaded = await cli('sandbox-download', 'sleeper');
    expect(downloaded).toMatchObject({ code: 0 });
    expect(await readFile(join(worktreePath, 'begun.txt'), 'utf8')).toBe('begun\n');
    expect(await git(worktreePath, 'log', '-1', '--format=%s')).toBe('Begun');
    expect(await git(worktreePath, 'status', '--porcelain')).toBe('A  staged.txt\n?? begun.txt');
    const killed = await cli('sandbox-kill', 'sleeper', '--json');
    expect(killed.code).toBe(130);
    const { run } = JSON.parse(killed.stdout) as { run: RunView };
    expect(run).toMatchObject({ state: 'cancelled', results: { outcome: 'applied', files: 1 } });
    expect(await readFile(join(run.worktreePath, 'begun.txt'), 'utf8')).toBe('begun\n');
    expect((await runJson<{ sandboxes: unknown[] }>(repository.path, ['sandbox-runtime', 'status'], runtime.env)).sandboxes).toEqual([]); // prettier-ignore
  });

  it('sends nothing while there are secrets in it, and says where, unless it is told to', async () => {
    await repository.git('checkout', '--quiet', '-b', 'leaky');
    await repository.commit('Leak', { 'src/leak.ts': `\nconst token = 'ghp_${'a'.repeat(36)}';\n` });
    await repository.git('checkout', '--quiet', 'main');
    const args = ['sandbox-run', '--base', 'leaky', '--prompt', 'Do it', '--json'];
    const refused = await cli(...args, '--', 'true');
    const { run } = JSON.parse(refused.stdout) as { run: RunView };
    expect(run).toMatchObject({ state: 'failed', sandboxId: null });
    expect(run.reason).toContain('there are secrets in it: src/leak.ts:2 (GitHub Token)');
    expect((await cli(...args, '--allow-secrets', '--', 'true')).code).toBe(0);
  });

  it('keeps its results on a branch of their own where they conflict with what was done at home', async () => {
    const begun = await start('clash', 'sleeper.sh');
    await stateBecomes('clash', 'running');
    await eventually(async () => (await cli('sandbox-logs', 'clash')).stdout.includes('begun'), { timeoutMs: 90_000 }); // prettier-ignore
    await writeFile(join(begun.worktreePath, 'begun.txt'), 'mine\n');
    await cli('sandbox-kill', 'clash');
    const { results } = await runOf('clash');
    expect(results).toMatchObject({ outcome: 'kept' });
    expect(await readFile(join(begun.worktreePath, 'begun.txt'), 'utf8')).toBe('mine\n');
    expect(await git(repository.path, 'show', `${results?.branch ?? ''}:begun.txt`)).toBe('begun');
  });
});
