import type { Session } from '../../core/session';
import type { Git } from '../git/git';

/** The commit that a session's work is compared with: where its branch left its target, or where it started. */
export async function basePoint(git: Git, session: Session): Promise<string> {
  if (session.targetBranch === null) return session.baseCommit;
  const head = await git
    .at(session.worktreePath)
    .run(['rev-parse', '--verify', 'HEAD'], { okCodes: [0, 128] });
  const args = ['merge-base', head.stdout.trim(), `refs/heads/${session.targetBranch}`];
  const found = await git.run(args, { okCodes: [0, 1, 128] });
  return found.code === 0 ? found.stdout.trim() : session.baseCommit;
}

/**
 * Lists what differs between a commit and the files of a worktree, untracked files included.
 * @param git in the worktree. @returns paths from its top, with `/`, sorted.
 */
export async function changedFiles(git: Git, base: string): Promise<string[]> {
  const [changed, untracked] = await Promise.all([
    git.run(['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', base, '--']),
    git.run(['ls-files', '-z', '--others', '--exclude-standard']),
  ]);
  const files = `${changed.stdout}${untracked.stdout}`
    .split('\0')
    .filter((path) => path !== '' && !path.endsWith('/'));
  return [...new Set(files)].sort();
}

/** The text of a file in a commit; null where it has none, or it is not text. */
export async function fileAt(git: Git, commit: string, path: string): Promise<string | null> {
  const found = await git.runBytes(['cat-file', 'blob', `${commit}:${path}`], { okCodes: [0, 128] });
  if (found.code !== 0 || found.stdout.subarray(0, 8000).includes(0)) return null;
  return found.stdout.toString('utf8');
}
