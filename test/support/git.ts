// Real git repositories in temporary folders, the same on every machine.
import { appendFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitRunner } from '../../src/engine/git/gitProcess';
import { builtPrograms } from './build';

/** File contents by path relative to the repository; `null` deletes the file. */
export type FileContents = Readonly<Record<string, string | null>>;

/** What a new repository holds: `files` in its first commit, then each of `commits` on top. */
export interface RepositoryContents {
  readonly files?: FileContents;
  readonly commits?: readonly { readonly message: string; readonly files: FileContents }[];
  /** How it is cloned from another repository, which has these contents then; arguments of `git clone`. */
  readonly cloned?: readonly string[];
}

/** A repository in a temporary folder of its own; `await using`, or call `dispose` at the end, removes the folder. */
export interface Repository extends AsyncDisposable {
  /** Absolute path of the main worktree, with links resolved, on branch `main`. */
  readonly path: string;
  /** The temporary folder around it: worktrees made in here disappear with the repository. */
  readonly folder: string;
  git(...args: string[]): Promise<string>;
  write(files: FileContents): Promise<void>;
  /** Writes the files, commits everything in the worktree and resolves with the new commit's id. */
  commit(message: string, files?: FileContents): Promise<string>;
  dispose(): Promise<void>;
}

/** Makes a repository whose commit ids depend on nothing but `contents`. */
export async function makeRepository({
  files = {},
  commits = [],
  cloned,
}: RepositoryContents = {}): Promise<Repository> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-')));
  const path = join(folder, cloned === undefined ? 'repository' : 'origin');
  await mkdir(path);
  await git(path, 'init', '--quiet', '--initial-branch=main');
  await appendFile(join(path, '.git/config'), localConfig);
  const repository = openRepository(path, folder);
  await repository.commit('Initial commit', files);
  for (const commit of commits) await repository.commit(commit.message, commit.files);
  return cloned === undefined ? repository : clone(repository, cloned);
}

async function clone({ path: origin, folder }: Repository, how: readonly string[]): Promise<Repository> {
  const path = join(folder, 'repository');
  await git(origin, 'config', 'uploadpack.allowFilter', 'true');
  await git(folder, 'clone', '--quiet', ...how, `file://${origin}`, path);
  await appendFile(join(path, '.git/config'), localConfig);
  return openRepository(path, folder);
}

/** Runs git in `cwd` apart from the user's own configuration; resolves with its output, without the last line end. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  return gitIn(cwd, args, gitEnvironment());
}

// By a small process that does nothing else: to start a program, one as large as a test runner takes many times as long.
async function gitIn(cwd: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  const runner = gitRunner({ file: join(await builtPrograms(), 'gitProcess.js'), startAfter: 0 });
  const { code, stdout, stderr } = await runner.run({ args, cwd, env }, '');
  if (code === 0) return trimEnd(stdout.toString('utf8'));
  throw new Error(`"git ${args.join(' ')}" ended with code ${code}.\n${stdout.toString('utf8')}${stderr}`);
}

/** The environment in which git reads no configuration of this machine and records a fixed author at a fixed `date`. */
export function gitEnvironment(date = new Date(firstCommitTime)): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => !entry[0].startsWith('GIT_') && entry[1] !== undefined); // prettier-ignore
  return {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_AUTHOR_DATE: date.toISOString(),
    GIT_COMMITTER_DATE: date.toISOString(),
  };
}

/** Writes files below `folder`, making the folders they need. */
export async function writeFiles(folder: string, files: FileContents): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await (content === null ? rm(file) : writeFile(file, content));
  }
}

const author = { name: 'Ada Tester', email: 'ada@example.invalid' };
const firstCommitTime = Date.UTC(2026, 0, 1, 12);
const minute = 60_000;

/** For programs under test that do not get {@link gitEnvironment}. */
const localConfig = `[user]
\tname = ${author.name}
\temail = ${author.email}
[commit]
\tgpgsign = false
[core]
\tautocrlf = false
[gc]
\tauto = 0
`;

function openRepository(path: string, folder: string): Repository {
  let commits = 0;
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 10 });
  return {
    path,
    folder,
    git: (...args) => git(path, ...args),
    write: (files) => writeFiles(path, files),
    async commit(message, files = {}) {
      await writeFiles(path, files);
      await git(path, 'add', '--all');
      const env = gitEnvironment(new Date(firstCommitTime + minute * commits++));
      await gitIn(path, ['commit', '--quiet', '--allow-empty', `--message=${message}`], env);
      return git(path, 'rev-parse', 'HEAD');
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

function trimEnd(output: string): string {
  return output.endsWith('\n') ? output.slice(0, -1) : output;
}
