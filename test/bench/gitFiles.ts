import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { mapLimit } from '../../src/base/async';

/** Everything in git's common directory but our own folder, by path: objects, refs, logs, indexes. The value is the content. */
export async function listGitFiles(commonDir: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(commonDir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(commonDir, join(entry.parentPath, entry.name)))
    .filter((path) => path.split(sep)[0] !== 'parallel-cc');
  const contents = await mapLimit(paths, 16, (path) => fingerprint(commonDir, path));
  return new Map(paths.map((path, index) => [path, contents[index] ?? '']));
}

/** The paths that are new, gone or different. */
export function changedGitFiles(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}

// An object's name says its content.
async function fingerprint(commonDir: string, path: string): Promise<string> {
  if (path.startsWith(`objects${sep}`)) return path;
  return createHash('sha256')
    .update(await readFile(join(commonDir, path)))
    .digest('hex');
}
