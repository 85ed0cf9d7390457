import type { Command } from '../command';
import type { Word } from '../word';
import { plainWord } from '../word';

/** Notes what git's pathspecs name, which may be globs of its own kind, or begin at the top of the worktree. */
export function writePathspecs(command: Command, words: readonly Word[]): void {
  const specs = words.map(readPathspec);
  const isAllBut = specs.some(({ excludes }) => excludes) && specs.every(({ excludes }) => excludes);
  if (isAllBut) command.treeFromTop(plainWord(''));
  for (const { word, isFromTop, excludes } of specs) {
    if (excludes) continue;
    if (isFromTop) command.treeFromTop(word);
    else command.tree(word);
  }
}

interface Pathspec {
  readonly word: Word;
  readonly isFromTop: boolean;
  readonly excludes: boolean;
}

const plainly = { isFromTop: false, excludes: false };
const everything: Pathspec = { word: plainWord(''), isFromTop: true, excludes: false };

// `:/name`, `:!name`, `:(top,glob)name`: see "pathspec" in gitglossary.
function readPathspec(word: Word): Pathspec {
  if (!word.exact || word.glob !== null) return { ...plainly, word };
  const [, long, short = '', rest = ''] = /^:(?:\(([^)]*)\)|([/!^]*):?)([^]*)$/.exec(word.text) ?? [];
  if (!word.text.startsWith(':')) return { ...plainly, word: gitGlob(word.text) };
  const magic = long === undefined ? short.split('').map((letter) => (letter === '/' ? 'top' : 'exclude')) : long.split(','); // prettier-ignore
  if (magic.includes('exclude')) return { ...everything, excludes: true };
  // Letters of another case, or attributes: what they match is somewhere in all of it.
  if (rest === '' || magic.some((name) => !/^(top|glob|literal)$/.test(name))) return everything;
  const named = magic.includes('literal') ? plainWord(rest) : magic.includes('glob') ? { ...plainWord(rest), glob: rest } : gitGlob(rest); // prettier-ignore
  return { word: named, isFromTop: magic.includes('top'), excludes: false };
}

// A `*` of git matches `/` too: what begins as the text does and ends as it does.
function gitGlob(text: string): Word {
  const parts = text.split('/');
  const first = parts.findIndex((part) => /[*?[]/.test(part));
  if (first < 0) return plainWord(text);
  const ending = /[^*?[\]]*$/.exec(text)?.[0] ?? '';
  const below = ending.includes('/') ? `**${ending}` : `**/*${ending}`;
  return { ...plainWord(text), glob: [...parts.slice(0, first), below].join('/') };
}
