import type { Git } from '../git/git';

/** Where two commits parted: the id of their one best common ancestor, `several` when there are more, `none` when unrelated. */
export type Parting = string;

/** Finds where commits parted. Commits never change, so neither do the answers: they are kept. */
export class History {
  private readonly known = new Map<string, Parting>();

  constructor(private readonly git: Git) {}

  /** The parting of two commits that `learn` was told of. */
  parting(one: string, other: string): Parting {
    return one === other ? one : (this.known.get(keyOf(one, other)) ?? 'several');
  }

  /**
   * Finds the partings of all pairs of the given commits with two git processes, however many there are: the commits
   * above the ancestor that all share are few, and the rest is done on them here.
   */
  learn(commits: readonly string[]): Promise<void> {
    return this.learnPairs(allPairs([...new Set(commits)]));
  }

  /** The same for one commit beside each of several others. */
  learnBeside(commit: string, others: readonly string[]): Promise<void> {
    return this.learnPairs(
      others.filter((other) => other !== commit).map((other) => [commit, other] as const),
    );
  }

  private async learnPairs(all: readonly (readonly [string, string])[]): Promise<void> {
    const pairs = all.filter(([one, other]) => !this.known.has(keyOf(one, other)));
    if (pairs.length === 0) return;
    const distinct = [...new Set(pairs.flat())];
    const shared = await this.git.run(['merge-base', '--octopus', ...distinct], { okCodes: [0, 1] });
    const bottom = shared.stdout.trim();
    if (bottom === '') return this.learnOneByOne(pairs);
    const { stdout } = await this.git.run([
      'rev-list',
      '--parents',
      '--topo-order',
      ...distinct,
      '--not',
      bottom,
    ]);
    const graph = new Map(
      stdout
        .split('\n')
        .filter((line) => line !== '')
        .map(parseCommit),
    );
    const ancestors = new Map(distinct.map((commit) => [commit, ancestorsOf(commit, graph)]));
    for (const [one, other] of pairs)
      this.known.set(keyOf(one, other), part(setOf(ancestors, one), setOf(ancestors, other), graph, bottom));
  }

  private async learnOneByOne(pairs: readonly (readonly [string, string])[]): Promise<void> {
    for (const [one, other] of pairs) {
      const { stdout } = await this.git.run(['merge-base', '--all', one, other], { okCodes: [0, 1] });
      const found = stdout.split('\n').filter((line) => line !== '');
      this.known.set(keyOf(one, other), found.length > 1 ? 'several' : (found[0] ?? 'none'));
    }
  }
}

type Graph = ReadonlyMap<string, readonly string[]>;

// The common commits in the graph that no other common commit descends from; below it lies only `bottom`.
function part(one: ReadonlySet<string>, other: ReadonlySet<string>, graph: Graph, bottom: string): Parting {
  const common = [...one].filter((commit) => other.has(commit));
  if (common.length === 0) return bottom;
  const below = new Set(common.flatMap((commit) => graph.get(commit) ?? []));
  const best = common.filter((commit) => !below.has(commit));
  const [only] = best;
  // A line of history that reaches past `bottom` may part elsewhere too.
  const isPlain = best.length === 1 && only !== undefined && reachesOnly(only, graph, bottom);
  return isPlain ? only : 'several';
}

function reachesOnly(commit: string, graph: Graph, bottom: string): boolean {
  return [...ancestorsOf(commit, graph)].every((member) =>
    (graph.get(member) ?? []).every((parent) => graph.has(parent) || parent === bottom),
  );
}

function ancestorsOf(commit: string, graph: Graph): Set<string> {
  const found = new Set<string>();
  const queue = [commit];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next) || !graph.has(next)) continue;
    found.add(next);
    queue.push(...(graph.get(next) ?? []));
  }
  return found;
}

function parseCommit(line: string): [string, readonly string[]] {
  const [commit = '', ...parents] = line.split(' ');
  return [commit, parents];
}

function setOf(ancestors: ReadonlyMap<string, Set<string>>, commit: string): Set<string> {
  return ancestors.get(commit) ?? new Set();
}

function keyOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

function allPairs(items: readonly string[]): (readonly [string, string])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other] as const));
}
