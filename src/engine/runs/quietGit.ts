import { join } from 'node:path';
import type { Git } from '../git/git';

/**
 * Git as it may touch what came from a sandbox: no hook runs, not even one that the new files bring, and no path is written that
 * would be harmful on any system.
 * @param folder one of ours; nothing in it is a hook.
 */
export function quietGit(git: Git, folder: string): Git {
  const settings: Readonly<Record<string, string>> = {
    'core.hooksPath': join(folder, 'no-hooks'),
    'core.fsmonitor': 'false',
    'core.protectHFS': 'true',
    'core.protectNTFS': 'true',
    'submodule.recurse': 'false',
  };
  const entries = Object.entries(settings);
  const variables = entries.map(([key, value], index): Record<string, string> => ({
    [`GIT_CONFIG_KEY_${index}`]: key,
    [`GIT_CONFIG_VALUE_${index}`]: value,
  }));
  return git.withEnv(
    Object.assign({ GIT_CONFIG_COUNT: String(entries.length) }, ...variables) as Record<string, string>,
  );
}
