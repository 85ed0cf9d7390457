import { columnsOf, truncate } from './text';

const gap = '  ';
const narrowestLastColumn = 12;

/**
 * Lays out rows in aligned columns, two spaces apart, and shortens the last column to the terminal's width.
 * Cells hold printable text, coloured or not; a coloured last cell is left at its length.
 */
export function table(rows: readonly (readonly string[])[], columns = Number.POSITIVE_INFINITY): string {
  const last = Math.max(...rows.map((row) => row.length), 1) - 1;
  const widths = Array.from({ length: last }, (_, index) =>
    Math.max(...rows.map((row) => columnsOf(row[index] ?? ''))),
  );
  const taken = widths.reduce((sum, width) => sum + width + gap.length, 0);
  const room = Math.max(columns - taken, narrowestLastColumn);
  return rows.map((row) => line(row, widths, room)).join('\n');
}

function line(row: readonly string[], widths: readonly number[], room: number): string {
  const cells = row.map((cell, index) => {
    const width = widths[index];
    return width === undefined ? fit(cell, room) : cell + ' '.repeat(width - columnsOf(cell));
  });
  return cells.join(gap).trimEnd();
}

function fit(cell: string, room: number): string {
  return cell.includes('\u001b') ? cell : truncate(cell, room);
}
