import { basename, join } from 'node:path';
import { invalidInput } from '../../core/errors';
import { homeFolder } from '../../ipc/agentClients';
import type { Shell } from './alias';
import { aliasInstallation } from './alias';
import type { Installation } from './edit';
import type { Place } from './places';

/** What an alias depends on. */
export type AliasPlace = Pick<Place, 'env' | 'platform' | 'hook' | 'cli'>;

/** The alias in the start file of the user's shell. */
export function aliasAt(place: AliasPlace): Installation {
  return aliasFor(place, userShell(place));
}

/** The aliases of every shell, for those that look for one that is installed. */
export function aliasesAt(place: AliasPlace): Installation[] {
  const shells: readonly Shell[] =
    place.platform === 'win32' ? ['powershell', 'bash'] : ['bash', 'zsh', 'fish'];
  return shells.map((shell) => aliasFor(place, shell));
}

function aliasFor(place: AliasPlace, shell: Shell): Installation {
  const { node, electron } = place.hook;
  const program = electron && shell !== 'powershell' ? ['env', 'ELECTRON_RUN_AS_NODE=1', node] : [node];
  return aliasInstallation(startFile(place, shell), shell, [
    ...program,
    place.cli,
    'claude',
    '--uncoordinated',
  ]);
}

function userShell({ env, platform }: AliasPlace): Shell {
  if (platform === 'win32' && !env['SHELL']) return 'powershell';
  const name = basename(env['SHELL'] ?? 'bash').replace(/\.exe$/, '');
  if (name === 'bash' || name === 'zsh' || name === 'fish') return name;
  throw invalidInput(
    `the shell "${name}"`,
    'an alias is known for bash, zsh, fish and PowerShell only',
    'Define one yourself that runs "parallel-cc claude".',
  );
}

function startFile({ env, platform }: AliasPlace, shell: Shell): string {
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
