import type { DiffSide } from './lineChange';

/**
 * Slides each run of changed lines of `side` that could stand in several places to one and the same: next to a change
 * of the other side if there is such a place, else as far down as it goes. Runs that meet on the way become one.
 * The rule of git's `xdl_change_compact`, without the indent heuristic: merges in git do not use that either.
 */
export function slideChanges(side: DiffSide, other: DiffSide): void {
  const run = new ChangedRun(side);
  const partner = new ChangedRun(other);
  do {
    if (!run.isEmpty) slide(run, partner);
  } while (run.next() && partner.next());
}

function slide(run: ChangedRun, partner: ChangedRun): void {
  let length: number;
  let lowestWithPartner: number | null;
  do {
    length = run.length;
    while (run.slideUp()) partner.previous();
    lowestWithPartner = partner.isEmpty ? null : run.end;
    while (run.slideDown()) {
      partner.next();
      if (!partner.isEmpty) lowestWithPartner = run.end;
    }
  } while (length !== run.length);
  if (lowestWithPartner === null) return;
  while (run.end > lowestWithPartner && run.slideUp()) partner.previous();
}

/** A run of changed lines, often empty: there is one before each unchanged line, and one at the end. */
class ChangedRun {
  private start = 0;
  end = 0;

  constructor(private readonly side: DiffSide) {
    this.growDown();
  }

  get length(): number {
    return this.end - this.start;
  }

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  next(): boolean {
    if (this.end >= this.side.tokens.length) return false;
    this.start = ++this.end;
    this.growDown();
    return true;
  }

  previous(): void {
    this.end = --this.start;
    this.growUp();
  }

  /** Moves one line up if that marks equal lines as changed, and joins the run above if it gets there. */
  slideUp(): boolean {
    const { tokens, changed } = this.side;
    if (this.start === 0 || tokens[this.start - 1] !== tokens[this.end - 1]) return false;
    changed[--this.start] = 1;
    changed[--this.end] = 0;
    this.growUp();
    return true;
  }

  /** Moves one line down if that marks equal lines as changed, and joins the run below if it gets there. */
  slideDown(): boolean {
    const { tokens, changed } = this.side;
    if (this.end >= tokens.length || tokens[this.start] !== tokens[this.end]) return false;
    changed[this.start++] = 0;
    changed[this.end++] = 1;
    this.growDown();
    return true;
  }

  private growUp(): void {
    while (this.start > 0 && this.side.changed[this.start - 1]) this.start--;
  }

  private growDown(): void {
    while (this.side.changed[this.end]) this.end++;
  }
}
