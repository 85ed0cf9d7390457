import type { ListPolicy } from '../grammars/mergeGrammar';
import type { Item } from './item';
import type { ItemMatching } from './matchItems';
import { matchItems } from './matchItems';
import type { ListChoice, MergedItem, MergedList } from './merged';
import { asItIs, mergeItems, placesOf } from './mergedItem';
import { mergeInsertions } from './mergeInsertions';
import { noteRule, type MergeScene } from './mergeScene';

/** The items of three versions of a list. */
export interface ItemLists {
  readonly base: readonly Item[];
  readonly ours: readonly Item[];
  readonly theirs: readonly Item[];
}

/** How a list is written, and what its order means. */
export interface ListStyle {
  readonly policy: ListPolicy | 'record';
  readonly separator: string;
  readonly trailing: boolean;
}

/** Merges a list whose items were inserted, deleted, changed and moved by both sides. */
export function mergeSequence(lists: ItemLists, style: ListStyle, scene: MergeScene): MergedList {
  const elements = new SequenceMerge(lists, style, scene).run();
  const firstGap = lists.ours[0]?.gap ?? '';
  return { kind: 'list', elements, separator: style.separator, trailing: style.trailing, firstGap };
}

/** An item that only one version has, or has at another place. */
interface Inserted {
  readonly item: Item;
  /** The index in the base of the item that it was before it moved; -1 for a new one. */
  readonly movedFrom: number;
}

class Side {
  readonly matching: ItemMatching;
  /** What it has before each item of the base, and at the end. */
  readonly inserted: Inserted[][];

  constructor(
    base: readonly Item[],
    readonly items: readonly Item[],
  ) {
    this.matching = matchItems(base, items);
    this.inserted = Array.from({ length: base.length + 1 }, () => []);
    let slot = 0;
    for (const [index, item] of items.entries()) {
      const from = this.matching.backward[index] ?? -1;
      const isInserted = from === -1 || this.matching.moved.has(from);
      if (isInserted) this.inserted[slot]?.push({ item, movedFrom: from });
      else slot = from + 1;
    }
  }

  /** Its version of an item of the base; null where it has deleted it. */
  partner(index: number): Item | null {
    const at = this.matching.forward[index] ?? -1;
    return at === -1 ? null : (this.items[at] ?? null);
  }

  hasMoved(index: number): boolean {
    return this.matching.moved.has(index);
  }

  take(slot: number): Inserted[] {
    return this.inserted[slot]?.splice(0) ?? [];
  }
}

class SequenceMerge {
  private readonly ours: Side;
  private readonly theirs: Side;
  private readonly elements: (MergedItem | ListChoice)[] = [];
  private changedByOurs = false;
  private changedByTheirs = false;

  constructor(
    private readonly lists: ItemLists,
    private readonly style: ListStyle,
    private readonly scene: MergeScene,
  ) {
    this.ours = new Side(lists.base, lists.ours);
    this.theirs = new Side(lists.base, lists.theirs);
  }

  run(): readonly (MergedItem | ListChoice)[] {
    const { base } = this.lists;
    for (let index = 0; index <= base.length;) index = this.step(index);
    if (this.changedByOurs && this.changedByTheirs) noteRule(this.scene, `list ${this.style.policy}`);
    return this.elements;
  }

  /** Merges what stands before and at an item of the base; returns the index of the next. */
  private step(index: number): number {
    const end = this.replacedUntil(index);
    if (end > index) {
      this.replaced(index, end);
      return end;
    }
    this.insertions(index);
    const item = this.lists.base[index];
    if (item !== undefined) this.kept(item, index);
    return index + 1;
  }

  /** Where the run ends of items that a side has deleted while the other changed some of them; the start if there is none. */
  private replacedUntil(start: number): number {
    for (const [one, other] of [
      [this.ours, this.theirs],
      [this.theirs, this.ours],
    ] as const) {
      let end = start;
      let isChanged = false;
      while (end < this.lists.base.length && one.partner(end) === null) {
        isChanged ||= this.isChangedIn(other, end) || (end > start && (other.inserted[end]?.length ?? 0) > 0);
        end++;
      }
      const bothReplace =
        end > start &&
        other.partner(start) === null &&
        (one.inserted[start]?.length ?? 0) > 0 &&
        (other.inserted[start]?.length ?? 0) > 0;
      if (isChanged || bothReplace) return end;
    }
    return start;
  }

  private isChangedIn(side: Side, index: number): boolean {
    const partner = side.partner(index);
    return partner !== null && partner.hash !== this.lists.base[index]?.hash;
  }

  private replaced(start: number, end: number): void {
    const range = Array.from({ length: end - start }, (_, offset) => start + offset);
    const take = (side: Side): Item[] =>
      range.flatMap((index) => {
        const inserted = side.take(index).map(({ item }) => item);
        const partner = side.hasMoved(index) ? null : side.partner(index);
        return partner === null ? inserted : [...inserted, partner];
      });
    const [ours, theirs] = [take(this.ours), take(this.theirs)];
    const base = this.lists.base.slice(start, end);
    const isDeletion = ours.length === 0 || theirs.length === 0;
    this.changedByOurs = this.changedByTheirs = true;
    this.elements.push({
      kind: 'listChoice',
      facts: {
        kind: isDeletion ? 'delete' : 'edit',
        policy: this.style.policy,
        named: [...base, ...ours, ...theirs].every(({ key }) => key !== null),
        places: placesOf(base, ours, theirs),
      },
      base: base.map(asItIs),
      ours: ours.map(asItIs),
      theirs: theirs.map(asItIs),
      both: isDeletion ? null : [...ours, ...theirs].map(asItIs),
    });
  }

  private insertions(slot: number): void {
    const [ours, theirs] = [this.ours.take(slot), this.theirs.take(slot)];
    const isMoved = ({ movedFrom }: Inserted): boolean => movedFrom !== -1;
    if (ours.length > 0) this.changedByOurs = true;
    if (theirs.length > 0) this.changedByTheirs = true;
    const onlyOne = ours.length === 0 || theirs.length === 0;
    if (onlyOne || ours.some(isMoved) || theirs.some(isMoved)) {
      for (const one of ours) this.insertion(one, this.theirs, 'ours');
      for (const one of theirs) this.insertion(one, this.ours, 'theirs');
      return;
    }
    const items = (inserted: readonly Inserted[]): Item[] => inserted.map(({ item }) => item);
    this.elements.push(...mergeInsertions(items(ours), items(theirs), this.style.policy, this.scene));
  }

  private insertion({ item, movedFrom }: Inserted, other: Side, by: 'ours' | 'theirs'): void {
    const base = movedFrom === -1 ? null : (this.lists.base[movedFrom] ?? null);
    if (base === null) {
      this.elements.push(asItIs(item));
      return;
    }
    noteRule(this.scene, 'move');
    const partner = other.partner(movedFrom);
    // Where both have moved it, it stands where ours has it.
    if (other.hasMoved(movedFrom) && by === 'theirs') return;
    if (partner === null) this.elements.push(...this.deletedAfterMove(base, item, by));
    else
      this.elements.push(
        mergeItems(
          by === 'ours' ? { base, ours: item, theirs: partner } : { base, ours: partner, theirs: item },
          this.scene,
        ),
      );
  }

  private deletedAfterMove(base: Item, item: Item, by: 'ours' | 'theirs'): readonly ListChoice[] {
    if (item.hash === base.hash) return [];
    const [ours, theirs] = by === 'ours' ? [[item], []] : [[], [item]];
    const facts = {
      kind: 'delete',
      policy: this.style.policy,
      named: item.key !== null,
      places: placesOf([base], ours, theirs),
    } as const;
    return [
      {
        kind: 'listChoice',
        facts,
        base: [asItIs(base)],
        ours: ours.map(asItIs),
        theirs: theirs.map(asItIs),
        both: null,
      },
    ];
  }

  private kept(base: Item, index: number): void {
    const [ours, theirs] = [this.ours.partner(index), this.theirs.partner(index)];
    if (ours?.hash !== base.hash) this.changedByOurs = true;
    if (theirs?.hash !== base.hash) this.changedByTheirs = true;
    if (ours === null || theirs === null || this.ours.hasMoved(index) || this.theirs.hasMoved(index)) return;
    if (base.key !== ours.key || base.key !== theirs.key) noteRule(this.scene, 'rename');
    this.elements.push(mergeItems({ base, ours, theirs }, this.scene));
  }
}
