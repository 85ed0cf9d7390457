import type { Item } from './item';
import type { MergedItem, Places } from './merged';
import type { ItemTriple, MergeScene } from './mergeScene';

/** Merges an item that all three versions have. */
export function mergeItems(items: ItemTriple, scene: MergeScene): MergedItem {
  const { base, ours, theirs } = items;
  const changed = (read: (item: Item) => string): string =>
    base === null || read(ours) !== read(base) ? read(ours) : read(theirs);
  return {
    gap: changed(({ gap }) => gap),
    parts: scene.mergeBodies(items, scene),
    separator: changed(({ separator }) => separator),
    tail: changed(({ tail }) => tail),
    isEnd: ours.isEnd,
    ownLine: ours.beginsLine,
  };
}

/** Takes an item of one version. */
export function asItIs({ gap, body, separator, tail, isEnd, beginsLine }: Item): MergedItem {
  return { gap, parts: [body], separator, tail, isEnd, ownLine: beginsLine };
}

/** Where items are in their versions. */
export function placesOf(base: readonly Item[], ours: readonly Item[], theirs: readonly Item[]): Places {
  const place = (items: readonly Item[]): Places['base'] => {
    const [first, last] = [items[0], items.at(-1)];
    return first === undefined || last === undefined
      ? null
      : { start: first.place.bodyStart, end: last.place.bodyEnd };
  };
  return { base: place(base), ours: place(ours), theirs: place(theirs) };
}
