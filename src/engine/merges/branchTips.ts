import type { Git } from '../git/git';

/** Where the branches of a repository and its remotes are at one moment. */
export class BranchTips {
  private constructor(private readonly commits: ReadonlyMap<string, string>) {}

  static async read(git: Git): Promise<BranchTips> {
    const { stdout } = await git.run([
      'for-each-ref',
      '--format=%(objectname) %(refname)',
      'refs/heads',
      'refs/remotes',
    ]);
    const lines = stdout.split('\n').filter((line) => line !== '');
    return new BranchTips(
      new Map(
        lines.map((line) => {
          const space = line.indexOf(' ');
          return [line.slice(space + 1), line.slice(0, space)];
        }),
      ),
    );
  }

  /** The commit of a branch, or of a remote's by a name such as `origin/main`. */
  of(branch: string): string | undefined {
    return this.commits.get(`refs/heads/${branch}`) ?? this.commits.get(`refs/remotes/${branch}`);
  }

  /** The commits that a target is at: the branch, and the remotes' of that name, where others may have merged into it. */
  ofTarget(target: string): string[] {
    const remotes = [...this.commits].filter(
      ([name]) => name.replace(/^refs\/remotes\/[^/]+\//, '') === target,
    );
    const own = this.of(target);
    return [...new Set([...(own === undefined ? [] : [own]), ...remotes.map(([, commit]) => commit)])];
  }
}
