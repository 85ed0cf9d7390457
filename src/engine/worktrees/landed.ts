import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Landing } from '../../core/landing';
import type { Git } from '../git/git';
import { isAncestor } from './refs';

/**
 * Finds out whether the commits of a branch are in its target, whichever way they were merged. Nothing is written into
 * the repository.
 * @param git in the repository. @param head the commit of the branch. @param target a ref or commit.
 * @param base the commit that the branch was made at, or had when it landed before.
 * @throws CoordinatorError `gitFailed`.
 */
export async function howLanded(git: Git, head: string, target: string, base: string): Promise<Landing> {
  if (await isAncestor(git, head, base)) return 'nothing';
  if (await isAncestor(git, head, target)) return 'merged';
  const found = await git.run(['merge-base', target, head], { okCodes: [0, 1, 128] });
  const parting = found.stdout.trim();
  // Commits that cancel each other out are no reason to say that they landed.
  if (found.code !== 0 || (await isSame(git, parting, head))) return 'open';
  const copies = await copiesOf(git, head, target);
  if (copies !== 'open') return copies;
  // Of a branch that landed before, only what came since is in one commit.
  const starts = (await isAncestor(git, parting, base)) && (await isAncestor(git, base, head)) ? [parting, base] : [parting]; // prettier-ignore
  return (await isContained(git, head, target, [...new Set(starts)])) ? 'squashed' : 'open';
}

async function isSame(git: Git, one: string, other: string): Promise<boolean> {
  return (await git.run(['diff', '--quiet', one, other, '--'], { okCodes: [0, 1] })).code === 0;
}

// git-cherry(1) passes over merges, but what was resolved in one may be nowhere else.
async function copiesOf(git: Git, head: string, target: string): Promise<Landing> {
  const merges = await git.text(['rev-list', '--count', '--min-parents=2', head, `^${target}`]);
  const signs = await cherry(git, target, head);
  if (merges !== '0' || signs.length === 0 || !signs.every((sign) => sign === '-')) return 'open';
  return signs.length === 1 ? 'squashed' : 'rebased';
}

/** Says of each commit of `head` behind `since` whether the target has one with the same change (`-`) or not (`+`). */
async function cherry(git: Git, target: string, head: string, since?: string): Promise<string[]> {
  const { stdout } = await git.run(['cherry', target, head, ...(since === undefined ? [] : [since])]);
  return stdout.split('\n').filter((line) => line !== '').map((line) => line.charAt(0)); // prettier-ignore
}

/** Says whether the target has all changes of a branch since a commit as one, or would not change by merging it. */
async function isContained(
  git: Git,
  head: string,
  target: string,
  starts: readonly string[],
): Promise<boolean> {
  return inQuarantine(git, async (own) => {
    const merged = await own.run(['merge-tree', '--write-tree', target, head], { okCodes: [0, 1] });
    const targetTree = await own.text(['rev-parse', `${target}^{tree}`]);
    if (merged.code === 0 && merged.stdout.trim() === targetTree) return true;
    for (const start of starts) {
      const whole = await own.text(['commit-tree', `${head}^{tree}`, '-p', start, '-m', 'all of the branch']);
      const signs = await cherry(own, target, whole, start);
      if (signs.join('') === '-') return true;
    }
    return false;
  });
}

// What git makes to find an answer goes to a folder that is deleted afterwards.
async function inQuarantine<T>(git: Git, run: (own: Git) => Promise<T>): Promise<T> {
  const objects = resolve(git.cwd, await git.text(['rev-parse', '--git-path', 'objects']));
  const folder = await mkdtemp(join(tmpdir(), 'parallel-cc-'));
  const identity = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'parallel-cc'],
    [`GIT_${role}_EMAIL`, 'parallel-cc@localhost'],
  ]);
  // Quoted, since a path may hold the character that separates several.
  const alternate = JSON.stringify(objects);
  const places = { GIT_OBJECT_DIRECTORY: folder, GIT_ALTERNATE_OBJECT_DIRECTORIES: alternate };
  try {
    return await run(git.withEnv({ ...places, ...(Object.fromEntries(identity) as Record<string, string>) }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
