import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chainedHooks, hookFolderEnvironment, hookScript } from '../core/gitHooks';

/**
 * Writes the git hooks of ours into a folder of the repository's state and returns the variables with which git takes
 * them. The repository's own hooks stay as they are, and are run by them.
 * @param stateDir of the repository. @param program the command line of the hook program.
 * @param env the environment that the variables are added to.
 */
export function prepareGitHooks(
  stateDir: string,
  program: string,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const folder = join(stateDir, 'git-hooks');
  mkdirSync(folder, { recursive: true });
  for (const name of chainedHooks) replace(join(folder, name), hookScript(name, `${program} --git-hook`));
  return hookFolderEnvironment(folder.replaceAll('\\', '/'), env);
}

// Another agent's git may be running it just now.
function replace(file: string, text: string): void {
  try {
    if (readFileSync(file, 'utf8') === text) return;
  } catch {
    // It is written for the first time.
  }
  const temporary = `${file}.${process.pid}.new`;
  writeFileSync(temporary, text, { mode: 0o755 });
  chmodSync(temporary, 0o755);
  renameSync(temporary, file);
}
