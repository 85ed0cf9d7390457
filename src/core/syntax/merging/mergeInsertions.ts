import type { ListPolicy } from '../grammars/mergeGrammar';
import type { Item } from './item';
import { matchItems } from './matchItems';
import type { ListChoice, MergedItem } from './merged';
import { asItIs, mergeItems, placesOf } from './mergedItem';
import { noteRule, type MergeScene } from './mergeScene';

/** Merges what both sides have inserted at one place: what is the same once, what has the same name into one, the rest side by side. */
export function mergeInsertions(
  ours: readonly Item[],
  theirs: readonly Item[],
  policy: ListPolicy | 'record',
  scene: MergeScene,
): readonly (MergedItem | ListChoice)[] {
  const { forward } = matchItems(ours, theirs);
  const elements: (MergedItem | ListChoice)[] = [];
  let [nextOurs, nextTheirs] = [0, 0];
  const flush = (oursEnd: number, theirsEnd: number): void => {
    elements.push(...sideBySide(ours.slice(nextOurs, oursEnd), theirs.slice(nextTheirs, theirsEnd), policy));
  };
  for (const [index, item] of ours.entries()) {
    const partner = forward[index] ?? -1;
    const other = theirs[partner];
    if (other === undefined || partner < nextTheirs || !isSame(item, other)) continue;
    flush(index, partner);
    noteRule(scene, item.hash === other.hash ? 'sameInsertion' : 'sameName');
    elements.push(mergeItems({ base: null, ours: item, theirs: other }, scene));
    [nextOurs, nextTheirs] = [index + 1, partner + 1];
  }
  flush(ours.length, theirs.length);
  return elements;
}

function isSame(one: Item, other: Item): boolean {
  return one.hash === other.hash || (one.key !== null && one.key === other.key);
}

function sideBySide(
  ours: readonly Item[],
  theirs: readonly Item[],
  policy: ListPolicy | 'record',
): readonly (MergedItem | ListChoice)[] {
  if (ours.length === 0 || theirs.length === 0) return [...ours, ...theirs].map(asItIs);
  const names = [...ours, ...theirs].map(({ key }) => key);
  const named = names.every((name) => name !== null) && new Set(names).size === names.length;
  return [
    {
      kind: 'listChoice',
      facts: { kind: 'insert', policy, named, places: placesOf([], ours, theirs) },
      base: [],
      ours: ours.map(asItIs),
      theirs: theirs.map(asItIs),
      both: policy === 'record' ? null : inOrder(ours, theirs, policy).map(asItIs),
    },
  ];
}

/** Ours, then theirs; in a set that both keep sorted, sorted. */
function inOrder(ours: readonly Item[], theirs: readonly Item[], policy: ListPolicy): readonly Item[] {
  const all = [...ours, ...theirs];
  if (policy !== 'set' || !isSorted(ours) || !isSorted(theirs)) return all;
  return all.toSorted((one, other) => compare(one.key, other.key));
}

function isSorted(items: readonly Item[]): boolean {
  return items.every((item, index) => index === 0 || compare(items[index - 1]?.key ?? null, item.key) <= 0);
}

function compare(one: string | null, other: string | null): number {
  const [a, b] = [one ?? '', other ?? ''];
  return a < b ? -1 : a > b ? 1 : 0;
}
