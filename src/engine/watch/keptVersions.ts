import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportedCommit, ImportedPath } from '../git/fastImport';
import { importCommits } from '../git/fastImport';
import type { Git } from '../git/git';
import type { FileVersion } from './messages';

/** The versions of a file that a breach is about. */
export interface VersionsToKeep {
  readonly path: string;
  readonly before: FileVersion | null;
  readonly after: FileVersion | null;
  /** The worktree of the holder, whose copy is kept too. */
  readonly holderWorktree: string;
}

/** The commits that they are kept in. */
export interface KeptVersions {
  readonly before: string;
  readonly after: string;
}

/**
 * Keeps the versions of a file under a ref of ours, byte for byte: each as a commit, the last of which has the others as
 * parents.
 * @param git in the worktree that was written in. @throws CoordinatorError `gitFailed`.
 */
export async function keepVersions(
  git: Git,
  ref: string,
  versions: VersionsToKeep,
  now: number,
): Promise<KeptVersions> {
  const { path, before, after } = versions;
  const head = (await git.run(['rev-parse', '--verify', 'HEAD'])).stdout.trim();
  const commits: ImportedCommit[] = [
    { message: `${path} before\n`, parents: [head], onto: 'parent', paths: pathOf(path, before) },
    { message: `${path} as its holder has it\n`, parents: [head], onto: 'parent', paths: await holders(versions) },
    { message: `${path} after\n`, parents: [':1', ':2'], onto: 'parent', paths: pathOf(path, after) },
  ]; // prettier-ignore
  const made = await importCommits(git, ref, Promise.resolve(commits), Math.floor(now / 1000));
  return { before: made[0]?.commit ?? '', after: made[2]?.commit ?? '' };
}

// What is too large to be kept is left as HEAD has it; of a committed version git has the bytes.
function pathOf(path: string, version: FileVersion | null): ImportedPath[] {
  if (version === null) return [{ path, file: null }];
  const { mode, kept, size, hash } = version;
  if (kept !== null) return [{ path, file: { mode, content: { kind: 'file', path: kept, size } } }];
  return isObjectId(hash) ? [{ path, file: { mode, content: { kind: 'object', id: hash } } }] : [];
}

// SHA-256 names of bytes that were read are as long as those of objects in a new kind of repository; those have a file.
function isObjectId(hash: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(hash);
}

async function holders({ path, holderWorktree }: VersionsToKeep): Promise<ImportedPath[]> {
  const file = join(holderWorktree, path);
  const found = await lstat(file).catch(() => null);
  if (found?.isFile() !== true) return [];
  const mode = (found.mode & 0o100) === 0 ? '100644' : '100755';
  return [{ path, file: { mode, content: { kind: 'file', path: file, size: found.size } } }];
}
