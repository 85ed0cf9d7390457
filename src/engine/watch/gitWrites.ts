import { access, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Git } from '../git/git';
import { gitDirOf } from '../git/gitDir';
import { calmSettings } from '../snapshots/worktreeContent';

/** How often, and how long, the end of a git command is waited for, in milliseconds. */
const lookMs = 15;
const longestMs = 10_000;
/** A commit this long before a write is another matter, in milliseconds. */
const closeMs = 3000;

/**
 * Says whether what a file is now is nobody's edit: git brought it there from commits, as a checkout, reset, merge or
 * rebase does, or git ignores it. What a session has just committed itself is its edit.
 * @param git in the worktree.
 */
export async function isGitsOwnWrite(git: Git, path: string, writtenAt: number): Promise<boolean> {
  const gitDir = await gitDirOf(git.cwd);
  await untilUnlocked(gitDir);
  const args = [...calmSettings, '--literal-pathspecs', 'status', '--porcelain=v2', '-z', '--no-renames', '--ignored=matching', '--untracked-files=all', '--', path]; // prettier-ignore
  const { stdout } = await git.run(args);
  if (stdout === '') return !(await isOwnCommit(git, gitDir, path, writtenAt));
  if (stdout.startsWith('!')) return true;
  const isAsInIndex = stdout.startsWith('u ') || /^1 .\./.test(stdout);
  return isAsInIndex && (await isMerging(gitDir));
}

// Files are written before HEAD moves; until then nothing can be told.
async function untilUnlocked(gitDir: string): Promise<void> {
  const startedAt = performance.now();
  while ((await exists(join(gitDir, 'index.lock'))) && performance.now() - startedAt < longestMs)
    await delay(lookMs);
}

async function isMerging(gitDir: string): Promise<boolean> {
  const marks = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'];
  const found = await Promise.all(marks.map((mark) => exists(join(gitDir, mark))));
  return found.includes(true);
}

// The last line of HEAD's log: old, new, who and when, a tab, and what was done. Its time may be any: agents set it.
async function isOwnCommit(git: Git, gitDir: string, path: string, writtenAt: number): Promise<boolean> {
  const file = join(gitDir, 'logs', 'HEAD');
  const loggedAt = (await stat(file).catch(() => null))?.mtimeMs ?? 0;
  if (loggedAt < writtenAt - closeMs) return false;
  const log = await readFile(file, 'utf8').catch(() => '');
  const [, before, after, action = ''] = /(\w+) (\w+) [^\n]*\t([^\n]*)\n?$/.exec(log) ?? [];
  if (before === undefined || after === undefined || !/^commit(?! \(merge\))/.test(action)) return false;
  const args = ['--literal-pathspecs', 'diff-tree', '-r', '--name-only', before, after, '--', path];
  return (await git.run(args, { okCodes: [0, 128] })).stdout !== '';
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
