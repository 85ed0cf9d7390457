/**
 * Splits a text into lines, each with its own terminator (`\n` or `\r\n`); the last one has none where the text
 * does not end with a line end. The empty text has no lines.
 */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline + 1;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

/** Joins lines that carry their terminators: the exact inverse of {@link splitLines}. */
export function joinLines(lines: readonly string[]): string {
  return lines.join('');
}

/** The two line terminators that texts are split at. */
export type LineEnding = '\n' | '\r\n';

/** Tells how a line ends; null for a last line without a terminator, and for no line at all. */
export function lineEnding(line: string | undefined): LineEnding | null {
  if (!line?.endsWith('\n')) return null;
  return line.endsWith('\r\n') ? '\r\n' : '\n';
}
