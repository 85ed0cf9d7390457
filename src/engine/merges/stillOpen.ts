import { diffCommits } from '../git/diffTree';
import type { Git } from '../git/git';
import { History } from '../radar/history';

/**
 * Picks out of many commits those that are certainly not in a target in any way, with three git processes for all:
 * where a target has left a file as it was when the two parted, it has no change of that file.
 * @param target a commit. @returns the commits for which nothing more needs to be asked.
 */
export async function findStillOpen(
  git: Git,
  target: string,
  heads: readonly string[],
): Promise<Set<string>> {
  const history = new History(git);
  await history.learnBeside(target, heads);
  const parted = heads.flatMap((head) => {
    const parting = history.parting(target, head);
    return parting === 'several' || parting === 'none' || parting === head ? [] : [{ head, parting }];
  });
  const partings = [...new Set(parted.map(({ parting }) => parting))];
  const changes = await diffCommits(git, [
    ...parted.map(({ head, parting }) => ({ from: parting, to: head })),
    ...partings.map((parting) => ({ from: parting, to: target })),
  ]);
  const byTarget = new Map(partings.map((parting, index) => [parting, changes[parted.length + index]]));
  const open = parted.filter(({ parting }, index) => {
    const own = [...(changes[index]?.keys() ?? [])];
    return own.length === 0 || own.some((path) => byTarget.get(parting)?.has(path) !== true);
  });
  return new Set(open.map(({ head }) => head));
}
