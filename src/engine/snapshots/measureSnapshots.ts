import type { Git } from '../git/git';

/** How much the snapshots of a repository take. */
export interface SnapshotSpace {
  /** How many there are, those of removed worktrees included. */
  readonly count: number;
  /** What they hold that no branch, tag or remote holds, as it is on disk. */
  readonly bytes: number;
}

/** Measures what is kept under our refs. */
export async function measureSnapshots(git: Git): Promise<SnapshotSpace> {
  const listed = await git.run(['for-each-ref', '--format=x', 'refs/parallel-cc']);
  const count = listed.stdout.split('\n').filter((line) => line !== '').length;
  if (count === 0) return { count, bytes: 0 };
  const others = ['--not', '--branches', '--tags', '--remotes'];
  const args = ['rev-list', '--objects', '--disk-usage', '--glob=refs/parallel-cc/*', ...others];
  return { count, bytes: Number((await git.run(args)).stdout.trim()) };
}
