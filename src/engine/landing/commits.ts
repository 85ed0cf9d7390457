import type { Git } from '../git/git';

/** Who made a commit; times as git writes them: seconds since the Unix epoch, and the zone. */
export interface Authorship {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

/** A commit with what making it anew takes. */
export interface CommitFacts {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Authorship;
  readonly message: string;
}

/** Reads the commits of a range, as `git rev-list` takes it, oldest first. */
export async function readCommits(git: Git, range: readonly string[]): Promise<CommitFacts[]> {
  const format = ['%H', '%T', '%P', '%an', '%ae', '%ad', '%B'].join('%x00');
  const args = [
    'log',
    '--reverse',
    '--topo-order',
    '--date=raw',
    '--encoding=UTF-8',
    '-z',
    `--format=${format}%x00`,
  ];
  const { stdout } = await git.run([...args, ...range, '--']);
  const fields = stdout.split('\0');
  const commits: CommitFacts[] = [];
  // Each record has seven fields and ends with an empty one, which is what parts records too.
  for (let at = 0; at + 6 < fields.length; at += 8) {
    const [id = '', tree = '', parents = '', name = '', email = '', date = '', message = ''] =
      fields.slice(at);
    commits.push({ id, tree, parents: parents.split(' ').filter((parent) => parent !== ''), author: { name, email, date }, message: message.trimEnd() }); // prettier-ignore
  }
  return commits;
}

/** A commit that is to be made. Without an author it is the user. */
export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author?: Authorship;
}

/**
 * Makes a commit that no branch has, signed where the user has commits signed.
 * @throws CoordinatorError `gitFailed`, for example where git does not know who the user is.
 */
export async function makeCommit(git: Git, { tree, parents, message, author }: NewCommit): Promise<string> {
  const sign = await git.run(['config', '--type=bool', '--get', 'commit.gpgsign'], { okCodes: [0, 1] });
  const env = author === undefined ? {} : { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_AUTHOR_DATE: `@${author.date}` }; // prettier-ignore
  const flags = sign.stdout.trim() === 'true' ? ['-S'] : [];
  const args = ['commit-tree', ...flags, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree];
  return (await git.withEnv(env).run(args, { input: `${message}\n` })).stdout.trim();
}

/** Makes a commit that only serves to tell git what to compare. */
export async function makeStandIn(git: Git, tree: string, parents: readonly string[]): Promise<string> {
  const args = ['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree];
  return (await git.withEnv(nobody).run(args, { input: 'stand-in\n' })).stdout.trim();
}

// A fixed time too, so that the same stand-in is the same object.
const nobody: Readonly<Record<string, string>> = Object.fromEntries<string>(
  ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'parallel-cc'],
    [`GIT_${role}_EMAIL`, 'parallel-cc@localhost'],
    [`GIT_${role}_DATE`, '@0 +0000'],
  ]),
);

/** The tree of a commit. */
export async function treeOf(git: Git, commit: string): Promise<string> {
  return git.text(['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`]);
}
