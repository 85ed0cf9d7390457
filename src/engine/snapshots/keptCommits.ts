import type { Git } from '../git/git';

/** A commit that a ref of ours keeps: a snapshot, or what was in a removed worktree. */
export interface KeptCommit {
  readonly ref: string;
  readonly commit: string;
  /** When it was made, in milliseconds since the Unix epoch. */
  readonly time: number;
}

/** How much the snapshots of a repository take. */
export interface SnapshotSpace {
  /** How many there are, those of removed worktrees included. */
  readonly count: number;
  /** What they hold that no branch, tag or remote holds, as it is on disk. */
  readonly bytes: number;
}

/** Lists what is kept under our refs, oldest first. */
export async function listKeptCommits(git: Git): Promise<KeptCommit[]> {
  const format = '--format=%(committerdate:unix) %(objectname) %(refname)';
  const { stdout } = await git.run(['for-each-ref', '--sort=committerdate', format, 'refs/parallel-cc']);
  return stdout.split('\n').flatMap((line) => {
    const [seconds, commit, ref] = line.split(' ');
    return commit === undefined || ref === undefined ? [] : [{ ref, commit, time: Number(seconds) * 1000 }];
  });
}

/** Measures what commits hold that no branch, tag or remote holds, in bytes as it is on disk. */
export async function measureCommits(git: Git, commits: readonly KeptCommit[]): Promise<number> {
  if (commits.length === 0) return 0;
  const others = ['--not', '--branches', '--tags', '--remotes'];
  const input = commits.map(({ commit }) => `${commit}\n`).join('');
  const { stdout } = await git.run(['rev-list', '--objects', '--disk-usage', '--stdin', ...others], {
    input,
  });
  return Number(stdout.trim());
}

/** Measures all that is kept under our refs. */
export async function measureSnapshots(git: Git): Promise<SnapshotSpace> {
  const commits = await listKeptCommits(git);
  return { count: commits.length, bytes: await measureCommits(git, commits) };
}
