import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { invalidInput } from '../../core/errors';
import type { HookProgram } from '../../core/hookCommand';
import { installedMarker } from '../../ipc/installedMarker';
import { hookSettings } from '../hookSettings';
import { aliasInstallation } from './alias';
import type { Shell } from './alias';
import type { Installation } from './edit';
import { hooksInstallation } from './hooks';
import type { McpServerEntry } from './mcp';
import { mcpInstallation } from './mcp';

/** Where things are installed: for the user, or for one repository. */
export interface Place {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Top of the worktree for a local installation; null for one of the user's. */
  readonly worktreeRoot: string | null;
  readonly hook: HookProgram;
  /** Absolute path of cli.js. */
  readonly cli: string;
  readonly strict: boolean;
}

/** The hooks in the user's settings of Claude Code, or in a repository's settings that are not committed. */
export function hooksAt(place: Place): Installation {
  const file =
    place.worktreeRoot === null
      ? join(claudeFolder(place.env), 'settings.json')
      : join(place.worktreeRoot, '.claude', 'settings.local.json');
  return hooksInstallation(
    file,
    hookSettings(place.hook, [installedMarker, ...(place.strict ? ['--strict'] : [])]),
  );
}

/** The MCP server in the user's configuration of Claude Code, or in a repository's `.mcp.json`. */
export function mcpAt(place: Place): Installation {
  const file =
    place.worktreeRoot === null ? userConfiguration(place.env) : join(place.worktreeRoot, '.mcp.json');
  return mcpInstallation(file, serverEntry(place));
}

/** The alias in the start file of the user's shell. */
export function aliasAt(place: Place): Installation {
  const shell = userShell(place);
  return aliasFor(place, shell);
}

/** The aliases of every shell, for those that look for one that is installed. */
export function aliasesAt(place: Place): Installation[] {
  const shells: readonly Shell[] =
    place.platform === 'win32' ? ['powershell', 'bash'] : ['bash', 'zsh', 'fish'];
  return shells.map((shell) => aliasFor(place, shell));
}

function aliasFor(place: Place, shell: Shell): Installation {
  const { node, electron } = place.hook;
  const program = electron && shell !== 'powershell' ? ['env', 'ELECTRON_RUN_AS_NODE=1', node] : [node];
  return aliasInstallation(startFile(place, shell), shell, [
    ...program,
    place.cli,
    'claude',
    '--uncoordinated',
  ]);
}

function serverEntry({ hook, cli }: Place): McpServerEntry {
  const env = hook.electron ? { env: { ELECTRON_RUN_AS_NODE: '1' } } : {};
  return { command: hook.node, args: [cli, 'mcp', 'serve', installedMarker], ...env };
}

function userShell({ env, platform }: Place): Shell {
  if (platform === 'win32' && !env['SHELL']) return 'powershell';
  const name = basename(env['SHELL'] ?? 'bash').replace(/\.exe$/, '');
  if (name === 'bash' || name === 'zsh' || name === 'fish') return name;
  throw invalidInput(
    `the shell "${name}"`,
    'an alias is known for bash, zsh, fish and PowerShell only',
    'Define one yourself that runs "parallel-cc claude".',
  );
}

function startFile({ env, platform }: Place, shell: Shell): string {
  const home = homeFolder(env);
  switch (shell) {
    case 'bash':
      return join(home, platform === 'darwin' ? '.bash_profile' : '.bashrc');
    case 'zsh':
      return join(env['ZDOTDIR'] || home, '.zshrc');
    case 'fish':
      return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'fish', 'config.fish');
    case 'powershell':
      return join(home, 'Documents', 'PowerShell', 'Microsoft.PowerShell_profile.ps1');
  }
}

function claudeFolder(env: Place['env']): string {
  return env['CLAUDE_CONFIG_DIR'] || join(homeFolder(env), '.claude');
}

function userConfiguration(env: Place['env']): string {
  return join(env['CLAUDE_CONFIG_DIR'] || homeFolder(env), '.claude.json');
}

function homeFolder(env: Place['env']): string {
  return env['HOME'] || homedir();
}
