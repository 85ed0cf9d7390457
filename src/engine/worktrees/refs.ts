import { noCommits, refNotFound } from '../../core/errors';
import type { Git } from '../git/git';

/**
 * Resolves a ref to the id of its commit.
 * @throws CoordinatorError `refNotFound`.
 */
export async function resolveCommit(git: Git, ref: string): Promise<string> {
  const found = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], {
    okCodes: [0, 1, 128],
  });
  if (found.code !== 0) throw refNotFound(ref);
  return found.stdout.trim();
}

/**
 * Resolves HEAD of a worktree.
 * @throws CoordinatorError `noCommits`.
 */
export async function resolveHead(git: Git): Promise<string> {
  try {
    return await resolveCommit(git, 'HEAD');
  } catch {
    throw noCommits(git.cwd);
  }
}

/** Says whether all commits of one ref are in another. */
export async function isAncestor(git: Git, ancestor: string, descendant: string): Promise<boolean> {
  const answer = await git.run(['merge-base', '--is-ancestor', ancestor, descendant], {
    okCodes: [0, 1, 128],
  });
  return answer.code === 0;
}

/** Names all local branches. */
export async function listBranches(git: Git): Promise<Set<string>> {
  const output = await git.text(['for-each-ref', '--format=%(refname:short)', 'refs/heads']);
  return new Set(output.split('\n').filter((name) => name !== ''));
}

/** Finds the branch that work is meant for: the base itself where it is a branch, otherwise the main worktree's. */
export async function targetBranchOf(
  git: Git,
  base: string,
  mainBranch: string | null,
): Promise<string | null> {
  const branches = await listBranches(git);
  if (branches.has(base)) return base;
  const remoteBranch = base.replace(/^[^/]+\//, '');
  if (base.includes('/') && branches.has(remoteBranch)) return remoteBranch;
  return mainBranch;
}
