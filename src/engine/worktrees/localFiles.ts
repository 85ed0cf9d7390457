import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mapLimit } from '../../base/async';
import type { Git } from '../git/git';

/** The file in which a repository lists the ignored files that a new worktree needs; one pattern a line, as in `.gitignore`. */
const includeFile = '.worktreeinclude';

/**
 * Lists the ignored files that a new worktree gets a copy of: those of `.worktreeinclude`, and `.env` files.
 * @param git in the main worktree. @returns paths from its top, with `/`.
 */
export async function listLocalFiles(git: Git): Promise<string[]> {
  const [included, environment] = await Promise.all([includedFiles(git), environmentFiles(git)]);
  const candidates = [...new Set([...included, ...environment])];
  return candidates.length === 0 ? [] : onlyIgnored(git, candidates);
}

/** Copies files from one worktree to another; a file that is there already, or is not a plain file, is left alone. */
export async function copyLocalFiles(from: string, to: string, files: readonly string[]): Promise<string[]> {
  const copied = await mapLimit(files, 8, async (file) => {
    const source = join(from, file);
    if (!(await lstat(source).catch(() => null))?.isFile()) return null;
    const target = join(to, file);
    await mkdir(dirname(target), { recursive: true });
    const flags = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE;
    return copyFile(source, target, flags).then(
      () => file,
      () => null,
    );
  });
  return copied.filter((file) => file !== null);
}

/** Lists the copied files that were changed since, so that removing the worktree would lose something. */
export async function changedLocalFiles(
  mainRoot: string,
  worktree: string,
  files: readonly string[],
): Promise<string[]> {
  const changed = await mapLimit(files, 8, async (file) => {
    const [source, copy] = await Promise.all(
      [mainRoot, worktree].map((root) => readFile(join(root, file)).catch(() => null)),
    );
    return copy != null && (source == null || !source.equals(copy)) ? file : null;
  });
  return changed.filter((file) => file !== null);
}

async function includedFiles(git: Git): Promise<string[]> {
  const listed = await lstat(join(git.cwd, includeFile)).catch(() => null);
  if (!listed?.isFile()) return [];
  return splitNul(
    (await git.run(['ls-files', '-z', '--others', '--ignored', `--exclude-from=${includeFile}`])).stdout,
  );
}

// Looks only beside tracked files: asking git for ignored files would walk all of node_modules.
async function environmentFiles(git: Git): Promise<string[]> {
  const tracked = splitNul((await git.run(['ls-files', '-z'])).stdout);
  const folders = [
    ...new Set(['', ...tracked.map((file) => dirname(file)).filter((folder) => folder !== '.')]),
  ];
  const found = await mapLimit(folders, 8, async (folder) => {
    const entries = await readdir(join(git.cwd, folder), { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isFile() && /^\.env(\..+)?$/.test(entry.name))
      .map((entry) => (folder === '' ? entry.name : `${folder}/${entry.name}`));
  });
  return found.flat();
}

async function onlyIgnored(git: Git, files: readonly string[]): Promise<string[]> {
  const answer = await git.run(['check-ignore', '-z', '--stdin'], {
    input: files.join('\0'),
    okCodes: [0, 1],
  });
  return splitNul(answer.stdout);
}

function splitNul(output: string): string[] {
  return output.split('\0').filter((part) => part !== '');
}
