import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegisterResult, SetupPlan } from '../../src/protocol/results';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';
import type { RunResult } from '../support/processes';
import { runCli, runJson } from './runCli';
import { stopHost } from '../support/sessions';

let repository: Repository;

beforeEach(async () => {
  const setup = 'echo begun; echo "$PARALLEL_CC_PORT" > port.log; \u001b[31m';
  repository = await makeRepository({
    files: {
      '.gitignore': '*.log\n',
      'conductor.json': JSON.stringify({ scripts: { setup } }),
      '.gtrconfig': '[hooks]\n\tpostCreate = other\n',
    },
  });
});

afterEach(async () => {
  await stopHost(repository.path);
  await repository.dispose();
});

function cli(...args: string[]): Promise<RunResult> {
  return runCli(args, { cwd: repository.path });
}

describe('setup', () => {
  it('shows what would run, from which file, and that it waits for trust, without steering the terminal', async () => {
    const { stdout } = await cli('setup');
    expect(stdout).toContain('Set-up commands of conductor.json:\n  echo begun;');
    expect(stdout).toContain('\\u{1b}[31m');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('parallel-cc setup trust');
    expect(stdout).toContain('The commands of .gtrconfig are not run');
  });

  it('asks for trust on a terminal only, and says how scripts give it', async () => {
    const result = await cli('setup', 'trust');
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('Add --yes');
    expect((await runJson<SetupPlan>(['setup', 'show'], { cwd: repository.path })).json.trust).toBe(
      'undecided',
    );
  });

  it('runs what waited once it is trusted, and follows what it prints', async () => {
    await repository.write({
      'conductor.json': '{"scripts": {"setup": "echo begun; echo $PARALLEL_CC_PORT > port.log"}}',
    });
    const registered = await cli('register', '--new', '--name', 'one');
    expect(registered.stderr).toContain('wait for your trust');
    const [port] = /(?<=PARALLEL_CC_PORT=)\d+/.exec(registered.stdout) ?? [];
    expect((await cli('setup', 'trust', '--yes')).stdout).toContain('The set-up of one has begun.');
    const log = await cli('setup', 'log', 'one', '--follow');
    expect(log).toMatchObject({ code: 0, stderr: 'The set-up is done.\n' });
    expect(log.stdout).toContain('\nbegun\n');
    expect(await readFile(join(repository.folder, 'repository-worktrees/one/port.log'), 'utf8')).toBe(
      `${port}\n`,
    );
  });

  it('tells of a failure by its exit code, and refuses for good what is never trusted', async () => {
    await cli('config', 'set', 'setupCommands', '["echo a, b", "exit 4"]');
    await cli('register', '--new', '--name', 'one');
    const log = await cli('setup', 'log', 'one', '--follow');
    expect(log.code).toBe(1);
    expect(log.stdout).toContain('$ echo a, b\na, b\n');
    expect(log.stderr).toBe('The set-up failed (exit 4): exit code 4.\n');
    await cli('config', 'set', 'setupCommands', '');
    expect((await cli('setup', 'trust', '--never')).stdout).toContain('These commands are not run.');
    expect((await runJson<SetupPlan>(['setup', 'show'], { cwd: repository.path })).json.trust).toBe(
      'refused',
    );
  });
});

describe('an agent whose worktree is set up', () => {
  it('starts when the set-up has ended, where the settings say so, and knows its ports', async () => {
    await cli('config', 'set', 'setupCommands', '["sleep 1; touch ready.log"]');
    await cli('config', 'set', 'waitForSetup', 'true');
    const seen = join(repository.folder, 'seen');
    const program = join(repository.folder, 'agent');
    await writeFile(program, `#!/bin/sh\nls > '${seen}'\nenv | grep ^PARALLEL_CC_ >> '${seen}'\n`);
    await chmod(program, 0o755);
    const env = { PARALLEL_CC_CLAUDE: program };
    const result = await runCli(['claude', '--new', '--name', 'one'], { cwd: repository.path, env });
    expect(result.stderr).toContain('The set-up is running (sleep 1; touch ready.log).');
    const text = await readFile(seen, 'utf8');
    expect(text).toContain('ready.log\n');
    expect(text).toMatch(/^PARALLEL_CC_PORT=2\d{4}$/m);
    expect(text).toContain('PARALLEL_CC_NAME=one\n');
  });

  it('is registered at once otherwise', async () => {
    await cli('config', 'set', 'setupCommands', '["sleep 600"]');
    const { json } = await runJson<RegisterResult>(['register', '--new', '--name', 'one'], {
      cwd: repository.path,
    });
    expect(existsSync(json.session.worktreePath)).toBe(true);
    expect(['queued', 'running']).toContain(json.setup?.state);
    expect((await cli('setup', 'cancel', 'one')).stdout).toBe('The set-up was cancelled (sleep 600).\n');
  });
});
