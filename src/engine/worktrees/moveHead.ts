import type { Git } from '../git/git';

/**
 * Moves the branch that is checked out in a worktree, and its index with it; files stay as they are. What is staged stays
 * so, unless it is of a file that differs between the two commits.
 * @param git in the worktree. @param why what the branch's log says of it.
 */
export async function moveHead(
  git: Git,
  { from, to }: { readonly from: string; readonly to: string },
  why: string,
): Promise<void> {
  if (from === to) return;
  await git.run(['update-ref', '-m', why, 'HEAD', to, from]);
  const kept = await git.run(['read-tree', '-i', '-m', from, to], { okCodes: [0, 128] });
  if (kept.code !== 0) await git.run(['reset', '--quiet'], { okCodes: [0, 1] });
}
