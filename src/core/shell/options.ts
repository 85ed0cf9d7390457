import type { Word } from './word';
import { plainWord } from './word';

/** Which options of a program take a value: letters, and long names without their dashes. */
export interface OptionSpec {
  /** Letters whose value is the rest of the word, or the next word. */
  readonly letters?: string;
  /** Letters whose value is the rest of the word only, as `-i` of `sed`. */
  readonly attached?: string;
  readonly long?: readonly string[];
  /** Whether options end at the first operand, as for a program that runs another. */
  readonly leading?: boolean;
}

/** An option with its value; the name of a long one has no dashes. */
export interface Option {
  readonly name: string;
  /** Whether it has two dashes, so that a beginning of its name may stand for it. */
  readonly isLong: boolean;
  readonly value: Word | null;
}

/** A program's arguments, told apart. */
export interface ReadOptions {
  readonly options: readonly Option[];
  readonly operands: readonly Word[];
  /** Whether a word that is not known could be an option, or an option could be short for one that takes a value. */
  readonly unsure: boolean;
}

/** Tells options from operands as GNU's `getopt_long` does. */
export function readOptions(args: readonly Word[], spec: OptionSpec = {}): ReadOptions {
  const options: Option[] = [];
  const operands: Word[] = [];
  let unsure = false;
  for (let index = 0; index < args.length; index++) {
    const word = args[index] as Word;
    if (word.text === '--' && word.exact) {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (!word.exact && (word.text === '' || word.text.startsWith('-'))) unsure = true;
    if (mayTakeNext(word.text, spec)) unsure = true;
    if (!/^-./.test(word.text)) {
      if (spec.leading === true) {
        operands.push(...args.slice(index));
        break;
      }
      operands.push(word);
      continue;
    }
    const next = args[index + 1] ?? null;
    const took = word.text.startsWith('--') ? readLong(word, next, spec, options) : readLetters(word, next, spec, options); // prettier-ignore
    if (took) index++;
  }
  return { options, operands, unsure };
}

/** Says whether any of the options is there, abbreviated or not. */
export function hasOption({ options }: ReadOptions, ...names: readonly string[]): boolean {
  return options.some((option) => isNamed(option, names));
}

/** The values of the named options. */
export function valuesOf({ options }: ReadOptions, ...names: readonly string[]): Word[] {
  return options.flatMap((option) => (option.value !== null && isNamed(option, names) ? [option.value] : []));
}

// GNU's programs take any beginning of a long name that is no other's; where it is several ones' they refuse.
function isNamed({ name, isLong }: Option, names: readonly string[]): boolean {
  return names.includes(name) || (isLong && names.some((full) => full.length > 1 && full.startsWith(name)));
}

function mayTakeNext(text: string, { long = [] }: OptionSpec): boolean {
  const name = /^--([^=]+)$/.exec(text)?.[1];
  return name !== undefined && !long.includes(name) && long.some((full) => full.startsWith(name));
}

// Returns whether the next word was the value.
function readLong(word: Word, next: Word | null, spec: OptionSpec, options: Option[]): boolean {
  const [, name = '', value] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word.text) ?? [];
  const takes = value === undefined && spec.long?.includes(name) === true;
  const given = value === undefined ? null : { ...word, text: value, glob: null };
  options.push({ name, isLong: true, value: takes ? next : given });
  return takes;
}

function readLetters(word: Word, next: Word | null, spec: OptionSpec, options: Option[]): boolean {
  for (let at = 1; at < word.text.length; at++) {
    const name = word.text.charAt(at);
    const rest = word.text.slice(at + 1);
    if (spec.attached?.includes(name)) {
      options.push({ name, isLong: false, value: plainWord(rest) });
      return false;
    }
    if (spec.letters?.includes(name)) {
      const isNext = rest === '' && word.exact;
      options.push({ name, isLong: false, value: isNext ? next : { ...word, text: rest, glob: null } });
      return isNext;
    }
    options.push({ name, isLong: false, value: null });
  }
  return false;
}
