import { createHash } from 'node:crypto';

/** Names what a preview shows, so that it can be told whether the same would be done now. @param shown plain values. */
export function planId(shown: unknown): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, 12);
}
