import { tokensOf } from '../syntax/tree/tokens';

/** How often each token occurs. */
export type TokenCounts = ReadonlyMap<string, number>;

/** Counts the tokens of a text. */
export function countTokens(text: string): TokenCounts {
  const counts = new Map<string, number>();
  for (const token of tokensOf(text)) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}

/** Tokens that a text has more of than another, and less of. */
export interface TokenChange {
  readonly inserted: TokenCounts;
  readonly deleted: TokenCounts;
}

/** Compares two texts by how often each token occurs in them; the order does not count. */
export function tokenChange(before: TokenCounts, after: TokenCounts): TokenChange {
  return { inserted: excess(after, before), deleted: excess(before, after) };
}

/** What one count has more than another. */
export function excess(more: TokenCounts, less: TokenCounts): TokenCounts {
  const found = new Map<string, number>();
  for (const [token, count] of more) {
    const left = count - (less.get(token) ?? 0);
    if (left > 0) found.set(token, left);
  }
  return found;
}

/** How many tokens are counted. */
export function total(counts: TokenCounts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** How many tokens of one count are in another too. */
export function common(one: TokenCounts, other: TokenCounts): number {
  let sum = 0;
  for (const [token, count] of one) sum += Math.min(count, other.get(token) ?? 0);
  return sum;
}
