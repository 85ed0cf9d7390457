/** Words, numbers, whole strings and single signs; what is between them is white space. */
const token = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu;

/** Splits a text of nearly any language into tokens without white space. */
export function tokensOf(text: string): string[] {
  return text.match(token) ?? [];
}

/**
 * What a text says apart from its layout: equal for texts that differ in white space only. Where indentation has a meaning
 * each line keeps its own, in relation to the first.
 */
export function canonical(text: string, indentMatters: boolean): string {
  if (!indentMatters) return tokensOf(text).join(' ');
  let first = -1;
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const tokens = tokensOf(line);
    if (tokens.length === 0) continue;
    const indent = line.search(/\S/);
    if (first === -1) first = indent;
    lines.push(`${String(Math.max(0, indent - first))}:${tokens.join(' ')}`);
  }
  return lines.join('\n');
}

/** The same with what formatters change left out: trailing commas, semicolons at line ends, the kind of quotes. */
export function looseCanonical(text: string, indentMatters: boolean): string {
  return canonical(text, indentMatters)
    .replace(/, (?=[)\]}>])/g, '')
    .replace(/ ;(?=\s|$)/g, '')
    .replace(/(?<=^|\s)'((?:[^'"\\\s]|[^\S\n])*)'(?=\s|$)/g, '"$1"');
}
