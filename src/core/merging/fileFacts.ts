import { splitLines } from '../text/lines';
import type { PerVersion } from '../syntax/merging/regions';
import { perVersion } from '../syntax/merging/regions';
import type { TokenCounts } from './tokenChanges';
import { countTokens } from './tokenChanges';

/** What of the whole file helps to judge what happens in a part of it. */
export interface FileFacts {
  readonly words: PerVersion<TokenCounts>;
  /** Lines that say enough to be known again, without their indentation. */
  readonly lines: PerVersion<ReadonlySet<string>>;
  /** Such lines that a side has and the base has not. */
  readonly added: { readonly ours: readonly string[]; readonly theirs: readonly string[] };
}

/** Shorter lines occur everywhere. */
const tellingLength = 10;

/** Reads what is to be known of the versions of a file. */
export function fileFacts(texts: PerVersion<string>): FileFacts {
  const words = perVersion((version) => countTokens(texts[version]));
  const lines = perVersion((version) => new Set(tellingLines(texts[version])));
  const added = (side: 'ours' | 'theirs'): string[] =>
    [...lines[side]].filter((line) => !lines.base.has(line));
  return { words, lines, added: { ours: added('ours'), theirs: added('theirs') } };
}

/** The lines of a text that say enough to be known again. */
export function tellingLines(text: string): string[] {
  return splitLines(text)
    .map((line) => line.trim())
    .filter((line) => line.length >= tellingLength);
}

/** Whether a token is a name or a word of the language. */
export function isWord(token: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(token);
}
