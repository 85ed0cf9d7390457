import type { Git } from '../git/git';

/** A file in a tree. */
export interface TreeFile {
  /** As git writes it: `100644`, `100755`, `120000` or `160000`. */
  readonly mode: string;
  readonly id: string;
}

/** A path in which two trees differ; null where a tree does not have it. */
export interface TreeDifference {
  readonly path: string;
  readonly from: TreeFile | null;
  readonly to: TreeFile | null;
}

/** Lists where two commits or trees differ, by path. @param paths limits it to these files and folders; all when empty. */
export async function diffTrees(
  git: Git,
  from: string,
  to: string,
  paths: readonly string[] = [],
): Promise<TreeDifference[]> {
  const options = ['-r', '-z', '--raw', '--no-renames', '--no-abbrev'];
  const limit = paths.length === 0 ? [] : ['--', ...paths];
  const { stdout } = await git.run(['--literal-pathspecs', 'diff-tree', ...options, from, to, ...limit]);
  const fields = stdout.split('\0');
  const differences: TreeDifference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [fromMode = '', toMode = '', fromId = '', toId = ''] = (fields[at] ?? '').slice(1).split(' ');
    differences.push({
      path: fields[at + 1] ?? '',
      from: fileOf(fromMode, fromId),
      to: fileOf(toMode, toId),
    });
  }
  return differences;
}

function fileOf(mode: string, id: string): TreeFile | null {
  return mode === '000000' ? null : { mode, id };
}
