import type { LandingEntry } from '../../core/landing/entry';
import type { Git } from '../git/git';
import { isAncestor } from '../worktrees/refs';
import { makeCommit, readCommits, treeOf } from './commits';
import type { Built } from './ground';
import { conflictedNames, mergeInMemory } from './mergeInMemory';
import { pickCommits } from './pickCommits';
import type { ResolvedMerge, Resolving } from './resolveBySyntax';
import { resolveBySyntax } from './resolveBySyntax';

/** What is brought where: `onto` and `source` are commits, `branch` is what messages call the source. */
export interface BuildOrder extends Pick<LandingEntry, 'method' | 'target' | 'session'> {
  readonly branch: string;
  readonly onto: string;
  readonly source: string;
}

/** Brings a commit onto another in the way that is wanted, without a worktree. */
export async function buildCommit(git: Git, order: BuildOrder, resolving: Resolving): Promise<Built> {
  const { onto, source, method } = order;
  if (await isAncestor(git, source, onto)) return { kind: 'nothing' };
  return method === 'rebase' ? rebase(git, order) : merge(git, order, resolving);
}

async function merge(git: Git, order: BuildOrder, resolving: Resolving): Promise<Built> {
  const { onto, source, method, branch, target, session } = order;
  const found = await mergeInMemory(git, onto, source);
  const labels = { base: 'base', ours: target, theirs: session };
  const merged = found.clean
    ? { tree: found.tree, files: [] }
    : await resolveBySyntax(git, found, labels, resolving);
  if (merged === null) return { kind: 'conflicts', paths: conflictedNames(found) };
  if (merged.tree === (await treeOf(git, onto))) return { kind: 'nothing' };
  if (method === 'squash') return squash(git, order, merged);
  // As git words it; into the usual branches it does not say where.
  const where = /^(main|master)$/.test(target) ? '' : ` into ${target}`;
  const commit = await makeCommit(git, { tree: merged.tree, parents: [onto, source], message: `Merge branch '${branch}'${where}${resolvedNote(merged)}` }); // prettier-ignore
  return { kind: 'built', commit };
}

async function squash(
  git: Git,
  { onto, source, session }: BuildOrder,
  merged: ResolvedMerge,
): Promise<Built> {
  const commits = await readCommits(git, ['--no-merges', `${onto}..${source}`]);
  const [first] = commits;
  const subjects = commits.map(({ message }) => `* ${message.split('\n')[0] ?? ''}`);
  const message = commits.length === 1 ? first?.message : [`Land "${session}"`, '', ...subjects].join('\n');
  const author = first === undefined ? {} : { author: first.author };
  return { kind: 'built', commit: await makeCommit(git, { tree: merged.tree, parents: [onto], message: `${message ?? `Land "${session}"`}${resolvedNote(merged)}`, ...author }) }; // prettier-ignore
}

// Whoever reads the history is to see what nobody wrote.
function resolvedNote({ files }: ResolvedMerge): string {
  if (files.length === 0) return '';
  const lines = files.map(({ path, confidence }) => `  ${path} (${Math.floor(confidence * 100)} % sure)`);
  return [
    '\n\nBoth sides changed these files in the same places; they were merged by syntax:',
    ...lines,
  ].join('\n');
}

async function rebase(git: Git, { onto, source, branch }: BuildOrder): Promise<Built> {
  const picked = await pickCommits(git, onto, source);
  if (picked.kind === 'conflicts') return { kind: 'conflicts', paths: picked.paths };
  // What was only resolved in a merge is in none of the copied commits.
  const merged = await mergeInMemory(git, onto, source);
  if (merged.clean && merged.tree !== picked.tree) return { kind: 'refused', why: `Rebasing "${branch}" gives something else than merging it: a merge in it holds changes of its own. Land it as a merge or squashed.` }; // prettier-ignore
  return picked.commit === onto ? { kind: 'nothing' } : { kind: 'built', commit: picked.commit };
}
