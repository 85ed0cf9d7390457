import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * Finds a worktree's own git directory, with links resolved. It reads what git would read and starts no process: asking
 * git for many worktrees at once would hold the event loop.
 */
export async function gitDirOf(worktree: string): Promise<string> {
  const dotGit = join(worktree, '.git');
  const text = await readFile(dotGit, 'utf8').catch(ifFolder);
  const named = text === null ? undefined : /^gitdir: (.+?)\r?\n?$/.exec(text)?.[1];
  return realpath(named === undefined ? dotGit : resolve(worktree, named));
}

function ifFolder(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'EISDIR') return null;
  throw error;
}
