import { randomFillSync } from 'node:crypto';

const idLength = 12;
// Asking for random bytes takes longer than an id does; they are fetched for many at a time.
const bytes = new Uint8Array(idLength * 256);
let used = bytes.length;

const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Makes an id of 12 letters and digits that are hard to mistake for each other: about 59 random bits. */
export function newId(): string {
  if (used === bytes.length) {
    randomFillSync(bytes);
    used = 0;
  }
  const own = bytes.subarray(used, (used += idLength));
  return Array.from(own, (byte) => alphabet[byte % alphabet.length]).join('');
}
