import type { LandingEntry } from '../../core/landing/entry';
import type { Git } from '../git/git';
import { isAncestor } from '../worktrees/refs';
import { makeCommit, readCommits, treeOf } from './commits';
import type { Built } from './ground';
import { conflictedNames, mergeInMemory } from './mergeInMemory';
import { pickCommits } from './pickCommits';

/** What is brought where: `onto` and `source` are commits, `branch` is what messages call the source. */
export interface BuildOrder extends Pick<LandingEntry, 'method' | 'target' | 'session'> {
  readonly branch: string;
  readonly onto: string;
  readonly source: string;
}

/** Brings a commit onto another in the way that is wanted, without a worktree. */
export async function buildCommit(git: Git, order: BuildOrder): Promise<Built> {
  const { onto, source, method } = order;
  if (await isAncestor(git, source, onto)) return { kind: 'nothing' };
  return method === 'rebase' ? rebase(git, order) : merge(git, order);
}

async function merge(git: Git, order: BuildOrder): Promise<Built> {
  const { onto, source, method, branch, target } = order;
  const merged = await mergeInMemory(git, onto, source);
  if (!merged.clean) return { kind: 'conflicts', paths: conflictedNames(merged) };
  if (merged.tree === (await treeOf(git, onto))) return { kind: 'nothing' };
  if (method === 'squash') return squash(git, order, merged.tree);
  // As git words it; into the usual branches it does not say where.
  const where = /^(main|master)$/.test(target) ? '' : ` into ${target}`;
  const commit = await makeCommit(git, { tree: merged.tree, parents: [onto, source], message: `Merge branch '${branch}'${where}` }); // prettier-ignore
  return { kind: 'built', commit };
}

async function squash(git: Git, { onto, source, session }: BuildOrder, tree: string): Promise<Built> {
  const commits = await readCommits(git, ['--no-merges', `${onto}..${source}`]);
  const [first] = commits;
  const subjects = commits.map(({ message }) => `* ${message.split('\n')[0] ?? ''}`);
  const message = commits.length === 1 ? first?.message : [`Land "${session}"`, '', ...subjects].join('\n');
  const author = first === undefined ? {} : { author: first.author };
  return { kind: 'built', commit: await makeCommit(git, { tree, parents: [onto], message: message ?? `Land "${session}"`, ...author }) }; // prettier-ignore
}

async function rebase(git: Git, { onto, source, branch }: BuildOrder): Promise<Built> {
  const picked = await pickCommits(git, onto, source);
  if (picked.kind === 'conflicts') return { kind: 'conflicts', paths: picked.paths };
  // What was only resolved in a merge is in none of the copied commits.
  const merged = await mergeInMemory(git, onto, source);
  if (merged.clean && merged.tree !== picked.tree) return { kind: 'refused', why: `Rebasing "${branch}" gives something else than merging it: a merge in it holds changes of its own. Land it as a merge or squashed.` }; // prettier-ignore
  return picked.commit === onto ? { kind: 'nothing' } : { kind: 'built', commit: picked.commit };
}
