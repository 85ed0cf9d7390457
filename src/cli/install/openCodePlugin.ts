import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { invalidInput } from '../../core/errors';
import type { HookProgram } from '../../core/hookCommand';
import { installedMarker } from '../../ipc/installedMarker';
import type { Installation } from './edit';

/** What the plugin is made of. */
export interface PluginPlace {
  readonly file: string;
  readonly hook: HookProgram;
  readonly args: readonly string[];
  readonly next: string;
}

/** The plugin that reports to the coordinator: opencode has no hooks, but loads every program in a folder. */
export function pluginInstallation({ file, hook, args, next }: PluginPlace): Installation {
  const text = pluginText(hook, args);
  const isOurs = (present: string): boolean => present.includes(installedMarker);
  return {
    what: 'hooks',
    file,
    next,
    add: (present) => {
      if (present !== null && present.trim() !== '' && !isOurs(present)) throw foreignPlugin(file);
      return text;
    },
    remove: (present) => (isOurs(present) ? '' : present),
  };
}

function pluginText({ node, electron, script }: HookProgram, args: readonly string[]): string {
  const program = pathToFileURL(join(dirname(script), 'openCode.js')).href;
  const options = JSON.stringify({ node, electron, args: [script, ...args] });
  return [
    '// Of parallel-cc; "parallel-cc install --client opencode --hooks --uninstall" removes it.',
    `import { pluginFor } from ${JSON.stringify(program)};`,
    `export const parallelCc = pluginFor(${options});`,
    '',
  ].join('\n');
}

function foreignPlugin(file: string): Error {
  return invalidInput(
    `"${file}"`,
    'it is there already and of another origin',
    'Rename or remove it, then try again; nothing was changed.',
  );
}
