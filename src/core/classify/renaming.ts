/** A name that a change gives to what had another. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
}

/**
 * Finds the one name that a text has in place of another wherever that stood, when nothing else differs; null otherwise.
 */
export function renamingBetween(before: string, after: string): Renaming | null {
  const [old, now] = [tokensOf(before), tokensOf(after)];
  if (old.length !== now.length || old.length === 0) return null;
  let found: Renaming | null = null;
  for (const [index, from] of old.entries()) {
    const to = now[index] ?? '';
    if (from === to) {
      if (from === found?.from) return null;
      continue;
    }
    if (!isName(from) || !isName(to)) return null;
    if (found !== null && (found.from !== from || found.to !== to)) return null;
    found = { from, to };
  }
  return found !== null && !old.includes(found.to) ? found : null;
}

/** Counts how often a name stands in a text. */
export function countName(text: string, name: string): number {
  return tokensOf(text).filter((token) => token === name).length;
}

function tokensOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? [];
}

// A number that became another is another value, not another name.
function isName(token: string): boolean {
  return /^[\p{L}_$]/u.test(token);
}
