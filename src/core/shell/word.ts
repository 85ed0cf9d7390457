/**
 * A word of a command after expansion. Where it depends on what only a run can tell, `exact` is false and `text` is the part
 * before that.
 */
export interface Word {
  readonly text: string;
  readonly exact: boolean;
  /** The word as a glob, where it has special characters that are not quoted; null: it is plain text. */
  readonly glob: string | null;
}

/** A word that is known whole. */
export function plainWord(text: string): Word {
  return { text, exact: true, glob: null };
}

/** A word of which a beginning is known, or nothing. */
export function unknownWord(text = ''): Word {
  return { text, exact: false, glob: null };
}

/** A part of a word. In `pattern`, as in a glob, a backslash takes a special character's meaning away. */
export interface WordPart {
  readonly pattern: string;
  readonly exact: boolean;
}

/** Joins parts to the words that they mean: several where there are braces. */
export function wordsOf(parts: readonly WordPart[]): Word[] {
  const end = parts.findIndex((part) => !part.exact);
  const known = end < 0 ? parts : parts.slice(0, end + 1);
  const pattern = known.map((part) => part.pattern).join('');
  if (end >= 0) return [unknownWord(unescape(pattern))];
  const words = expandBraces(pattern);
  if (words === null) return [unknownWord()];
  return words.map((each) => ({
    text: unescape(each),
    exact: true,
    glob: unquoted(each, /[*?[]/) ? each : null,
  }));
}

/** A word as a program sees it that looks for files by globs itself, be they quoted for the shell. */
export function globWord(word: Word): Word {
  const isGlob = word.exact && word.glob === null && /[*?[\]{}()]/.test(word.text);
  return isGlob ? { ...word, glob: word.text } : word;
}

/** Quotes the special characters of a text. */
export function escape(text: string): string {
  return text.replace(/[\\*?[\]{},~!()]/g, '\\$&');
}

/** The text that a pattern is when none of its characters is special. */
export function unescape(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, '$1');
}

function unquoted(pattern: string, special: RegExp): boolean {
  return special.test(pattern.replace(/\\[\s\S]/g, ''));
}

/** More words than that from one are not known. */
const mostWords = 256;

function expandBraces(pattern: string): string[] | null {
  let done: string[] = [pattern];
  for (;;) {
    const next = done.flatMap(expandOnce);
    if (next.length > mostWords) return null;
    if (next.length === done.length) return done;
    done = next;
  }
}

// The innermost braces first.
const braces = /^((?:[^\\]|\\[\s\S])*?)\{((?:[^\\{}]|\\[\s\S])*)\}([\s\S]*)$/;

function expandOnce(pattern: string): string[] {
  const [, before = '', inside = '', after = ''] = braces.exec(pattern) ?? [];
  const choices = splitChoices(inside);
  return choices.length < 2 ? [pattern] : choices.map((choice) => `${before}${choice}${after}`);
}

function splitChoices(inside: string): string[] {
  const range = /^(-?\d{1,4})\.\.(-?\d{1,4})$/.exec(inside);
  if (range !== null) return numbers(Number(range[1]), Number(range[2]));
  return inside.match(/(?:[^\\,]|\\[\s\S])+|(?<=,|^)(?=,|$)/g) ?? [];
}

function numbers(from: number, to: number): string[] {
  const count = Math.min(Math.abs(to - from) + 1, mostWords + 1);
  return Array.from({ length: count }, (_, index) => String(from + (to < from ? -index : index)));
}
