/** The levels of a log line, from rare and grave to frequent and small. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Takes log lines. Values in `details` must never hold secrets. */
export interface Logger {
  log(level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>): void;
}

/** A logger that drops everything. */
export const silentLogger: Logger = { log: () => undefined };

/** Formats one log line: `2026-01-31T12:00:00.000Z warn message {"key":"value"}`. */
export function formatLogLine(
  time: number,
  level: LogLevel,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): string {
  const suffix = details === undefined ? '' : ` ${JSON.stringify(details)}`;
  return `${new Date(time).toISOString()} ${level} ${message}${suffix}`;
}
