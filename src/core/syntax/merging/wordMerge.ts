import { merge3 } from '../../text/diff3';

/** Longer texts are not merged by words. */
const longest = 20_000;

/** Merges three texts by words and signs; null where both sides changed the same words or words that touch. */
export function mergeWords(base: string, ours: string, theirs: string): string | null {
  if (Math.max(base.length, ours.length, theirs.length) > longest || base === '') return null;
  const versions = { base: wordsOf(base), ours: wordsOf(ours), theirs: wordsOf(theirs) };
  let merged = '';
  for (const chunk of merge3(versions)) {
    if (chunk.kind === 'conflict') return null;
    const side = chunk.kind === 'theirs' ? 'theirs' : 'ours';
    merged += versions[side].slice(chunk[side].start, chunk[side].end).join('');
  }
  return merged;
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_$]+|\n[^\S\n]*|[^\S\n]+|[^\p{L}\p{N}_$\s]/gu) ?? [];
}
