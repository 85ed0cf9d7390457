// What a worktree is, to the byte.
import { createHash } from 'node:crypto';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git';

/** All that is in a worktree: every file, the index, and where HEAD is. */
export async function fingerprint(path: string): Promise<unknown> {
  const gitDir = await git(path, 'rev-parse', '--absolute-git-dir');
  const index = createHash('sha256').update(await readFile(join(gitDir, 'index'))).digest('hex'); // prettier-ignore
  const head = await readFile(join(gitDir, 'HEAD'), 'utf8');
  return { files: await fileContents(path), index, head, commit: await git(path, 'rev-parse', 'HEAD') };
}

/** Every file of a folder but git's own, by path: whether it can be run, and its content or where it leads. */
export async function fileContents(path: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const name = file.slice(path.length + 1);
    if (name === '.git' || name.startsWith('.git/') || entry.isDirectory()) continue;
    const { mode } = await lstat(file);
    const content = entry.isSymbolicLink() ? await readlink(file) : (await readFile(file)).toString('base64');
    found[name] = `${(mode & 0o111).toString(8)} ${content}`;
  }
  return found;
}

/** All that a repository holds beside its worktrees: its own refs, its configuration, and what its main worktree is. */
export async function repositoryFingerprint(path: string): Promise<Record<string, unknown>> {
  const refs = (await git(path, 'for-each-ref')).split('\n').filter((ref) => !ref.includes('\trefs/parallel-cc/')); // prettier-ignore
  return { refs, config: await readFile(join(path, '.git/config'), 'utf8'), main: await fingerprint(path) };
}
