import type { MergeVersions } from '../text/diff3';
import { merge3 } from '../text/diff3';
import { joinLines, splitLines } from '../text/lines';

/** A text with what no line shows taken out of it. */
interface Bare {
  readonly lines: readonly string[];
  readonly isCrlf: boolean;
  readonly hasMark: boolean;
}

const byteOrderMark = '\uFEFF';

/**
 * Merges texts of which a side changed the line ends, the space at the ends of lines or the byte order mark: of these the
 * change wins, and what remains is merged by line. Null when that conflicts, or nothing of the kind differs.
 */
export function mergeLineEnds(versions: {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}): string | null {
  const [base, ours, theirs] = [bare(versions.base), bare(versions.ours), bare(versions.theirs)];
  const lines = mergedLines({ base: base.lines, ours: ours.lines, theirs: theirs.lines });
  if (lines === null) return null;
  const isCrlf = changedFlag(base.isCrlf, ours.isCrlf, theirs.isCrlf);
  const hasMark = changedFlag(base.hasMark, ours.hasMark, theirs.hasMark);
  const text = joinLines(lines).replace(/\n/g, isCrlf ? '\r\n' : '\n');
  return `${hasMark ? byteOrderMark : ''}${text}`;
}

// A flag has two values, so of three at least two agree: the one that the base does not have is the change.
function changedFlag(base: boolean, ours: boolean, theirs: boolean): boolean {
  return ours === base ? theirs : ours;
}

function bare(text: string): Bare {
  const hasMark = text.startsWith(byteOrderMark);
  const unmarked = hasMark ? text.slice(1) : text;
  const count = (pattern: RegExp): number => unmarked.match(pattern)?.length ?? 0;
  const isCrlf = count(/\r\n/g) * 2 > count(/\n/g);
  return { lines: splitLines(unmarked.replace(/\r\n/g, '\n')), isCrlf, hasMark };
}

function mergedLines(versions: MergeVersions): readonly string[] | null {
  const trimmed = {
    base: versions.base.map(trimmedLine),
    ours: versions.ours.map(trimmedLine),
    theirs: versions.theirs.map(trimmedLine),
  };
  const chunks = merge3(trimmed, { zealous: true });
  if (chunks.some(({ kind }) => kind === 'conflict')) return null;
  return chunks.flatMap(({ kind, base, ours, theirs }) => {
    if (kind === 'ours') return versions.ours.slice(ours.start, ours.end);
    if (kind === 'theirs') return versions.theirs.slice(theirs.start, theirs.end);
    // The same but for trailing space: whoever changed that is taken.
    const [was, one, other] = [versions.base.slice(base.start, base.end), versions.ours.slice(ours.start, ours.end), versions.theirs.slice(theirs.start, theirs.end)]; // prettier-ignore
    return one.map((line, index) => (line === was[index] ? (other[index] ?? line) : line));
  });
}

function trimmedLine(line: string): string {
  return line.replace(/[^\S\n]+(?=\n|$)/, '');
}
