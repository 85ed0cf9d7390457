import type { Git } from '../../src/engine/git/git';
import { PlainRepositories } from '../../src/engine/git/plainRepository';
import { TreeReader } from '../../src/engine/git/treeReader';
import { changedSince } from '../../src/engine/snapshots/changedSince';
import type { TakenSnapshot } from '../../src/engine/snapshots/takeSnapshot';
import { takeSnapshot } from '../../src/engine/snapshots/takeSnapshot';

/** Takes a snapshot as the time-line does where the radar heard of these paths; fails where that would look at everything. */
export async function takeDirectly(
  git: Git,
  ref: string,
  snapshot: TakenSnapshot,
  heardOf: readonly string[],
): Promise<TakenSnapshot> {
  const plain = await new PlainRepositories().find(git);
  if (plain === null) throw new Error('The repository is not plain.');
  const trees = new TreeReader(git);
  const paths = await changedSince(git, trees, snapshot.tree, { files: [], heardOf });
  if (paths === null) throw new Error('What has changed is not known.');
  const rule = { largestUntracked: 1_000_000, ignored: [], hidden: false };
  const request = { ref, message: 'direct', now: 0, rule, complete: false };
  return takeSnapshot(git, { ...request, since: { snapshot, paths, direct: { plain, trees } } });
}
