import type { HookProgram } from '../../core/hookCommand';
import type { AgentClient, ClientFiles } from '../../ipc/agentClients';
import { userFiles, worktreeFiles } from '../../ipc/agentClients';
import { installedMarker } from '../../ipc/installedMarker';
import { clientHooks } from './clientHooks';
import type { Installation } from './edit';
import { hooksInstallation } from './hooks';
import type { McpServerEntry } from './mcp';
import { mcpInstallation } from './mcp';
import { pluginInstallation } from './openCodePlugin';
import { tomlMcpInstallation } from './tomlMcp';

/** Where things are installed: for the user, or for one repository. */
export interface Place {
  readonly client: AgentClient;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Top of the worktree for a local installation; null for one of the user's. */
  readonly worktreeRoot: string | null;
  readonly hook: HookProgram;
  /** Absolute path of cli.js. */
  readonly cli: string;
  readonly strict: boolean;
}

/** What people call the clients. */
export const clientTitles: Readonly<Record<AgentClient, string>> = {
  claude: 'Claude Code',
  'copilot-cli': 'Copilot CLI',
  codex: 'Codex',
  gemini: 'Gemini CLI',
  opencode: 'opencode',
};

/** The hooks in the user's settings of a client, or in those of a repository. */
export function hooksAt(place: Place): Installation {
  const { client, hook } = place;
  const { hooks: file } = filesOf(place);
  const args = [installedMarker, ...(place.strict ? ['--strict'] : [])];
  const next = nextWithHooks(place);
  if (client === 'opencode') return pluginInstallation({ file, hook, args, next });
  return hooksInstallation(file, clientHooks(client, hook, args), next);
}

/** The MCP server in the user's configuration of a client, or in a repository's. */
export function mcpAt(place: Place): Installation {
  const { mcp: file } = filesOf(place);
  const next = `${clientTitles[place.client]} offers the parallel-cc tools from its next start on.`;
  const entry = serverEntry(place);
  if (place.client === 'codex') return tomlMcpInstallation(file, entry, next);
  if (place.client !== 'opencode') return mcpInstallation({ file, key: 'mcpServers', entry, next });
  const { command, args, env } = entry;
  const asOneList = { type: 'local', command: [command, ...args], enabled: true, ...(env && { environment: env }) }; // prettier-ignore
  return mcpInstallation({ file, key: 'mcp', entry: asOneList, next });
}

function filesOf({ client, env, worktreeRoot }: Place): ClientFiles {
  return worktreeRoot === null ? userFiles(client, env) : worktreeFiles(client, worktreeRoot);
}

function nextWithHooks({ client, worktreeRoot }: Place): string {
  const title = clientTitles[client];
  const reports = `${title} reports to parallel-cc from its next start on.`;
  if (client === 'codex') return `${reports} It asks you to review the new hooks first; until you trust them they do not run.`; // prettier-ignore
  if (worktreeRoot === null || client === 'claude' || client === 'opencode') return reports;
  return `${reports} It reads a repository's hooks only where you trust the folder.`;
}

function serverEntry({ hook, cli }: Place): McpServerEntry {
  const env = hook.electron ? { env: { ELECTRON_RUN_AS_NODE: '1' } } : {};
  return { command: hook.node, args: [cli, 'mcp', 'serve', installedMarker], ...env };
}
