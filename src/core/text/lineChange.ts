/** Lines `aStart..aEnd` of one text became `bStart..bEnd` of another; 0-based, ends exclusive, either may be empty. */
export interface LineChange {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** One text of a comparison: its lines as numbers (equal lines have equal numbers), and which of them changed. */
export interface DiffSide {
  readonly tokens: Int32Array;
  /** 1 for a line without a partner on the other side. One longer than `tokens`: the last entry is always 0. */
  readonly changed: Uint8Array;
}

/** Counts the lines of both sides of a change. */
export function changeSize({ aStart, aEnd, bStart, bEnd }: LineChange): number {
  return aEnd - aStart + bEnd - bStart;
}
