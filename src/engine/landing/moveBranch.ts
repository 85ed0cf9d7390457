import { gitFailed } from '../../core/errors';
import { listed } from '../../core/landing/reasons';
import type { Git } from '../git/git';
import { parseStatus } from '../git/status';
import { parseWorktreeList } from '../git/worktreeList';
import type { BranchMove, Moved } from './ground';

/**
 * Moves a branch from one commit to another, if it is there. Where a worktree has it checked out, its files follow; with
 * anything uncommitted in that worktree nothing is done.
 * @param git in the repository. @param why what the branch's log says of it.
 */
export async function moveBranch(git: Git, move: BranchMove, why: string): Promise<Moved> {
  const place = await placeOf(git, move.branch);
  if (place === null) return (await moveRef(git, move, why)) ? moved : { kind: 'elsewhere' };
  const inside = git.at(place);
  const obstacle = await whatIsInTheWay(inside, move);
  if (obstacle !== null) return { kind: 'blocked', why: obstacle };
  if (!(await moveRef(git, move, why))) return { kind: 'elsewhere' };
  const failure = await moveFiles(inside, move);
  if (failure === null) return moved;
  // Something was written in between: git has left all files as they were.
  if (await moveRef(git, { ...move, from: move.to, to: move.from }, 'parallel-cc: taken back')) return { kind: 'blocked', why: failure }; // prettier-ignore
  return { kind: 'moved', note: failure };
}

const moved: Moved = { kind: 'moved', note: null };

/** Finds the worktree that has a branch checked out; null when none has. */
export async function placeOf(git: Git, branch: string): Promise<string | null> {
  const output = await git.text(['worktree', 'list', '--porcelain', '-z']);
  const found = parseWorktreeList(output).find((worktree) => worktree.branch === branch && !worktree.bare);
  return found === undefined || found.prunable ? null : found.path;
}

async function moveRef(git: Git, { branch, from, to }: BranchMove, why: string): Promise<boolean> {
  const args = ['update-ref', '-m', why, `refs/heads/${branch}`, to, from];
  const done = await git.run(args, { okCodes: [0, 1, 128] });
  if (done.code === 0) return true;
  // Git says the same of a ref that is elsewhere and of one that is being written.
  if ((await headOf(git, branch)) === from) throw gitFailed(args, done.stderr);
  return false;
}

/** The commit of a branch; empty where there is no such branch. */
export async function headOf(git: Git, branch: string): Promise<string> {
  const found = await git.run(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`], {
    okCodes: [0, 1],
  });
  return found.stdout.trim();
}

/** Finds out what keeps a branch from being moved, in sentences; null when nothing does. @param git in the repository. */
export async function obstacleTo(git: Git, move: BranchMove): Promise<string | null> {
  const place = await placeOf(git, move.branch);
  return place === null ? null : whatIsInTheWay(git.at(place), move);
}

async function whatIsInTheWay(inside: Git, { branch, from, to }: BranchMove): Promise<string | null> {
  const { stdout } = await inside.run(['status', '--porcelain=v2', '--branch', '-z', '--no-renames', '--untracked-files=no']); // prettier-ignore
  const changed = parseStatus(stdout).entries.map(({ path }) => path);
  const where = `${branch} is checked out in "${inside.cwd}"`;
  if (changed.length > 0) return `${where}, where ${listed(changed)} has uncommitted changes. Commit or stash them first.`; // prettier-ignore
  await inside.run(['update-index', '-q', '--refresh'], { okCodes: [0, 1] });
  const trial = await inside.run(['read-tree', '-n', '-m', '-u', from, to], { okCodes: [0, 1, 128] });
  return trial.code === 0 ? null : `${where}, whose files cannot follow: ${lastLine(trial.stderr)}`;
}

async function moveFiles(inside: Git, { from, to }: BranchMove): Promise<string | null> {
  const done = await inside.run(['read-tree', '-m', '-u', from, to], { okCodes: [0, 1, 128] });
  return done.code === 0 ? null : `The files of "${inside.cwd}" could not follow: ${lastLine(done.stderr)}`;
}

/** The last line of what git says, which tells why. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
