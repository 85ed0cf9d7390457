import type { LineEnding } from '../text/lines';
import type { MergeInput } from './merge';

/** A merge whose versions end their lines alike, and how the lines of the result end. */
export interface EvenLineEnds {
  readonly input: MergeInput;
  /** Whether the versions differed. */
  readonly changed: boolean;
  /** Gives a result the line ends that it should have. */
  readonly restore: (text: string) => string;
}

/** Where the versions end their lines differently, makes them alike: the result ends its lines as the side that changed that. */
export function evenLineEnds(input: MergeInput): EvenLineEnds {
  const [base, ours, theirs] = [endingOf(input.base), endingOf(input.ours), endingOf(input.theirs)];
  const known = [base, ours, theirs].filter((ending) => ending !== null);
  if (known.every((ending) => ending === known[0])) return { input, changed: false, restore: (text) => text };
  const wanted = (ours === base || ours === null ? theirs : ours) ?? '\n';
  const plain = (text: string): string => text.replaceAll('\r\n', '\n');
  return {
    input: { ...input, base: plain(input.base), ours: plain(input.ours), theirs: plain(input.theirs) },
    changed: true,
    restore: wanted === '\n' ? plain : (text) => plain(text).replaceAll('\n', '\r\n'),
  };
}

/** How most lines of a text end; null for a text of one line. */
function endingOf(text: string): LineEnding | null {
  const lines = text.split('\n').length - 1;
  if (lines === 0) return null;
  return text.split('\r\n').length - 1 > lines / 2 ? '\r\n' : '\n';
}
