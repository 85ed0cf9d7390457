import type { Measurement } from './measure';

/** Prints measurements for people, on standard error, a line each. */
export function printTable(measurements: readonly Measurement[]): void {
  const rows = [
    ['', 'claim', 'value', 'baseline', 'ratio', 'limit'],
    ...measurements.map((measurement) => rowOf(measurement)),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows)
    console.error(
      row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '), // prettier-ignore
    );
}

function rowOf({ name, unit, value, baseline, ratio, limits, limit, holds }: Measurement): string[] {
  return [
    holds ? 'ok' : 'MISSED',
    name,
    `${value} ${unit}`,
    baseline === null ? '' : `${baseline} ${unit}`,
    ratio === null ? '' : `${ratio} x`,
    `≤ ${limit} ${limits === 'ratio' ? 'x' : unit}`,
  ];
}
