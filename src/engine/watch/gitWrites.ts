import { access, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Git } from '../git/git';
import { gitDirOf } from '../git/gitDir';
import { calmSettings } from '../snapshots/worktreeContent';

/** How often, and how long, the end of a git command is waited for, in milliseconds. */
const lookMs = 15;
const longestMs = 10_000;
/** How long HEAD is given to follow the index, in milliseconds. */
const longestMoveMs = 1500;
/** So many branches may be those that HEAD is on its way to. */
const mostBranches = 50;
/** So many moves of HEAD are looked at. */
const mostMoves = 20;
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
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
  const standing = await standingOf(git, path);
  if (standing === '') return !(await isOwnCommit(git, gitDir, path, writtenAt));
  if (standing.startsWith('!')) return true;
  if (!standing.startsWith('u ') && !/^1 .\./.test(standing)) return false;
  return (await isMerging(gitDir)) || (await isOnItsWay(git, path, standing));
}

// As `git status` has it: empty where the file is as in HEAD.
async function standingOf(git: Git, path: string): Promise<string> {
  const args = [...calmSettings, '--literal-pathspecs', 'status', '--porcelain=v2', '-z', '--no-renames', '--ignored=matching', '--untracked-files=all', '--', path]; // prettier-ignore
  return (await git.run(args)).stdout;
}

// HEAD moves last, when the index is written already: what is staged and as a branch has it may be on its way there.
async function isOnItsWay(git: Git, path: string, standing: string): Promise<boolean> {
  const staged = standing.split(' ')[7] ?? '';
  if (!(await hasBranchWith(git, path, staged))) return false;
  for (const startedAt = performance.now(); performance.now() - startedAt < longestMoveMs;) {
    await delay(lookMs);
    if ((await standingOf(git, path)) === '') return true;
  }
  return false;
}

async function hasBranchWith(git: Git, path: string, id: string): Promise<boolean> {
  const format = `--format=%(objectname):${path.replaceAll('%', '%%')}`;
  const { stdout: names } = await git.run(['for-each-ref', format, `--count=${mostBranches}`, '--sort=-committerdate', 'refs/heads', 'refs/remotes']); // prettier-ignore
  const { stdout } = await git.run(['cat-file', '--batch-check=%(objectname)'], { input: `${names}\n` });
  const isGone = /^0+$/.test(id);
  return stdout.split('\n').some((line) => line === id || (isGone && line.endsWith(' missing')));
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

// More than one commit may have followed a write, and a switch of branches.
async function isOwnCommit(git: Git, gitDir: string, path: string, writtenAt: number): Promise<boolean> {
  const file = join(gitDir, 'logs', 'HEAD');
  const loggedAt = (await stat(file).catch(() => null))?.mtimeMs ?? 0;
  if (loggedAt < writtenAt - closeMs) return false;
  const moves = movesIn(await readFile(file, 'utf8').catch(() => ''));
  // Where the last one has not the time at which it was written down, the user sets the times.
  const isTimed = Math.abs((moves[0]?.time ?? 0) - loggedAt) < closeMs;
  const close = isTimed ? moves.filter(({ time }) => time >= writtenAt - closeMs) : moves;
  for (const { before, after, action } of close) {
    if (!/^commit(?! \(merge\))/.test(action)) continue;
    if (!(await differ(git, before, after, path))) continue;
    // Whatever is there that is not what was committed then has come from elsewhere.
    return !(await differ(git, after, 'HEAD', path));
  }
  return false;
}

async function differ(git: Git, one: string, other: string, path: string): Promise<boolean> {
  // Before the first commit there was nothing.
  const from = /^0+$/.test(one) ? emptyTree : one;
  const args = ['--literal-pathspecs', 'diff-tree', '-r', '--name-only', from, other, '--', path];
  return (await git.run(args, { okCodes: [0, 128] })).stdout !== '';
}

interface HeadMove {
  readonly before: string;
  readonly after: string;
  /** As whoever moved it says, who may say anything, in milliseconds since the Unix epoch. */
  readonly time: number;
  readonly action: string;
}

// A line: old, new, who and when, a tab, and what was done. The newest comes first.
function movesIn(log: string): HeadMove[] {
  const lines = log.trimEnd().split('\n').slice(-mostMoves).reverse();
  return lines.flatMap((line) => {
    const [, before, after, seconds, action] = /^(\w+) (\w+) .*> (\d+) [-+]\d+\t(.*)$/.exec(line) ?? [];
    if (before === undefined || after === undefined || action === undefined) return [];
    return [{ before, after, time: Number(seconds) * 1000, action }];
  });
}

/**
 * Says whether a version of a file is one that HEAD had of late, so that nothing is lost where it was overwritten.
 * @param git in the worktree. @param file where its bytes are.
 */
export async function wasCommitted(git: Git, path: string, file: string): Promise<boolean> {
  const id = (await git.run(['hash-object', `--path=${path}`, '--', file])).stdout.trim();
  const commits = (await git.run(['log', '-g', `-${mostMoves}`, '--format=%H', 'HEAD'])).stdout.trim().split('\n'); // prettier-ignore
  const input = commits.map((commit) => `${commit}:${path}\n`).join('');
  const { stdout } = await git.run(['cat-file', '--batch-check=%(objectname)'], { input });
  return stdout.split('\n').includes(id);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
