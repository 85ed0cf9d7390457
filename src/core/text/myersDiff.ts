import { int32At } from './int32';
import { changeSize, type DiffSide, type LineChange } from './lineChange';
import { MiddleSearch } from './middleSearch';

/**
 * Marks the changed lines in a box of two texts: E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986),
 * the linear-space variant. A search for the middle that gets too expensive takes the furthest point reached instead,
 * as git's `xdiff/xdiffi.c` does; the marks are then right but not the fewest.
 */
export function markMyersChanges(a: DiffSide, b: DiffSide, box: LineChange): void {
  const linesA = linesWithPartner(a, box.aStart, box.aEnd, b.tokens.subarray(box.bStart, box.bEnd));
  const linesB = linesWithPartner(b, box.bStart, box.bEnd, a.tokens.subarray(box.aStart, box.aEnd));
  const search = new MiddleSearch(tokensAt(a, linesA), tokensAt(b, linesB));
  const mark = (whole: LineChange): void => {
    let rest = search.trim(whole);
    while (rest.aStart < rest.aEnd && rest.bStart < rest.bEnd) {
      const { x, y } = search.split(rest);
      const before = search.trim({ ...rest, aEnd: x, bEnd: y });
      const after = search.trim({ ...rest, aStart: x, bStart: y });
      const [smaller, larger] = changeSize(before) < changeSize(after) ? [before, after] : [after, before];
      mark(smaller); // recursing into the smaller half only keeps the stack logarithmic
      rest = larger;
    }
    for (let at = rest.aStart; at < rest.aEnd; at++) a.changed[int32At(linesA, at)] = 1;
    for (let at = rest.bStart; at < rest.bEnd; at++) b.changed[int32At(linesB, at)] = 1;
  };
  mark({ aStart: 0, aEnd: linesA.length, bStart: 0, bEnd: linesB.length });
}

/** Positions of the lines that occur on the other side too; those that do not are marked: no search can match them. */
function linesWithPartner(side: DiffSide, start: number, end: number, other: Int32Array): Int32Array {
  const others = new Set(other);
  const positions: number[] = [];
  for (let position = start; position < end; position++) {
    if (others.has(int32At(side.tokens, position))) positions.push(position);
    else side.changed[position] = 1;
  }
  return Int32Array.from(positions);
}

function tokensAt(side: DiffSide, positions: Int32Array): Int32Array {
  return positions.map((position) => int32At(side.tokens, position));
}
