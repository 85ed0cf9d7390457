import type { OldRow, OldValue } from './oldDatabase';

/** Reads a text; null for anything else and for an empty one. */
export function textOf(row: OldRow, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Reads a flag, which the old tool kept as 0 or 1. */
export function flagOf(row: OldRow, column: string): boolean {
  return row[column] === 1;
}

const storedTime = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)Z?$/;

/**
 * Reads a time in milliseconds since the Unix epoch; null for anything else. The old tool kept times as SQLite's
 * `datetime('now')` gives them, without a zone and in UTC, and some as JavaScript's ISO texts.
 */
export function timeOf(value: OldValue | undefined): number | null {
  const [, date, time] = typeof value === 'string' ? (storedTime.exec(value) ?? []) : [];
  const parsed = Date.parse(`${date ?? ''}T${time ?? ''}Z`);
  return Number.isNaN(parsed) ? null : parsed;
}
