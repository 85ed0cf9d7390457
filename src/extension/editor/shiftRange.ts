import type { LineRange } from '../../core/conflict';
import type { LineChange } from '../../core/text/lineChange';

/**
 * Moves a range of the saved text to where its lines are in the edited text. An end that lies inside a changed stretch
 * moves to the outer end of that stretch, so that the range keeps all that became of its lines.
 * @param changes what turned the saved text into the edited one, in order.
 */
export function shiftRange(range: LineRange, changes: readonly LineChange[]): LineRange {
  const start = shiftLine(range.start, changes, 'start');
  return { start, end: Math.max(start, shiftLine(range.end, changes, 'end')) };
}

function shiftLine(line: number, changes: readonly LineChange[], edge: 'start' | 'end'): number {
  let shift = 0;
  for (const { aStart, aEnd, bStart, bEnd } of changes) {
    if (line < aStart || (line === aStart && edge === 'end')) break;
    if (line < aEnd) return edge === 'start' ? bStart : bEnd;
    shift = bEnd - aEnd;
  }
  return line + shift;
}
