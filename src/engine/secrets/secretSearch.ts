import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FoundSecret } from '../../core/foundSecret';
import type { Git } from '../git/git';
import type { FromSearch, SearchedFile, SearchOrder } from './messages';

/** The most that is remembered of contents that have no secret, in bytes. */
const mostRemembered = 8 * 1024 * 1024;

/** Searches what is about to leave the machine for secrets. A content that had none is not searched again. */
export class SecretSearch {
  private readonly cleanFile: string;

  /**
   * @param stateDir the folder in git's common directory that is ours.
   * @param workerFile the program of the thread.
   */
  constructor(
    stateDir: string,
    private readonly workerFile: string,
  ) {
    this.cleanFile = join(stateDir, 'searched-contents');
  }

  /**
   * Searches the files of a commit as they are in a worktree.
   * @param git in the worktree.
   * @param leftOut paths that stay home.
   * @param onProgress told how many files of how many were searched.
   */
  async search(
    git: Git,
    commit: string,
    leftOut: readonly string[],
    onProgress: (searched: number, all: number) => void,
  ): Promise<readonly FoundSecret[]> {
    const remembered = await readFile(this.cleanFile, 'utf8').catch(() => '');
    const files = await this.filesOf(git, commit, new Set(leftOut), new Set(remembered.split('\n')));
    if (files.length === 0) return [];
    const { found, cleanIds } = await this.run({ root: git.cwd, files }, (searched) => onProgress(searched, files.length)); // prettier-ignore
    if (remembered.length < mostRemembered) await appendFile(this.cleanFile, cleanIds.map((id) => `${id}\n`).join(''), { mode: 0o600 }); // prettier-ignore
    return found;
  }

  private async filesOf(
    git: Git,
    commit: string,
    leftOut: ReadonlySet<string>,
    clean: ReadonlySet<string>,
  ): Promise<SearchedFile[]> {
    const { stdout } = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit]);
    return stdout.split('\0').flatMap((entry) => {
      const [meta = '', path = ''] = entry.split('\t', 2);
      const [mode = '', , id = ''] = meta.split(' ');
      return mode.startsWith('100') && !leftOut.has(path) && !clean.has(id) ? [{ path, id }] : [];
    });
  }

  private run(
    order: SearchOrder,
    onSearched: (searched: number) => void,
  ): Promise<Extract<FromSearch, { kind: 'done' }>> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.workerFile, { name: 'parallel-cc secrets', workerData: order });
      worker.unref();
      worker.on('message', (message: FromSearch) => {
        if (message.kind === 'progress') onSearched(message.searched);
        else resolve(message);
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the search for secrets ended before it was done')));
    });
  }
}
