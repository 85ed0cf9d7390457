import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { joinSettings } from '../../src/cli/claudeSettings';
import { hookSettings } from '../../src/cli/hookSettings';
import { hookCommand, quote } from '../../src/core/hookCommand';
import { run } from '../support/processes';

const program = {
  node: '/opt/no de/node',
  electron: false,
  platform: 'linux',
  script: '/a/hook.js',
} as const;

describe('hookCommand', () => {
  it('survives the shell when a path holds blanks, quotes and variables', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'par\'all $HOME "el-')));
    const script = join(folder, 'hook.js');
    await writeFile(script, 'console.log(JSON.stringify(process.argv.slice(1)))');
    const command = hookCommand({ ...program, node: process.execPath, script }, ['--strict']);
    const { stdout } = await run('sh', ['-c', command]);
    expect(JSON.parse(stdout)).toEqual([script, '--strict']);
    await rm(folder, { recursive: true });
  });

  it('writes Windows paths so that Git Bash reads them', () => {
    const windows = {
      ...program,
      platform: 'win32',
      node: 'C:\\Program Files\\node.exe',
      script: 'C:\\x\\hook.js',
    } as const;
    expect(hookCommand(windows, [])).toBe("'C:/Program Files/node.exe' 'C:/x/hook.js'");
  });

  it('tells an Electron to act as node', () => {
    expect(hookCommand({ ...program, electron: true }, [])).toBe(
      "ELECTRON_RUN_AS_NODE=1 '/opt/no de/node' '/a/hook.js'",
    );
  });

  it('quotes quotes', () => {
    expect(quote("it's")).toBe("'it'\\''s'");
  });
});

describe('joinSettings', () => {
  const hooks = hookSettings(program, []);

  it('passes the arguments on when they name no settings', async () => {
    const joined = await joinSettings(['-p', 'x'], hooks, '/');
    expect(joined).toMatchObject({ args: ['-p', 'x'], personal: false });
    expect(JSON.parse(joined.text)).toEqual({ hooks });
  });

  it.each([
    ['one argument', ['-c', '--settings={"model":"m","hooks":{"Stop":[{"hooks":[]}]}}', 'x']],
    ['two arguments', ['-c', '--settings', '{"model":"m","hooks":{"Stop":[{"hooks":[]}]}}', 'x']],
  ])("keeps the user's own settings and hooks, given as %s", async (_, args) => {
    const joined = await joinSettings(args, hooks, '/');
    expect(joined).toMatchObject({ args: ['-c', 'x'], personal: true });
    const settings = JSON.parse(joined.text) as { model: string; hooks: Record<string, unknown[]> };
    expect(settings.model).toBe('m');
    expect(settings.hooks['Stop']).toEqual([{ hooks: [] }, ...(hooks['Stop'] ?? [])]);
  });

  it.each([[['--settings']], [['--settings', '/no/such/file.json']], [['--settings', '{']]])(
    'refuses %j',
    async (args) => {
      await expect(joinSettings(args, hooks, '/')).rejects.toMatchObject({ code: 'invalidInput' });
    },
  );
});
