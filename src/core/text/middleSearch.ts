import { int32At } from './int32';
import type { LineChange } from './lineChange';

/** A place in the grid of two texts: before line `x` of a and line `y` of b. */
export interface GridPoint {
  readonly x: number;
  readonly y: number;
}

/** Splits boxes of two token lists in the middle of a shortest edit path (Myers 1986, section 4b), or near it. */
export class MiddleSearch {
  private readonly ahead: Frontier;
  private readonly behind: Frontier;

  constructor(
    private readonly a: Int32Array,
    private readonly b: Int32Array,
  ) {
    this.ahead = new Frontier(a.length, b.length, -1);
    this.behind = new Frontier(a.length, b.length, 0x7fffffff);
  }

  /** Leaves out the lines that both sides of a box begin with, and those that both end with. */
  trim({ aStart, aEnd, bStart, bEnd }: LineChange): LineChange {
    const { a, b } = this;
    while (aStart < aEnd && bStart < bEnd && a[aStart] === b[bStart]) {
      aStart++;
      bStart++;
    }
    while (aStart < aEnd && bStart < bEnd && a[aEnd - 1] === b[bEnd - 1]) {
      aEnd--;
      bEnd--;
    }
    return { aStart, aEnd, bStart, bEnd };
  }

  /**
   * Finds where to split a box, searching from both its corners until the searches meet or get too expensive.
   * @param box trimmed and with lines on both sides: then each part is smaller than the box.
   */
  split(box: LineChange): GridPoint {
    const { ahead, behind } = this;
    ahead.reset(box, box.aStart - box.bStart, box.aStart);
    behind.reset(box, box.aEnd - box.bEnd, box.aEnd);
    const meetsAhead = ((box.aEnd - box.aStart - box.bEnd + box.bStart) & 1) === 1;
    for (let cost = 1; cost <= costLimit; cost++) {
      const met = this.advance(box, meetsAhead) ?? this.retreat(box, !meetsAhead);
      if (met) return met;
    }
    return this.furthest(box);
  }

  private advance(box: LineChange, canMeet: boolean): GridPoint | null {
    const { a, b, ahead, behind } = this;
    ahead.widen();
    for (let d = ahead.high; d >= ahead.low; d -= 2) {
      let x = Math.max(ahead.get(d - 1) + 1, ahead.get(d + 1));
      while (x < box.aEnd && x - d < box.bEnd && a[x] === b[x - d]) x++;
      ahead.set(d, x);
      if (canMeet && behind.has(d) && behind.get(d) <= x) return { x, y: x - d };
    }
    return null;
  }

  private retreat(box: LineChange, canMeet: boolean): GridPoint | null {
    const { a, b, ahead, behind } = this;
    behind.widen();
    for (let d = behind.high; d >= behind.low; d -= 2) {
      let x = Math.min(behind.get(d - 1), behind.get(d + 1) - 1);
      while (x > box.aStart && x - d > box.bStart && a[x - 1] === b[x - d - 1]) x--;
      behind.set(d, x);
      if (canMeet && ahead.has(d) && x <= ahead.get(d)) return { x, y: x - d };
    }
    return null;
  }

  /** The point that got furthest from its corner, of both searches. */
  private furthest(box: LineChange): GridPoint {
    let [best, bestProgress] = [{ x: box.aStart, y: box.bStart }, 0];
    const offer = (x: number, y: number, progress: number): void => {
      if (progress > bestProgress) [best, bestProgress] = [{ x, y }, progress];
    };
    for (let d = this.ahead.high; d >= this.ahead.low; d -= 2) {
      const x = Math.min(this.ahead.get(d), box.aEnd, box.bEnd + d);
      offer(x, x - d, x - box.aStart + (x - d - box.bStart));
    }
    for (let d = this.behind.high; d >= this.behind.low; d -= 2) {
      const x = Math.max(this.behind.get(d), box.aStart, box.bStart + d);
      offer(x, x - d, box.aEnd - x + (box.bEnd - x + d));
    }
    return best;
  }
}

/**
 * How many edits from each corner a search may take. git allows the same for two texts of 65,535 lines together, more
 * for longer ones; a constant keeps the whole comparison linear in the length of the texts.
 */
const costLimit = 256;

/** How far a search got on each diagonal `d` (where x - y = d): an x per diagonal, every second one in use. */
class Frontier {
  low = 0;
  high = 0;
  private lowest = 0;
  private highest = 0;
  private readonly reached: Int32Array;
  private readonly zero: number;

  constructor(
    lengthA: number,
    lengthB: number,
    private readonly unreached: number,
  ) {
    this.reached = new Int32Array(lengthA + lengthB + 3);
    this.zero = lengthB + 1;
  }

  reset(box: LineChange, diagonal: number, x: number): void {
    this.low = this.high = diagonal;
    this.lowest = box.aStart - box.bEnd;
    this.highest = box.aEnd - box.bStart;
    this.set(diagonal, x);
  }

  /** Goes one diagonal further on both sides, or back where the box ends. */
  widen(): void {
    if (this.low > this.lowest) this.set(--this.low - 1, this.unreached);
    else this.low++;
    if (this.high < this.highest) this.set(++this.high + 1, this.unreached);
    else this.high--;
  }

  has(diagonal: number): boolean {
    return diagonal >= this.low && diagonal <= this.high;
  }

  get(diagonal: number): number {
    return int32At(this.reached, this.zero + diagonal);
  }

  set(diagonal: number, x: number): void {
    this.reached[this.zero + diagonal] = x;
  }
}
