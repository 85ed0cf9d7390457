import { int32At } from './int32';
import { changeSize, type DiffSide, type LineChange } from './lineChange';
import { markMyersChanges } from './myersDiff';

/**
 * Marks the changed lines in a box of two texts around their rarest common runs: the algorithm of JGit's
 * HistogramDiff and of git's `xdiff/xhistogram.c`. A box whose common lines all repeat too often goes to Myers, and
 * so does all that is left once {@link workLimit} is used up, because the search is quadratic in the worst case.
 * @param tokenCount all tokens are below this number.
 */
export function markHistogramChanges(a: DiffSide, b: DiffSide, box: LineChange, tokenCount: number): void {
  const index = new OccurrenceIndex(a.tokens, tokenCount);
  let work = 0;
  const mark = (whole: LineChange): void => {
    for (let rest = whole; !markOneSided(a, b, rest);) {
      work += changeSize(rest);
      const found = work > workLimit ? 'tooFrequent' : findRarestRun(a.tokens, b.tokens, rest, index);
      if (typeof found === 'string') {
        const markRest = found === 'tooFrequent' ? markMyersChanges : markAll;
        markRest(a, b, rest);
        return;
      }
      const before = { ...rest, aEnd: found.aStart, bEnd: found.bStart };
      const after = { ...rest, aStart: found.aEnd, bStart: found.bEnd };
      const [smaller, larger] = changeSize(before) < changeSize(after) ? [before, after] : [after, before];
      mark(smaller); // recursing into the smaller half only keeps the stack logarithmic
      rest = larger;
    }
  };
  mark(box);
}

/** Lines that occur more often than this do not anchor a run. git's number. */
const maxOccurrences = 64;

/** How many lines may be visited, all boxes together: about a tenth of a second. */
const workLimit = 1 << 23;

type Search = LineChange | 'nothingCommon' | 'tooFrequent';

/** Where each token occurs within a range of one text; made once, filled anew for each box. */
class OccurrenceIndex {
  /** First position of each token in the range, -1 for none. */
  readonly first: Int32Array;
  /** Next position of the same token, -1 for none. */
  readonly next: Int32Array;
  readonly count: Int32Array;

  constructor(
    private readonly tokens: Int32Array,
    tokenCount: number,
  ) {
    this.first = new Int32Array(tokenCount).fill(-1);
    this.next = new Int32Array(tokens.length);
    this.count = new Int32Array(tokenCount);
  }

  fill(start: number, end: number): void {
    for (let position = end - 1; position >= start; position--) {
      const token = int32At(this.tokens, position);
      this.next[position] = int32At(this.first, token);
      this.first[token] = position;
      this.count[token] = int32At(this.count, token) + 1;
    }
  }

  clear(start: number, end: number): void {
    for (let position = start; position < end; position++) {
      const token = int32At(this.tokens, position);
      this.first[token] = -1;
      this.count[token] = 0;
    }
  }
}

function findRarestRun(a: Int32Array, b: Int32Array, box: LineChange, index: OccurrenceIndex): Search {
  index.fill(box.aStart, box.aEnd);
  const search = new RunSearch(a, b, box, index);
  for (let position = box.bStart; position < box.bEnd;) position = search.tryFrom(position);
  index.clear(box.aStart, box.aEnd);
  return search.result();
}

class RunSearch {
  private best: LineChange | null = null;
  private bestRarity = maxOccurrences;
  private anyCommon = false;

  constructor(
    private readonly a: Int32Array,
    private readonly b: Int32Array,
    private readonly box: LineChange,
    private readonly index: OccurrenceIndex,
  ) {}

  /** Looks at every run through line `position` of b; returns the next line that no run seen here covers. */
  tryFrom(position: number): number {
    const token = int32At(this.b, position);
    const count = int32At(this.index.count, token);
    let next = position + 1;
    if (count > 0) this.anyCommon = true;
    if (count === 0 || count > this.bestRarity) return next;
    for (let at = int32At(this.index.first, token); at !== -1;) {
      const run = this.extend(at, position);
      this.offer(run, this.rarity(run, count));
      next = Math.max(next, run.bEnd);
      do at = int32At(this.index.next, at);
      while (at !== -1 && at < run.aEnd);
    }
    return next;
  }

  result(): Search {
    if (this.best) return this.best;
    return this.anyCommon ? 'tooFrequent' : 'nothingCommon';
  }

  private extend(atA: number, atB: number): LineChange {
    const { a, b, box } = this;
    let [aStart, bStart, aEnd, bEnd] = [atA, atB, atA + 1, atB + 1];
    while (aStart > box.aStart && bStart > box.bStart && a[aStart - 1] === b[bStart - 1]) {
      aStart--;
      bStart--;
    }
    while (aEnd < box.aEnd && bEnd < box.bEnd && a[aEnd] === b[bEnd]) {
      aEnd++;
      bEnd++;
    }
    return { aStart, aEnd, bStart, bEnd };
  }

  private rarity({ aStart, aEnd }: LineChange, count: number): number {
    let rarity = count;
    for (let at = aStart; at < aEnd && rarity > 1; at++) {
      rarity = Math.min(rarity, int32At(this.index.count, int32At(this.a, at)));
    }
    return rarity;
  }

  private offer(run: LineChange, rarity: number): void {
    const longest = this.best ? this.best.aEnd - this.best.aStart : 0;
    if (run.aEnd - run.aStart <= longest && rarity >= this.bestRarity) return;
    this.best = run;
    this.bestRarity = rarity;
  }
}

function markOneSided(a: DiffSide, b: DiffSide, box: LineChange): boolean {
  if (box.aStart < box.aEnd && box.bStart < box.bEnd) return false;
  markAll(a, b, box);
  return true;
}

function markAll(a: DiffSide, b: DiffSide, { aStart, aEnd, bStart, bEnd }: LineChange): void {
  a.changed.fill(1, aStart, aEnd);
  b.changed.fill(1, bStart, bEnd);
}
