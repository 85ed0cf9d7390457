import { copyFile, stat, utimes } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Git } from '../git/git';

/** Untracked files larger than this are left out, in bytes: agents leave dumps and archives lying about. */
const largestUntracked = 20 * 1024 * 1024;

/**
 * Settings for every git that looks at files: filters of LFS would write into the repository and ask the network, and
 * daemons of the user's are none of ours.
 */
const calm = [
  ...['core.fsmonitor=false', 'core.untrackedCache=false', 'core.safecrlf=false', 'commit.gpgSign=false'],
  ...['filter.lfs.clean=', 'filter.lfs.smudge=', 'filter.lfs.process=', 'filter.lfs.required=false'],
].flatMap((setting) => ['-c', setting]);

/** The same for every snapshot, so that the same content is the same commit. */
const authorship = {
  GIT_AUTHOR_NAME: 'parallel-cc',
  GIT_AUTHOR_EMAIL: 'parallel-cc@localhost',
  GIT_AUTHOR_DATE: '@0 +0000',
  GIT_COMMITTER_NAME: 'parallel-cc',
  GIT_COMMITTER_EMAIL: 'parallel-cc@localhost',
  GIT_COMMITTER_DATE: '@0 +0000',
} as const;

/** Keeps a commit of all that is in a worktree, by means of an index of its own. */
export class WorktreeSnapshot {
  private readonly git: Git;
  private tree: string | undefined;
  private readonly touched = new Set<string>();
  private made: { readonly tree: string; readonly head: string; readonly commit: string } | undefined;
  /** Folders of files that are not tracked yet, seen at the last refresh; they need watching. */
  untrackedFolders: readonly string[] = [];

  /** @param git in the worktree, writing objects to the quarantine. @param index a path for the private index. */
  constructor(
    git: Git,
    private readonly gitDir: string,
    private readonly index: string,
  ) {
    this.git = git.withEnv({ GIT_INDEX_FILE: index, ...authorship });
  }

  /** Starts from the worktree's own index, which spares hashing what it knows to be unchanged; nothing is looked at yet. */
  async open(): Promise<void> {
    const own = join(this.gitDir, 'index');
    const found = await stat(own).catch(() => null);
    if (found !== null) {
      await copyFile(own, this.index);
      // Git takes entries as old as the index for suspect; a copy that looked younger would hide edits of that second.
      const seconds = Math.floor(found.mtimeMs) / 1000;
      await utimes(this.index, seconds, seconds);
    }
  }

  /**
   * Brings the index up to date with the files.
   * @param paths absolute paths that may have changed, folders too; null: look at everything.
   */
  async refresh(paths: readonly string[] | null): Promise<void> {
    if (paths?.length === 0 && this.tree !== undefined) return;
    const [changed, untracked] = await this.list(this.pathspecs(paths));
    const kept = await this.withoutHuge(untracked);
    this.untrackedFolders = [...new Set(untracked.map((path) => path.slice(0, path.lastIndexOf('/') + 1)))];
    const files = [...new Set([...changed, ...kept])];
    for (const path of [...changed, ...untracked]) this.touched.add(path);
    if (files.length > 0) {
      const args = [...calm, 'update-index', '--add', '--remove', '--replace', '-z', '--stdin'];
      await this.git.run(args, { input: `${files.join('\0')}\0` });
    }
    if (files.length > 0 || this.tree === undefined)
      this.tree = (await this.git.run([...calm, 'write-tree'])).stdout.trim();
  }

  /** Lists what differs from the index, which stays as it is. @param paths as for `refresh`. */
  async changedAmong(paths: readonly string[] | null): Promise<string[]> {
    return paths?.length === 0 ? [] : (await this.list(this.pathspecs(paths))).flat();
  }

  /** Takes the files that refreshes found changed since this was last called. */
  takeTouched(): string[] {
    const touched = [...this.touched];
    this.touched.clear();
    return touched;
  }

  /** The commit of what is there, on top of `head`; `head` itself when nothing differs from it. */
  async commitOn(head: string, headTree: string): Promise<string> {
    const tree = this.tree ?? headTree;
    if (tree === headTree) return head;
    if (this.made?.tree === tree && this.made.head === head) return this.made.commit;
    const commit = (
      await this.git.run([...calm, 'commit-tree', tree, '-p', head, '-m', 'snapshot'])
    ).stdout.trim();
    this.made = { tree, head, commit };
    return commit;
  }

  /** Lists folders that hold files which are watched, from the top of the worktree, with `/` behind each; '' is the top. */
  async folders(): Promise<string[]> {
    const { stdout } = await this.git.run([...calm, 'ls-files', '-z']);
    const folders = new Set<string>(['']);
    for (const path of splitNul(stdout)) {
      for (
        let at = path.lastIndexOf('/');
        at > 0 && !folders.has(path.slice(0, at + 1));
        at = path.lastIndexOf('/', at - 1)
      )
        folders.add(path.slice(0, at + 1));
    }
    return [...folders];
  }

  // None mean everything.
  private pathspecs(paths: readonly string[] | null): readonly string[] {
    const limited = paths?.map((path) => fromTop(this.git.cwd, path)) ?? [];
    return limited.includes('') || limited.length > 500 ? [] : limited;
  }

  private async list(pathspecs: readonly string[]): Promise<[string[], string[]]> {
    const limit = pathspecs.length === 0 ? [] : ['--', ...pathspecs];
    const args = [...calm, '--literal-pathspecs', 'ls-files', '-z', '--exclude-standard'];
    const [changed, untracked] = await Promise.all([
      this.git.run([...args, '--modified', '--deleted', ...limit]),
      this.git.run([...args, '--others', ...limit]),
    ]);
    // A folder with a slash behind is a repository of its own: none of our business.
    return [splitNul(changed.stdout), splitNul(untracked.stdout).filter((path) => !path.endsWith('/'))];
  }

  private async withoutHuge(paths: readonly string[]): Promise<string[]> {
    const sizes = await Promise.all(paths.map((path) => stat(join(this.git.cwd, path)).then(({ size }) => size).catch(() => 0))); // prettier-ignore
    return paths.filter((_, index) => (sizes[index] ?? 0) <= largestUntracked);
  }
}

/** A path from the top of a worktree, with `/`. */
export function fromTop(top: string, path: string): string {
  return relative(top, path).split(sep).join('/');
}

function splitNul(output: string): string[] {
  return output.split('\0').filter((part) => part !== '');
}
