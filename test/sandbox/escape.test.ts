// What runs in a local sandbox tries to get out: at the machine, at other sandboxes, and home with its results.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from 'e2b';
import { CommandExitError } from 'e2b';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunView } from '../../src/protocol/runMethods';
import { runCommand } from '../support/commandLine';
import type { Repository } from '../support/git';
import { git, makeRepository } from '../support/git';
import { LocalRuntime } from '../support/sandbox/localRuntime';
import { stopHost } from '../support/sessions';

const runtime = new LocalRuntime();
let repository: Repository;
let box: Sandbox;
let other: Sandbox;

beforeAll(async () => {
  const small = join(runtime.env.PARALLEL_CC_SANDBOX_HOME, 'templates/small');
  mkdirSync(small, { recursive: true });
  writeFileSync(join(small, 'template.json'), JSON.stringify({ memoryMB: 300, processes: 80, diskMB: 60 })); // prettier-ignore
  await runtime.start();
  const e2b = runtime.client();
  [box, other] = await Promise.all([e2b.Sandbox.create('small'), e2b.Sandbox.create('base')]);
  await other.files.write('secret', 'of another');
  repository = await makeRepository({
    files: { 'a.txt': 'a\n', 'hooks/post-checkout': '#!/bin/sh\n', 'evil.sh': evil, 'links.sh': links },
  });
  // A user whose hooks are part of the repository, as husky has it.
  await repository.git('config', 'core.hooksPath', 'hooks');
});

afterAll(async () => {
  await stopHost(repository.path);
  await runtime.remove();
  await repository.dispose();
});

/** A commit that git itself would never make: a file in the git folder of whoever checks it out. */
const evil = String.raw`
blob=$(printf '#!/bin/sh\ntouch owned\n' | git hash-object -w --stdin)
hooks=$(printf '100755 blob %s\tpost-checkout\n' "$blob" | git mktree)
dotgit=$(printf '040000 tree %s\thooks\n' "$hooks" | git mktree)
tree=$({ git ls-tree HEAD; printf '040000 tree %s\t.git\n' "$dotgit"; } | git mktree)
git update-ref HEAD "$(git commit-tree -p HEAD -m evil "$tree")"
`;
/** What git lets through: links that lead out, hooks, filters and settings of the sandbox's repository. */
const links = String.raw`
ln -s /etc/passwd passwd && ln -s .. up && ln a.txt hard
git config core.fsmonitor 'touch /tmp/owned' ; git config filter.x.smudge 'touch owned' ; git config core.hooksPath hooks
echo '* filter=x' > .gitattributes
for hook in post-checkout post-merge post-index-change reference-transaction; do
  printf '#!/bin/sh\ntouch "$(git rev-parse --show-toplevel)/owned"\n' > hooks/$hook; chmod +x hooks/$hook
done
git -c core.hooksPath=/none -c core.fsmonitor=false -c filter.x.smudge=cat add -A
git -c core.hooksPath=/none -c core.fsmonitor=false commit -qm links
`;

async function inside(command: string, timeoutMs = 20_000): Promise<{ code: number; out: string }> {
  try {
    const { stdout } = await box.commands.run(`{ ${command}; } 2>&1`, { timeoutMs });
    return { code: 0, out: stdout };
  } catch (error) {
    if (error instanceof CommandExitError) return { code: error.exitCode, out: error.stdout };
    return { code: -1, out: String(error) };
  }
}

async function runAgent(name: string, script: string): Promise<RunView> {
  const args = ['sandbox-run', '--name', name, '--prompt', 'x', '--json', '--', 'sh', script];
  const { stdout } = await runCommand(repository.path, args, runtime.env);
  return (JSON.parse(stdout) as { run: RunView }).run;
}

describe.skipIf(process.platform !== 'linux')('what runs in a local sandbox', { timeout: 180_000 }, () => {
  it('sees neither files, processes nor sockets of the machine, nor other sandboxes', async () => {
    const home = runtime.env.PARALLEL_CC_SANDBOX_HOME;
    expect((await inside(`ls ${home} ${repository.path} /root /var/lib/parallel-cc; cat /etc/shadow`)).out).not.toMatch(/runtime\.json|a\.txt|root:/); // prettier-ignore
    expect((await inside('cat /proc/*/environ /proc/*/cmdline | tr "\\0" "\\n"')).out).not.toContain(runtime.state.apiKey); // prettier-ignore
    expect(
      (await inside(`find / -xdev -name runtime.json -o -name secret -o -name '*.sock' | head`)).out,
    ).toBe('');
    expect((await inside(`curl -s -m 3 -o /dev/null -w '%{http_code}' --noproxy '*' ${runtime.state.url}/health`)).out).not.toContain('200'); // prettier-ignore
    expect((await inside(`curl -s -m 3 -o /dev/null -w '%{http_code}' ${runtime.state.url}/health`)).out).not.toContain('200'); // prettier-ignore
    expect((await inside('mount -t tmpfs none /mnt; touch /usr/x /etc/x; mknod /tmp/d b 8 0')).code).not.toBe(
      0,
    );
    expect((await inside('test -w /usr -o -w /etc -o -w /opt')).code).not.toBe(0);
  });

  it('does not bring the machine down by processes, memory or disk', async () => {
    expect((await inside("sh -c 'for i in $(seq 300); do sleep 5 & done; wait'", 30_000)).out).toMatch(/fork|Resource temporarily unavailable|retry/i); // prettier-ignore
    expect((await inside('head -c 900m /dev/zero | tail -c 1 > /dev/null; x=$(head -c 700m /dev/zero | tr "\\0" a); echo ${#x}')).out).not.toContain('734003200'); // prettier-ignore
    expect((await inside('head -c 400m /dev/zero > big; stat -c %s big')).out).not.toContain('419430400');
    expect((await other.commands.run('echo alive')).stdout).toBe('alive\n');
  });

  it('cannot bring a hook or a setting home: a file in the git folder is refused, and its work is kept', async () => {
    const run = await runAgent('evil', 'evil.sh');
    expect(run).toMatchObject({ state: 'failed' });
    expect(run.reason).toMatch(/cannot be brought home: git does not take them/);
    expect(existsSync(join(run.worktreePath, 'owned'))).toBe(false);
  });

  it('brings links home as links; what changes hooks that would run here stays on a branch, and none of it runs', async () => {
    const run = await runAgent('links', 'links.sh');
    expect(run).toMatchObject({ state: 'succeeded', results: { outcome: 'kept', commits: 1 } });
    expect(run.results?.summary).toContain('they change what git would run here (hooks/post-');
    const branch = run.results?.branch ?? '';
    expect(await git(repository.path, 'ls-tree', branch, 'passwd', 'up')).toMatch(/^120000 .*\n120000 /);
    expect([repository.path, run.worktreePath].filter((folder) => existsSync(join(folder, 'owned')))).toEqual(
      [],
    );
    expect(existsSync('/tmp/owned')).toBe(false);
  });
});
