// Installing into other agents than Claude Code: into each one's own files, and out of them again.
import { mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRepository } from '../support/git';
import { runCli, runJson } from './runCli';

interface Changes {
  readonly changes: readonly { readonly what: string; readonly file: string; readonly outcome: string }[];
}

let home: string;

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-home ')));
});

afterEach(() => rm(home, { recursive: true, force: true }));

function environment(): NodeJS.ProcessEnv {
  return { HOME: home, COPILOT_HOME: '', CODEX_HOME: '', GEMINI_CLI_HOME: '', XDG_CONFIG_HOME: '' };
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

const someHook = `{ "hooks": { "Stop": [{ "hooks": [{ "type": "command", "command": "say done" }] }] } }`;

/** What the user has already where a client's hooks and servers go. */
const clients: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['copilot-cli', { '.copilot/mcp-config.json': '{"mcpServers": {"mine": {"command": "x"}}}' }],
  [
    'codex',
    { '.codex/hooks.json': someHook, '.codex/config.toml': '# mine\nmodel = "m"\n[mcp_servers.mine]\ncommand = "x"' },
  ],
  ['gemini', { '.gemini/settings.json': '{\n  // mine\n  "general": {"vimMode": true,},\n  "hooks": {"BeforeTool": []}\n}' }],
  ['opencode', { '.config/opencode/opencode.jsonc': '{\n\t// mine\n\t"mcp": { "mine": { "type": "remote" } }\n}\n' }],
]; // prettier-ignore

describe('install for other clients', () => {
  it.each(clients)('keeps what %s has, and leaves it byte for byte', async (client, present) => {
    for (const [name, text] of Object.entries(present)) await put(name, text);
    const { code, json } = await install('--client', client, '--all');
    expect(code).toBe(0);
    expect(json.changes.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual([
      'hooks added',
      'mcp added',
    ]);
    for (const { file } of json.changes) expect(await readFile(file, 'utf8')).toContain('--installed-by=parallel-cc'); // prettier-ignore
    for (const [name, text] of Object.entries(present))
      for (const word of text.match(/mine|vimMode|say done/g) ?? [])
        expect(await readFile(join(home, name), 'utf8')).toContain(word);
    const again = await install('--client', client, '--all');
    expect(again.json.changes.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    await install('--client', client, '--all', '--uninstall');
    const left = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()); // prettier-ignore
    expect(left).toHaveLength(Object.keys(present).length);
    for (const [name, text] of Object.entries(present))
      expect(await readFile(join(home, name), 'utf8')).toBe(text);
  });

  it('writes the files of a repository where it is asked to', async () => {
    await using repository = await makeRepository();
    const local = ['--all', '--local', '--repo', repository.path];
    const files: string[] = [];
    for (const client of clients.map(([name]) => name))
      files.push(...(await install('--client', client, ...local)).json.changes.map(({ file }) => relative(repository.path, file))); // prettier-ignore
    expect(files.map((file) => file.replaceAll('\\', '/'))).toEqual([
      '.github/copilot/settings.local.json', '.mcp.json', '.codex/hooks.json', '.codex/config.toml',
      '.gemini/settings.json', '.gemini/settings.json', '.opencode/plugins/parallel-cc.js', '.opencode/opencode.json',
    ]); // prettier-ignore
    expect(await readdir(home)).toEqual([]);
  });

  it.each([
    ['codex', '.codex/config.toml', 'mcp_servers = { mine = { command = "x" } }\n', 'not valid TOML'],
    ['codex', '.codex/config.toml', '[mcp_servers.parallel-cc]\ncommand = "other"\n', 'of another origin'],
    ['opencode', '.config/opencode/plugins/parallel-cc.js', 'export const mine = 1;\n', 'of another origin'],
  ])('changes nothing of %s where %s is in the way', async (client, name, text, why) => {
    const file = await put(name, text);
    const result = await runCli(['install', '--client', client, '--all'], { cwd: home, env: environment() });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(why);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('has an alias for Claude Code only', async () => {
    expect((await install('--client', 'codex', '--alias')).code).toBe(2);
  });
});
