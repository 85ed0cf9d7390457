const adjectives = [
  'amber', 'bold', 'brisk', 'calm', 'clear', 'cool', 'deft', 'eager', 'fair', 'fleet', 'fresh', 'gentle',
  'glad', 'keen', 'light', 'lively', 'lucid', 'mellow', 'neat', 'nimble', 'patient', 'plain', 'prime', 'quick',
  'quiet', 'ready', 'sharp', 'smooth', 'solid', 'steady', 'swift', 'tidy', 'vivid', 'warm', 'wise', 'young',
] as const; // prettier-ignore
const nouns = [
  'alder', 'badger', 'beacon', 'birch', 'brook', 'cedar', 'comet', 'crane', 'delta', 'ember', 'falcon', 'fern',
  'finch', 'fjord', 'harbor', 'hawk', 'heron', 'iris', 'jay', 'lark', 'maple', 'marten', 'meadow', 'otter',
  'pine', 'quartz', 'raven', 'reef', 'river', 'robin', 'sable', 'spruce', 'summit', 'tern', 'willow', 'wren',
] as const; // prettier-ignore

/**
 * Proposes a name that is not taken, `brisk-otter` at first and `brisk-otter-2` once all plain ones are used.
 * @param random gives numbers in [0, 1).
 */
export function proposeName(taken: ReadonlySet<string>, random: () => number): string {
  const all = adjectives.length * nouns.length;
  const start = Math.floor(random() * all);
  for (let round = 1; ; round++) {
    for (let step = 0; step < all; step++) {
      const name = nameAt((start + step * 37) % all, round);
      if (!taken.has(name)) return name;
    }
  }
}

/** The longest name a session can have: worktree paths on Windows are short. */
export const longestName = 48;

/** Makes a name for sessions, folders and branches of any text; empty when nothing of it can be used. */
export function slugify(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestName)
    .replace(/^-+|-+$/g, '');
}

function nameAt(index: number, round: number): string {
  const adjective = adjectives[Math.floor(index / nouns.length)] as string;
  const noun = nouns[index % nouns.length] as string;
  return round === 1 ? `${adjective}-${noun}` : `${adjective}-${noun}-${round}`;
}
