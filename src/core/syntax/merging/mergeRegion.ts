import type { LineRange } from '../../conflict';
import type { SourceVersion } from './item';
import type { Container, Cover } from './containers';
import { commonDepth, containersOf, coverOf, reachEndTogether } from './containers';
import type { LineIndex } from './lineIndex';
import { mergeBodies } from './mergeBody';
import type { MergedList, RuleCounts } from './merged';
import { mergeSequence } from './mergeSequence';
import type { ChunkMap, PerVersion, Region } from './regions';
import { perVersion, versionNames } from './regions';

/** The versions with their trees and line starts. */
export interface ParsedVersions {
  readonly versions: PerVersion<SourceVersion>;
  readonly indexes: PerVersion<LineIndex>;
}

/** What became of a stretch of a file. */
export interface RegionMerge {
  readonly region: Region;
  readonly merged: MergedList;
  /** The list that it was merged in: its kind of node, and the definitions around it. */
  readonly container: string;
  readonly path: readonly string[];
  readonly rules: RuleCounts;
}

/** How many characters a stretch may have, counted anew at each level of its tree. */
const mostCharacters = 2_000_000;
/** How often a stretch may grow before it is given up. */
const mostSteps = 12;

/** Merges a stretch item by item in the smallest list that holds it in all versions; null where there is none. */
export function mergeRegion(start: Region, map: ChunkMap, parsed: ParsedVersions): RegionMerge | null {
  let region = start;
  for (let step = 0; step < mostSteps; step++) {
    const found = findList(map.lines(region), parsed);
    if (found === null) return null;
    const wider = map.widen(region, withMoved(found, parsed.indexes));
    if (isEqual(wider, region, map)) return mergeFound(region, found, parsed);
    region = wider;
  }
  return null;
}

/** The lines of the items, and of items of their names that a side has moved to elsewhere in the list. */
function withMoved({ containers, covers }: FoundList, indexes: PerVersion<LineIndex>): PerVersion<LineRange> {
  const chosen = perVersion((version) =>
    containers[version].list.items.slice(covers[version].first, covers[version].last),
  );
  const names = new Set(chosen.base.flatMap(({ key }) => (key === null ? [] : [key])));
  return perVersion((version) => {
    let { start, end } = covers[version].lines;
    if (version === 'base') return { start, end };
    const here = new Set(chosen[version].map(({ key }) => key));
    for (const { key, place } of containers[version].list.items) {
      if (key === null || !names.has(key) || here.has(key)) continue;
      start = Math.min(start, indexes[version].lineAt(place.start));
      end = Math.max(end, indexes[version].lineFrom(place.end));
    }
    return { start, end };
  });
}

interface FoundList {
  readonly containers: PerVersion<Container>;
  readonly covers: PerVersion<Cover>;
}

function findList(lines: PerVersion<LineRange>, { versions, indexes }: ParsedVersions): FoundList | null {
  const chains = perVersion((version) => containersOf(versions[version], indexes[version], lines[version]));
  for (let depth = commonDepth(chains) - 1; depth >= 0; depth--) {
    const containers = perVersion((version) => chains[version][depth] as Container);
    const covers = perVersion((version) =>
      coverOf(containers[version], versions[version], indexes[version], lines[version]),
    );
    const { base, ours, theirs } = covers;
    if (base === null || ours === null || theirs === null) continue;
    return { containers, covers: togetherAtEnd({ base, ours, theirs }, containers, indexes) };
  }
  return null;
}

/** Where the items reach the end of the list in one version, they shall in all. */
function togetherAtEnd(
  covers: PerVersion<Cover>,
  containers: PerVersion<Container>,
  indexes: PerVersion<LineIndex>,
): PerVersion<Cover> {
  if (reachEndTogether(covers, containers)) return covers;
  return perVersion((version) => {
    const { items, end } = containers[version].list;
    const { first, lines } = covers[version];
    return { first, last: items.length, lines: { start: lines.start, end: indexes[version].lineFrom(end) } };
  });
}

function isEqual(one: Region, other: Region, map: ChunkMap): boolean {
  const [a, b] = [map.lines(one), map.lines(other)];
  return versionNames.every(
    (version) => a[version].start === b[version].start && a[version].end === b[version].end,
  );
}

function mergeFound(
  region: Region,
  { containers, covers }: FoundList,
  { versions }: ParsedVersions,
): RegionMerge {
  const rules: RuleCounts = new Map();
  const items = perVersion((version) =>
    containers[version].list.items.slice(covers[version].first, covers[version].last),
  );
  const { base, ours, theirs } = perVersion((version) => containers[version].list);
  const reachesEnd = covers.base.last === base.items.length;
  const trailing = ours.trailing === base.trailing ? theirs.trailing : ours.trailing;
  const { policy } = containers.base.rule;
  const separator = base.separator || ours.separator || theirs.separator;
  const style = { policy, separator, trailing: trailing || !reachesEnd };
  const merged = mergeSequence(items, style, {
    ...versions,
    rules,
    budget: { left: mostCharacters },
    mergeBodies,
  });
  return { region, merged, container: containers.base.node.type, path: containers.base.path, rules };
}
