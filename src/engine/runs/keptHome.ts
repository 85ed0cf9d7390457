import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Git } from '../git/git';
import { pathExists } from '../pathExists';

/** Files that hold secrets by their very name, as `.gitignore` has it; a file of the user's can let single ones go. */
const secretFiles = [
  '.env', '.env.*', '!.env.example', '!.env.sample', '!.env.template', '!.env.dist', '.envrc', '*.pem', '*.key', '*.p12', '*.pfx',
  '*.jks', '*.keystore', 'id_rsa', 'id_dsa', 'id_ecdsa', 'id_ed25519', '.netrc', '.pgpass', '.npmrc', '.pypirc', '.aws/credentials',
  '.ssh/', '.gnupg/', 'credentials.json', 'service-account*.json', '.git-credentials', '.docker/config.json', '.kube/config',
] as const; // prettier-ignore

/** Files at the top of a repository that say what more stays at home; the later ones can overrule the earlier. */
const ignoreFiles = ['.e2bignore', '.parallelignore'] as const;

/**
 * Lists the files of a commit that are never sent to a sandbox.
 * @param git in the worktree.
 * @returns paths from its top, with `/`.
 */
export async function keptHome(git: Git, commit: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'parallel-cc-'));
  try {
    const defaults = join(folder, 'defaults');
    await writeFile(defaults, `${secretFiles.join('\n')}\n`);
    const own = ignoreFiles.map((name) => join(git.cwd, name));
    const present = await Promise.all(own.map(pathExists));
    const rules = [defaults, ...own.filter((_, index) => present[index])];
    const inside = git.withEnv({ GIT_INDEX_FILE: join(folder, 'index') });
    await inside.run(['read-tree', commit]);
    const { stdout } = await inside.run(['ls-files', '-z', '--cached', '--ignored', ...rules.map((file) => `--exclude-from=${file}`)]); // prettier-ignore
    return stdout.split('\0').filter((path) => path !== '');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
