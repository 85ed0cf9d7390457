import type { Git } from '../git/git';
import type { CommitFacts } from './commits';
import { makeCommit, makeStandIn, readCommits, treeOf } from './commits';
import { conflictedNames, mergeInMemory } from './mergeInMemory';

/** What copying commits onto another came to: the last copy, or the commit that conflicts. */
export type Picked =
  | { readonly kind: 'picked'; readonly commit: string; readonly tree: string }
  | {
      readonly kind: 'conflicts';
      readonly commit: CommitFacts;
      readonly onto: string;
      readonly paths: readonly string[];
    };

/**
 * Copies the commits of a branch that another lacks onto it, one by one, as `git rebase` does: merges are left out, and
 * so is what changes nothing any more. It takes no worktree.
 * @param onto a commit. @param source the newest commit of the branch.
 */
export async function pickCommits(git: Git, onto: string, source: string): Promise<Picked> {
  const commits = await readCommits(git, [
    '--no-merges',
    '--right-only',
    '--cherry-pick',
    `${onto}...${source}`,
  ]);
  let at = { commit: onto, tree: await treeOf(git, onto) };
  for (const commit of commits) {
    if (commit.parents[0] === at.commit) {
      at = { commit: commit.id, tree: commit.tree };
      continue;
    }
    const merged = await mergeChange(git, at, commit);
    if (!merged.clean) return { kind: 'conflicts', commit, onto: at.commit, paths: conflictedNames(merged) };
    if (merged.tree !== at.tree)
      at = { commit: await copy(git, commit, merged.tree, at.commit), tree: merged.tree };
  }
  return { kind: 'picked', ...at };
}

// Git takes the common ancestor for what both started from; of a copied commit that is its parent.
async function mergeChange(git: Git, onto: { readonly tree: string }, commit: CommitFacts) {
  const [parent] = commit.parents;
  const before = parent === undefined ? await emptyTree(git) : await treeOf(git, parent);
  const base = await makeStandIn(git, before, []);
  const [ours, theirs] = await Promise.all(
    [onto.tree, commit.tree].map((tree) => makeStandIn(git, tree, [base])),
  );
  return mergeInMemory(git, ours ?? '', theirs ?? '');
}

function copy(git: Git, { author, message }: CommitFacts, tree: string, parent: string): Promise<string> {
  return makeCommit(git, { tree, parents: [parent], message, author });
}

async function emptyTree(git: Git): Promise<string> {
  return (await git.run(['mktree'])).stdout.trim();
}
