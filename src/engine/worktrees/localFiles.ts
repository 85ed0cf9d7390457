import { lstat, readFile, readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import picomatch from 'picomatch';
import { mapLimit } from '../../base/async';
import type { SetupRecipe } from '../../core/setup/recipe';
import type { Git } from '../git/git';

/** The file in which a repository lists the ignored files that a new worktree needs; one pattern a line, as in `.gitignore`. */
const includeFile = '.worktreeinclude';

/** Which ignored files are copied beside those that always are. */
export type LocalFileRules = Pick<SetupRecipe, 'copy' | 'copyExcept'>;

/** Leaves out the rules that copy whole folders: those hold what can be made again, such as `node_modules`. */
export function filesWithWork({ copy, copyExcept }: LocalFileRules): LocalFileRules {
  return { copy: copy.filter((pattern) => !pattern.endsWith('/')), copyExcept };
}

/**
 * Lists the ignored files that a new worktree gets a copy of: those of `.worktreeinclude` and of `rules`, and `.env`
 * files. Git finds them, so that all are in the repository and none is behind a link.
 * @param git in the main worktree. @returns paths from its top, with `/`.
 */
export async function listLocalFiles(
  git: Git,
  rules: LocalFileRules = { copy: [], copyExcept: [] },
): Promise<string[]> {
  const found = await Promise.all([
    includedFiles(git),
    matchingFiles(git, rules.copy),
    environmentFiles(git),
  ]);
  const excepted =
    rules.copyExcept.length === 0 ? () => false : picomatch([...rules.copyExcept], { dot: true });
  const candidates = [...new Set(found.flat())].filter((file) => !excepted(file));
  return candidates.length === 0 ? [] : onlyIgnored(git, candidates);
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
  return listed?.isFile() === true ? listUntracked(git, [`--exclude-from=${includeFile}`]) : [];
}

function matchingFiles(git: Git, patterns: readonly string[]): Promise<string[]> | readonly string[] {
  return patterns.length === 0
    ? []
    : listUntracked(
        git,
        patterns.map((pattern) => `--exclude=${pattern}`),
      );
}

async function listUntracked(git: Git, patterns: readonly string[]): Promise<string[]> {
  return splitNul((await git.run(['ls-files', '-z', '--others', '--ignored', ...patterns])).stdout);
}

// Looks only beside tracked files: asking git for ignored files would walk all of node_modules.
async function environmentFiles(git: Git): Promise<string[]> {
  const tracked = splitNul((await git.run(['ls-files', '-z'])).stdout);
  const folders = [
    ...new Set(['', ...tracked.map((file) => dirname(file)).filter((folder) => folder !== '.')]),
  ];
  const found = await mapLimit(folders, 8, async (folder) => {
    const entries = await readdir(join(git.cwd, folder), { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isFile() && /^\.env(\..+)?$/.test(entry.name));
    if (names.length === 0 || (await isBehindLink(git.cwd, folder))) return [];
    return names.map(({ name }) => (folder === '' ? name : `${folder}/${name}`));
  });
  return found.flat();
}

// A tracked folder may have been replaced by a link to anywhere.
async function isBehindLink(root: string, folder: string): Promise<boolean> {
  const [top, real] = await Promise.all([realpath(root), realpath(join(root, folder))]);
  return join(top, folder) !== real;
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
