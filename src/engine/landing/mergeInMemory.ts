import type { Git } from '../git/git';
import type { MergeTreeResult } from '../git/mergeTree';
import { parseMergeTrees } from '../git/mergeTree';

/** Merges two commits without a worktree. Objects are written, no ref and no file is. */
export async function mergeInMemory(git: Git, ours: string, theirs: string): Promise<MergeTreeResult> {
  const { stdout } = await git.run(['merge-tree', '--write-tree', '--stdin'], {
    input: `${ours} ${theirs}\n`,
  });
  const [result] = parseMergeTrees(stdout);
  if (result === undefined) throw new Error(`Internal error: git gave no result for ${ours} and ${theirs}`);
  return result;
}

/** Names the files that a merge conflicts in, each once, in order. */
export function conflictedNames(result: MergeTreeResult): string[] {
  return [...new Set(result.stages.map(({ path }) => path))].sort();
}
