import { join } from 'node:path';
import { listed } from '../../core/landing/reasons';
import type { Git } from '../git/git';
import { pathExists } from '../pathExists';
import type { BranchMove } from './ground';
import { headOf, lastLine, placeOf } from './moveBranch';

/**
 * Has the files of the worktree that has a branch checked out follow a move that was cut short behind the branch's own.
 * What somebody has changed since is left alone. Called again it does nothing more.
 * @returns what is to be known, a sentence; null when all is as it should be.
 */
export async function finishMove(git: Git, move: BranchMove): Promise<string | null> {
  const place = await placeOf(git, move.branch);
  if (place === null || (await headOf(git, move.branch)) !== move.to) return null;
  const inside = git.at(place);
  const moved = await differences(inside, [move.from, move.to]);
  const [onDisk, inIndex, before] = await Promise.all([
    differences(inside, [move.to]),
    differences(inside, ['--cached', move.to]),
    differences(inside, [move.from]),
  ]);
  const open = moved.filter((path) => onDisk.includes(path) || inIndex.includes(path));
  if (open.length === 0) return null;
  const changed = open.filter((path) => onDisk.includes(path) && before.includes(path));
  const taken = await untracked(inside, open);
  if (changed.length + taken.length > 0)
    return `The files of "${place}" did not follow, since ${listed([...changed, ...taken])} was changed meanwhile. See "git status" there.`;
  return writeVersions(inside, move.to, open);
}

/** Lists the paths that differ between commits, or between a commit and the files or the index of the worktree. */
async function differences(inside: Git, what: readonly string[]): Promise<string[]> {
  const { stdout } = await inside.run(['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', ...what, '--']); // prettier-ignore
  return stdout.split('\0').filter((path) => path !== '');
}

// Files that git does not know yet, in the place of those that are to come.
async function untracked(inside: Git, paths: readonly string[]): Promise<string[]> {
  const { stdout } = await inside.withEnv(literal).run(['ls-files', '-z', '--', ...paths]);
  const known = new Set(stdout.split('\0'));
  const found = await Promise.all(
    paths.map((path) => (known.has(path) ? Promise.resolve(false) : pathExists(join(inside.cwd, path)))),
  );
  return paths.filter((_, index) => found[index]);
}

const literal = { GIT_LITERAL_PATHSPECS: '1' };

async function writeVersions(inside: Git, commit: string, paths: readonly string[]): Promise<string | null> {
  const { stdout } = await inside.run(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]);
  const present = new Set(stdout.split('\0'));
  const own = inside.withEnv(literal);
  const run = async (command: readonly string[], some: readonly string[]): Promise<string | null> => {
    if (some.length === 0) return null;
    const args = [...command, '--pathspec-from-file=-', '--pathspec-file-nul'];
    const done = await own.run(args, {
      input: some.map((path) => `${path}\0`).join(''),
      okCodes: [0, 1, 128],
    });
    return done.code === 0
      ? null
      : `The files of "${inside.cwd}" did not all follow: ${lastLine(done.stderr)}`;
  };
  const written = await run(['checkout', '--quiet', commit], paths.filter((path) => present.has(path))); // prettier-ignore
  const removed = await run(['rm', '--quiet', '--force', '--ignore-unmatch'], paths.filter((path) => !present.has(path))); // prettier-ignore
  return written ?? removed;
}
