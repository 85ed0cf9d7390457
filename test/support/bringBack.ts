// Files of a worktree made what a snapshot has, with nothing of a coordinator around it.
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Git } from '../../src/engine/git/git';
import { prepareReplacement, replaceFiles, tidy } from '../../src/engine/snapshots/replacing/replaceFiles';
import type { TreeDifference } from '../../src/engine/snapshots/treeDiff';
import { diffTrees } from '../../src/engine/snapshots/treeDiff';

/** Makes files what a commit has. @param door in the worktree. */
export async function bringBack(
  door: Git,
  commit: string,
  differences: readonly TreeDifference[],
): Promise<void> {
  const folder = await mkdtemp(join(dirname(door.cwd), 'replacing-'));
  try {
    const plan = await prepareReplacement(door, folder, commit, differences);
    await replaceFiles(door, plan);
    await tidy(plan);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Makes all files what the second commit has, where they are as the first has them. */
export async function goTo(door: Git, from: string, to: string): Promise<void> {
  await bringBack(door, to, await diffTrees(door, from, to));
}
