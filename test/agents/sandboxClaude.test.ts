// The real Claude Code in a sandbox of the local runtime, with a scripted model that it reaches through the relay only.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunView } from '../../src/protocol/runMethods';
import type { Step } from '../support/claude/modelApi';
import { startModelApi } from '../support/claude/modelApi';
import { installedClaude } from '../support/claude/runClaude';
import { runCommand } from '../support/commandLine';
import { git, makeRepository } from '../support/git';
import { LocalRuntime } from '../support/sandbox/localRuntime';
import { stopHost } from '../support/sessions';

const runtime = new LocalRuntime();

afterAll(() => runtime.remove());

const bash = (command: string): Step => ({ tools: [{ name: 'Bash', input: { command } }] });
const work = '/home/user/work';

describe('Claude Code in a sandbox', () => {
  it('edits, commits, deletes and renames; its work comes home, and the key never goes in', async () => {
    await using repository = await makeRepository({ files: { 'a.ts': 'export const a = 1;\n', 'b.ts': 'b\n', 'c.ts': 'c\n' } }); // prettier-ignore
    const key = 'sk-ant-key-of-the-user-0123456789';
    const steps: Step[] = [
      { text: 'Looking.', tools: [{ name: 'Read', input: { file_path: `${work}/a.ts` } }] },
      { tools: [{ name: 'Edit', input: { file_path: `${work}/a.ts`, old_string: 'a = 1', new_string: 'a = 2' } }] }, // prettier-ignore
      bash('git commit -qam "Change a" && git rm -q b.ts && git commit -qm "Remove b"'),
      bash('git mv c.ts d.ts; env | grep -c sk-ant-key; curl -s -m 2 http://127.0.0.1:9 || echo unreachable'),
      { text: 'All done.' },
    ];
    await using api = await startModelApi({ 'Change it all': steps });
    const env = { ...runtime.env, PARALLEL_CC_CLAUDE: installedClaude(), ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: key }; // prettier-ignore
    const args = [
      'sandbox-run',
      '--name',
      'real',
      '--prompt',
      'Change it all',
      '--no-internet',
      '--minutes',
      '5',
    ];
    const ended = await runCommand(repository.path, [...args, '--json'], env);
    await stopHost(repository.path);
    const { run } = JSON.parse(ended.stdout) as { run: RunView };
    const log = await readFile(run.logPath, 'utf8');
    expect(run, log).toMatchObject({ state: 'succeeded', auth: 'relay', results: { outcome: 'applied', commits: 2 } }); // prettier-ignore
    expect(await git(run.worktreePath, 'log', '-2', '--format=%s')).toBe('Remove b\nChange a');
    expect(await git(run.worktreePath, 'status', '--porcelain')).toBe(' D c.ts\n?? d.ts');
    expect(await readFile(join(run.worktreePath, 'a.ts'), 'utf8')).toBe('export const a = 2;\n');
    expect(run.modelDollars).toBeGreaterThan(0);
    expect(log).not.toContain(key);
    expect(api.requests('Change it all').at(-1)?.news).toMatch(/^0\n/m);
  }, 240_000);
});
