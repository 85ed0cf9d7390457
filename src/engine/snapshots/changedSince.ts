import { lstat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { mapLimit } from '../../base/async';
import type { Git } from '../git/git';
import type { TreeReader } from '../git/treeReader';
import type { Folders } from '../git/trees';
import { entryAt, folderMode, submoduleMode } from '../git/trees';
import type { TouchedPaths } from '../radar/report';

/** To list what is in a folder takes as long as to look at everything when it is more than this. */
const mostListed = 500;

/**
 * Lists the files that may have changed since a snapshot, none of them a folder or ignored. What the snapshot has, and is
 * a file still or is gone, is known without git; of the rest git says what it is.
 * @param git in the worktree. @param tree that of the snapshot.
 * @returns null where everything is to be looked at.
 * @throws CoordinatorError `gitFailed`.
 */
export async function changedSince(
  git: Git,
  trees: TreeReader,
  tree: string,
  { files, heardOf }: TouchedPaths,
): Promise<string[] | null> {
  if (heardOf.some(isElsewhere)) return null;
  const folders = await trees.read(tree, [...files, ...heardOf]);
  const parts = await mapLimit(heardOf, 16, (path) => judge(git.cwd, folders, path));
  const those = (what: keyof Concerned): string[] => heardOf.filter((_, index) => parts[index]?.[what]);
  const [before, now] = await Promise.all([
    listBefore(git, tree, those('before')),
    listNow(git, those('now')),
  ]);
  const submodules = before.filter(({ mode }) => mode === submoduleMode);
  const listed = [...before.map(({ path }) => path), ...now];
  if (submodules.length > 0 || listed.length > mostListed) return null;
  return [...new Set([...files, ...those('itself'), ...listed])];
}

/** What belongs to the snapshot of a path that was heard of. */
interface Concerned {
  readonly itself?: true;
  /** What the earlier snapshot has at it or below. */
  readonly before?: true;
  /** What there is at it or below, as far as it is not ignored. */
  readonly now?: true;
}

async function judge(root: string, folders: Folders | null, path: string): Promise<Concerned> {
  if (folders === null) return { before: true, now: true };
  const before = entryAt(folders, path);
  const now = await lstat(join(root, path)).catch(() => null);
  const isThere = now === null ? {} : ({ now: true } as const);
  if (before === undefined) return isThere;
  if (before.mode === folderMode || before.mode === submoduleMode) return { before: true, ...isThere };
  return now === null || now.isFile() || now.isSymbolicLink()
    ? { itself: true }
    : { itself: true, now: true };
}

async function listBefore(git: Git, tree: string, paths: readonly string[]): Promise<TreeFile[]> {
  const lines = await listFiles(git, ['ls-tree', '-r', '-z', '--full-tree', tree], paths);
  return lines.map((line) => ({ mode: line.slice(0, line.indexOf(' ')), path: line.slice(line.indexOf('\t') + 1) })); // prettier-ignore
}

async function listNow(git: Git, paths: readonly string[]): Promise<string[]> {
  const listed = await listFiles(
    git,
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    paths,
  );
  // A folder with a slash behind is a repository of its own.
  return listed.filter((path) => !path.endsWith('/'));
}

interface TreeFile {
  readonly mode: string;
  readonly path: string;
}

async function listFiles(git: Git, command: readonly string[], paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const { stdout } = await git.run(['--literal-pathspecs', ...command, '--', ...paths]);
  return stdout.split('\0').filter((line) => line !== '');
}

function isElsewhere(path: string): boolean {
  return path === '' || path === '..' || path.startsWith('../') || isAbsolute(path);
}
