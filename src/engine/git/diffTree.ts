import type { Git } from './git';

/** How a path differs: added, deleted, or changed in content, mode or type. */
export type PathChange = 'added' | 'deleted' | 'changed';

/** Lists what each commit changed against another, by path; renames count as a deletion and an addition. */
export async function diffCommits(
  git: Git,
  pairs: readonly { readonly from: string; readonly to: string }[],
): Promise<Map<string, PathChange>[]> {
  if (pairs.length === 0) return [];
  // Of each line the first commit is compared with the second, as if that were its parent.
  const input = pairs.map(({ from, to }) => `${to} ${from}\n`).join('');
  const args = [
    'diff-tree',
    '--stdin',
    '-r',
    '-z',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    '--always',
    '--root',
  ];
  const { stdout } = await git.run(args, { input });
  return parseDiffTrees(stdout, pairs.length);
}

/** Reads the output of `diff-tree --stdin -z --raw --always`: per commit its id, then a field of `:` and one of path per change. */
export function parseDiffTrees(output: string, count: number): Map<string, PathChange>[] {
  const results: Map<string, PathChange>[] = [];
  const fields = output.split('\0');
  for (let at = 0; at < fields.length - 1; at++) {
    const field = fields[at] ?? '';
    if (!field.startsWith(':')) results.push(new Map());
    else results.at(-1)?.set(fields[++at] ?? '', changeOf(field));
  }
  if (results.length !== count)
    throw new Error(`Internal error: ${results.length} of ${count} comparisons were read`);
  return results;
}

function changeOf(field: string): PathChange {
  const letter = field.slice(field.lastIndexOf(' ') + 1);
  return letter === 'A' ? 'added' : letter === 'D' ? 'deleted' : 'changed';
}

/** Lists the paths in which two trees, or commits, differ, with the blobs of the second; null for what it does not have. */
export async function diffBlobs(git: Git, from: string, to: string): Promise<Map<string, string | null>> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to];
  const fields = (await git.run(args)).stdout.split('\0');
  const found = new Map<string, string | null>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode = '', , blob = ''] = (fields[at] ?? '').slice(1).split(' ');
    found.set(fields[at + 1] ?? '', mode.startsWith('100') ? blob : null);
  }
  return found;
}

/** Lists the files of a commit with their blobs; links and submodules are left out. */
export async function listBlobs(git: Git, commit: string): Promise<Map<string, string>> {
  const { stdout } = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit]);
  const found = new Map<string, string>();
  for (const entry of stdout.split('\0')) {
    const tab = entry.indexOf('\t');
    const [mode = '', , blob = ''] = entry.slice(0, Math.max(0, tab)).split(' ');
    if (mode.startsWith('100')) found.set(entry.slice(tab + 1), blob);
  }
  return found;
}
