import { existsSync } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aliasLine } from '../../src/cli/install/alias';
import { makeRepository } from '../support/git';
import { run } from '../support/processes';
import { runCli, runJson } from './runCli';

interface Changes {
  readonly changes: readonly { readonly what: string; readonly file: string; readonly outcome: string }[];
}

interface Settings {
  readonly hooks: Readonly<
    Record<string, readonly { readonly hooks: readonly { readonly command: string }[] }[]>
  >;
}

let home: string;

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-home ')));
});

afterEach(() => rm(home, { recursive: true, force: true }));

function environment(): NodeJS.ProcessEnv {
  const clients = { CLAUDE_CONFIG_DIR: '', COPILOT_HOME: '', CODEX_HOME: '', GEMINI_CLI_HOME: '' };
  return { HOME: home, SHELL: '/bin/bash', ZDOTDIR: '', XDG_CONFIG_HOME: '', ...clients };
}

function install(...args: string[]): Promise<{ code: number | null; json: Changes }> {
  return runJson<Changes>(['install', ...args], { cwd: home, env: environment() });
}

async function put(name: string, text: string): Promise<string> {
  const file = join(home, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

async function settings(file: string): Promise<Settings> {
  return JSON.parse(await readFile(file, 'utf8')) as Settings;
}

const someHook = `{ "hooks": { "Stop": [{ "hooks": [{ "type": "command", "command": "say done" }] }] }, "model": "m" }`;

const files: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['an empty object', '{}'],
  ['an object without a last line break', '{\n    "model": "opus"\n}'],
  ['on one line with hooks', someHook],
  ['indented by tabs', '{\n\t"model": "opus",\n\t"hooks": {}\n}\n'],
  [
    'with Windows line breaks',
    '{\r\n  "model": "opus",\r\n  "hooks": {\r\n    "PreToolUse": []\r\n  }\r\n}\r\n',
  ],
  [
    'with comments and trailing commas',
    '{\n  // mine\n  "model": "opus", /* good */\n  "env": {"A": "1",},\n}\n',
  ],
  ['with non-ASCII text', '{"companyAnnouncements": ["Grüße 日本"]}\n'],
];

describe('install and uninstall', () => {
  it.each(files)('leave a settings file that is %s byte for byte as it was', async (_, text) => {
    const hooks = await put('.claude/settings.json', text);
    const mcp = await put('.claude.json', text);
    expect((await install('--hooks', '--mcp')).code).toBe(0);
    expect(await readFile(hooks, 'utf8')).toContain('--installed-by=parallel-cc');
    expect(await readFile(mcp, 'utf8')).toContain('"parallel-cc"');
    expect((await install('--hooks', '--mcp', '--uninstall')).code).toBe(0);
    expect(await readFile(hooks, 'utf8')).toBe(text);
    expect(await readFile(mcp, 'utf8')).toBe(text);
    expect(await readdir(home)).toEqual(['.claude', '.claude.json']);
    expect(await readdir(join(home, '.claude'))).toEqual(['settings.json']);
  });

  it.each([
    ['with a last line break', 'export A=1\n'],
    ['without one', 'export A=1'],
    ['that is empty', ''],
  ])('leave a start file %s byte for byte as it was', async (_, text) => {
    const file = await put('.bashrc', text);
    await install('--alias');
    expect(await readFile(file, 'utf8')).toContain('claude()');
    await install('--alias', '--uninstall');
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('remove files that they made', async () => {
    const { json } = await install('--all');
    expect(json.changes.map(({ outcome }) => outcome)).toEqual(['added', 'added', 'added']);
    for (const { file } of json.changes) expect(existsSync(file)).toBe(true);
    await install('--all', '--uninstall');
    for (const { file } of json.changes) expect(existsSync(file)).toBe(false);
  });

  it('keep what the user has changed in between', async () => {
    const file = await put('.claude/settings.json', '{\n  "model": "opus"\n}\n');
    await install('--hooks');
    const changed = (await readFile(file, 'utf8')).replace('"opus"', '"sonnet"');
    await writeFile(file, changed);
    await install('--hooks', '--uninstall');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ model: 'sonnet' });
  });

  it("keep the user's own hook in a group beside ours", async () => {
    const file = await put('.claude/settings.json', '{}\n');
    await install('--hooks');
    const own = { type: 'command', command: 'mine' };
    const mixed = (await settings(file)) as unknown as { hooks: { Stop: [{ hooks: unknown[] }] } };
    mixed.hooks.Stop[0].hooks.unshift(own);
    await writeFile(file, JSON.stringify(mixed, null, 2));
    await install('--hooks', '--uninstall');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ hooks: { Stop: [{ hooks: [own] }] } });
  });
});

describe('install', () => {
  it('changes nothing the second time', async () => {
    await put('.claude/settings.json', someHook);
    await install('--all');
    const before = await readFile(join(home, '.claude/settings.json'), 'utf8');
    const { json } = await install('--all');
    expect(json.changes.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(await readFile(join(home, '.claude/settings.json'), 'utf8')).toBe(before);
  });

  it("brings an older installation up to date and keeps the user's hooks", async () => {
    const old = { hooks: [{ type: 'command', command: 'old/hook.js --installed-by=parallel-cc' }] };
    const own = { hooks: [{ type: 'command', command: 'say done' }] };
    const file = await put(
      '.claude/settings.json',
      JSON.stringify({ hooks: { Stop: [old, own], Gone: [old] } }),
    );
    const { json } = await install('--hooks');
    expect(json.changes[0]?.outcome).toBe('updated');
    const { hooks } = await settings(file);
    expect(hooks['Gone']).toBeUndefined();
    const commands = hooks['Stop']?.flatMap((group) => group.hooks.map(({ command }) => command));
    expect(commands).toEqual([
      'say done',
      expect.stringMatching(/dist\/hook\.js' --installed-by=parallel-cc$/),
    ]);
  });

  it('installs hooks that run', async () => {
    await install('--hooks');
    const { hooks } = await settings(join(home, '.claude/settings.json'));
    expect(Object.keys(hooks)).toEqual([
      'SessionStart',
      'UserPromptSubmit',
      'PreToolUse',
      'PostToolUse',
      'PostToolUseFailure',
      'Notification',
      'Stop',
      'SessionEnd',
    ]);
    const command = hooks['Stop']?.[0]?.hooks[0]?.command ?? 'exit 99';
    const input = JSON.stringify({ session_id: 's', cwd: home, hook_event_name: 'Stop' });
    expect(await run('sh', ['-c', command], { input })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it.each([
    ['broken', '{"hooks": '],
    ['a list', '[]'],
    ['hooks of another shape', '{"hooks": {"Stop": {"command": "x"}}}'],
  ])('refuses a settings file that is malformed (%s), and changes nothing anywhere', async (_, text) => {
    const file = await put('.claude/settings.json', text);
    const result = await runCli(['install', '--all'], { cwd: home, env: environment() });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(file);
    expect(result.stderr).toContain('nothing was changed');
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(home)).toEqual(['.claude']);
    expect(await readdir(join(home, '.claude'))).toEqual(['settings.json']);
  });

  it('leaves a server of the same name alone that somebody else put there', async () => {
    const text = '{"mcpServers": {"parallel-cc": {"command": "other"}}}';
    const file = await put('.claude.json', text);
    const { code } = await install('--mcp');
    expect(code).toBe(2);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('replaces the server that version 2 put there', async () => {
    const file = await put(
      '.claude.json',
      '{"mcpServers": {"parallel-cc": {"command": "parallel-cc", "args": ["mcp-serve"]}}}',
    );
    expect((await install('--mcp')).json.changes[0]?.outcome).toBe('updated');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      mcpServers: { 'parallel-cc': { command: process.execPath } },
    });
  });

  it('writes through a link and keeps the mode', async () => {
    const target = await put('dotfiles/settings.json', '{}\n');
    await chmod(target, 0o640);
    await mkdir(join(home, '.claude'));
    await symlink(target, join(home, '.claude/settings.json'));
    await install('--hooks');
    expect((await lstat(join(home, '.claude/settings.json'))).isSymbolicLink()).toBe(true);
    expect(await readFile(target, 'utf8')).toContain('--installed-by=parallel-cc');
    expect((await stat(target)).mode & 0o777).toBe(0o640);
  });

  it('writes nothing with --dry-run', async () => {
    const { json } = await install('--all', '--dry-run');
    expect(json.changes.map(({ outcome }) => outcome)).toEqual(['added', 'added', 'added']);
    expect(await readdir(home)).toEqual([]);
  });

  it('says what is installed', async () => {
    await install('--hooks');
    await install('--client', 'gemini', '--mcp');
    const { json } = await runJson<{ installations: { client: string; what: string; state: string }[] }>(
      ['install', '--status'],
      { cwd: home, env: environment() },
    );
    const installed = json.installations.filter(({ state }) => state !== 'absent');
    expect(installed.map(({ client, what, state }) => `${client} ${what} ${state}`)).toEqual([
      'claude hooks installed',
      'gemini mcp installed',
    ]);
    expect(json.installations).toHaveLength(13);
  });

  it('installs for one repository only, in the settings that are not committed', async () => {
    await using repository = await makeRepository();
    const { json } = await install('--hooks', '--local', '--repo', repository.path);
    expect(json.changes[0]?.file).toBe(join(repository.path, '.claude', 'settings.local.json'));
    expect(await readdir(home)).toEqual([]);
  });

  it('needs to be told what to install', async () => {
    expect((await install()).code).toBe(2);
  });
});

describe('aliasLine', () => {
  const command = ["/no de/it's", '/a b/cli.js', 'claude'];

  it('hands every argument on as it is', async () => {
    const print = [process.execPath, '-p', 'JSON.stringify(process.argv.slice(1))', '--'];
    const script = `${aliasLine('bash', print)}\nclaude -p 'two words' "$(printf 'a\\nb')"`;
    const { stdout } = await run('bash', ['-c', script]);
    expect(JSON.parse(stdout)).toEqual(['-p', 'two words', 'a\nb']);
  });

  it.each([
    ['bash', `claude() { '/no de/it'\\''s' '/a b/cli.js' 'claude' "$@"; }`],
    ['fish', `function claude --wraps claude; '/no de/it\\'s' '/a b/cli.js' 'claude' $argv; end`],
    ['powershell', `function claude { & '/no de/it''s' '/a b/cli.js' 'claude' @args }`],
  ] as const)('quotes for %s', (shell, line) => {
    expect(aliasLine(shell, command)).toBe(line);
  });
});
