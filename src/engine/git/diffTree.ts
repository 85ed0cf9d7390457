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
