import { diffLines } from '../../text/lineDiff';
import type { Item } from './item';

/** Which items of two lists are the same, changed or not. */
export interface ItemMatching {
  /** For each item of the first list the index of its partner in the second, or -1. */
  readonly forward: readonly number[];
  readonly backward: readonly number[];
  /** Indexes in the first list of items that stand in another order in the second. */
  readonly moved: ReadonlySet<number>;
}

/** How alike items must be to count as one that was changed; a share of their tokens. */
const alike = 0.5;
/** Longer stretches are not compared item by item. */
const longestStretch = 60;
/** A text that occurs once and is at least so long is known again wherever it stands. */
const tellingLength = 24;

/** Matches two lists: by name and text in order, then what is alike in between, then what has moved. */
export function matchItems(a: readonly Item[], b: readonly Item[]): ItemMatching {
  const matching = new Matching(a, b);
  matching.inOrder();
  matching.moves();
  return matching;
}

class Matching implements ItemMatching {
  readonly forward: number[];
  readonly backward: number[];
  readonly moved = new Set<number>();

  constructor(
    private readonly a: readonly Item[],
    private readonly b: readonly Item[],
  ) {
    this.forward = a.map(() => -1);
    this.backward = b.map(() => -1);
  }

  inOrder(): void {
    const identity = ({ key, hash, type }: Item): string => key ?? `${type} ${hash}`;
    let [atA, atB] = [0, 0];
    const pairUp = (aEnd: number): void => {
      while (atA < aEnd) this.pair(atA++, atB++);
    };
    for (const change of diffLines(this.a.map(identity), this.b.map(identity))) {
      pairUp(change.aStart);
      this.within(change.aStart, change.aEnd, change.bStart, change.bEnd);
      [atA, atB] = [change.aEnd, change.bEnd];
    }
    pairUp(this.a.length);
  }

  moves(): void {
    for (const identity of [nameOf, tellingText]) {
      const free = uniqueBy(this.b, (index) => this.backward[index] === -1, identity);
      for (const [name, index] of uniqueBy(this.a, (at) => this.forward[at] === -1, identity)) {
        const partner = free.get(name);
        if (partner === undefined) continue;
        this.pair(index, partner);
        this.moved.add(index);
      }
    }
  }

  private pair(indexA: number, indexB: number): void {
    this.forward[indexA] = indexB;
    this.backward[indexB] = indexA;
  }

  /** Pairs what is alike in a stretch, in order, so that the sum of likenesses is largest. */
  private within(aStart: number, aEnd: number, bStart: number, bEnd: number): void {
    const [rows, columns] = [aEnd - aStart, bEnd - bStart];
    if (rows === 0 || columns === 0 || rows > longestStretch || columns > longestStretch) return;
    const isPair = rows === 1 && columns === 1;
    const likeness = (row: number, column: number): number => {
      const [one, other] = [this.a[aStart + row], this.b[bStart + column]];
      return one === undefined || other === undefined ? 0 : likenessOf(one, other, isPair);
    };
    for (const [row, column] of bestPairs(rows, columns, likeness)) this.pair(aStart + row, bStart + column);
  }
}

function likenessOf(one: Item, other: Item, isPair: boolean): number {
  if (one.type !== other.type || one.isEnd) return 0;
  const found = dice(one.tokens, other.tokens);
  const needed = isPair && one.key === null ? alike / 2 : alike;
  return found >= needed ? found : 0;
}

/** The share of tokens that two texts have in common, each counted as often as it occurs. */
function dice(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1;
  const counts = new Map<string, number>();
  for (const token of a) counts.set(token, (counts.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of b) {
    const left = counts.get(token) ?? 0;
    if (left === 0) continue;
    common++;
    counts.set(token, left - 1);
  }
  return (2 * common) / (a.length + b.length);
}

function bestPairs(
  rows: number,
  columns: number,
  likeness: (row: number, column: number) => number,
): [number, number][] {
  const width = columns + 1;
  const best = new Float64Array((rows + 1) * width);
  const at = (row: number, column: number): number => best[row * width + column] ?? 0;
  const likenesses = new Float64Array(rows * columns);
  for (let row = rows - 1; row >= 0; row--)
    for (let column = columns - 1; column >= 0; column--) {
      const found = likeness(row, column);
      likenesses[row * columns + column] = found;
      const paired = found > 0 ? found + at(row + 1, column + 1) : 0;
      best[row * width + column] = Math.max(paired, at(row + 1, column), at(row, column + 1));
    }
  const pairs: [number, number][] = [];
  for (let [row, column] = [0, 0]; row < rows && column < columns;) {
    const found = likenesses[row * columns + column] ?? 0;
    if (found > 0 && at(row, column) === found + at(row + 1, column + 1)) pairs.push([row++, column++]);
    else if (at(row, column) === at(row + 1, column)) row++;
    else column++;
  }
  return pairs;
}

function nameOf({ key }: Item): string | null {
  return key;
}

function tellingText({ hash, type }: Item): string | null {
  return hash.length >= tellingLength ? `${type} ${hash}` : null;
}

function uniqueBy(
  items: readonly Item[],
  isFree: (index: number) => boolean,
  identity: (item: Item) => string | null,
): Map<string, number> {
  const found = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [index, item] of items.entries()) {
    const name = isFree(index) ? identity(item) : null;
    if (name === null) continue;
    if (found.has(name)) repeated.add(name);
    found.set(name, index);
  }
  for (const name of repeated) found.delete(name);
  return found;
}
