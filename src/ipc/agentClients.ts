import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The agents' programs that we can be installed into, by the names that users give. */
export const agentClients = ['claude', 'copilot-cli', 'codex', 'gemini', 'opencode'] as const;

/** One of them. */
export type AgentClient = (typeof agentClients)[number];

/** Where a client reads what it is told for good; absolute paths. */
export interface ClientFiles {
  /** The file that its hooks are in. */
  readonly hooks: string;
  /** The file that its MCP servers are in. */
  readonly mcp: string;
}

/** The environment variables that move a client's folder. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The files of a client that are its user's, in every repository. */
export function userFiles(client: AgentClient, env: Environment): ClientFiles {
  const home = homeFolder(env);
  switch (client) {
    case 'claude':
      return {
        hooks: join(env['CLAUDE_CONFIG_DIR'] || join(home, '.claude'), 'settings.json'),
        mcp: join(env['CLAUDE_CONFIG_DIR'] || home, '.claude.json'),
      };
    case 'copilot-cli': {
      const folder = env['COPILOT_HOME'] || join(home, '.copilot');
      return { hooks: join(folder, 'hooks', 'parallel-cc.json'), mcp: join(folder, 'mcp-config.json') };
    }
    case 'codex': {
      const folder = env['CODEX_HOME'] || join(home, '.codex');
      return { hooks: join(folder, 'hooks.json'), mcp: join(folder, 'config.toml') };
    }
    case 'gemini':
      return both(join(env['GEMINI_CLI_HOME'] || home, '.gemini', 'settings.json'));
    case 'opencode': {
      const folder = join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'opencode');
      return { hooks: join(folder, 'plugins', 'parallel-cc.js'), mcp: openCodeConfiguration(folder) };
    }
  }
}

/** The files of a client that are one worktree's; where the client has some that are not committed, those. */
export function worktreeFiles(client: AgentClient, root: string): ClientFiles {
  switch (client) {
    case 'claude':
      return { hooks: join(root, '.claude', 'settings.local.json'), mcp: join(root, '.mcp.json') };
    case 'copilot-cli':
      return {
        hooks: join(root, '.github', 'copilot', 'settings.local.json'),
        mcp: join(root, '.mcp.json'),
      };
    case 'codex':
      return { hooks: join(root, '.codex', 'hooks.json'), mcp: join(root, '.codex', 'config.toml') };
    case 'gemini':
      return both(join(root, '.gemini', 'settings.json'));
    case 'opencode': {
      const folder = join(root, '.opencode');
      return { hooks: join(folder, 'plugins', 'parallel-cc.js'), mcp: openCodeConfiguration(folder) };
    }
  }
}

/** The user's home folder. */
export function homeFolder(env: Environment): string {
  return env['HOME'] || homedir();
}

function both(file: string): ClientFiles {
  return { hooks: file, mcp: file };
}

// It reads both, should both be there.
function openCodeConfiguration(folder: string): string {
  const withComments = join(folder, 'opencode.jsonc');
  return existsSync(withComments) ? withComments : join(folder, 'opencode.json');
}
