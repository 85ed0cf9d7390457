import type { LineRange } from '../conflict';
import { splitLines } from './lines';
import { defaultMarkerSize } from './printMerge';

/** A conflict written into a text; ranges are lines of that text, the sections without their markers. */
export interface MarkedConflict {
  /** From the first marker to the last, both included. */
  readonly range: LineRange;
  readonly ours: LineRange;
  /** Null where the conflict was written without its base. */
  readonly base: LineRange | null;
  readonly theirs: LineRange;
  /** What follows the markers, '' for nothing. */
  readonly labels: { readonly ours: string; readonly base: string; readonly theirs: string };
  /** Conflicts inside the sections: somebody merged a text that had conflicts already. */
  readonly nested: readonly MarkedConflict[];
}

/** A marker at `line` (0-based) that is no part of a whole conflict. */
export interface MarkerProblem {
  readonly line: number;
  /** Opened and never closed; closed without `=======` between; or closed and never opened. */
  readonly kind: 'unterminated' | 'withoutSeparator' | 'unopened';
}

/** The conflicts of a text in order, and the markers that belong to none. */
export interface ParsedConflicts {
  readonly conflicts: readonly MarkedConflict[];
  readonly problems: readonly MarkerProblem[];
}

/** Finds the conflicts that git, or any other tool with its markers, wrote into a text. */
export function parseConflicts(text: string, markerSize = defaultMarkerSize): ParsedConflicts {
  const parser = new ConflictParser();
  const pattern = new RegExp(`^([<|=>])\\1{${markerSize - 1}}(?: ([^\\n]*?))?\\r?\\n?$`);
  splitLines(text).forEach((line, index) => {
    const [, sign, label = ''] = pattern.exec(line) ?? [];
    if (sign) parser.accept(sign, index, label);
  });
  return parser.finish();
}

/** A conflict whose end was not read yet. */
interface OpenConflict {
  readonly start: number;
  readonly oursLabel: string;
  base: { readonly line: number; readonly label: string } | null;
  separator: number | null;
  readonly nested: MarkedConflict[];
}

class ConflictParser {
  private readonly conflicts: MarkedConflict[] = [];
  private readonly problems: MarkerProblem[] = [];
  /** Innermost last. */
  private readonly open: OpenConflict[] = [];

  accept(sign: string, line: number, label: string): void {
    const innermost = this.open.at(-1);
    if (sign === '<')
      this.open.push({ start: line, oursLabel: label, base: null, separator: null, nested: [] });
    else if (sign === '>') this.close(line, label);
    else if (!innermost || innermost.separator !== null)
      return; // `=======` is also how a heading is underlined
    else if (sign === '=' && label === '') innermost.separator = line;
    else if (sign === '|') innermost.base ??= { line, label };
  }

  finish(): ParsedConflicts {
    for (let left = this.open.pop(); left; left = this.open.pop())
      this.abandon(left, 'unterminated', left.start);
    this.problems.sort((a, b) => a.line - b.line);
    return { conflicts: this.conflicts, problems: this.problems };
  }

  private close(line: number, label: string): void {
    const closed = this.open.pop();
    if (!closed) this.problems.push({ line, kind: 'unopened' });
    else if (closed.separator === null) this.abandon(closed, 'withoutSeparator', closed.start);
    else this.siblings().push(completed(closed, closed.separator, line, label));
  }

  /** Gives up a conflict that is not whole; those found inside it stand on their own. */
  private abandon(conflict: OpenConflict, kind: MarkerProblem['kind'], line: number): void {
    this.problems.push({ line, kind });
    this.siblings().push(...conflict.nested);
  }

  private siblings(): MarkedConflict[] {
    return this.open.at(-1)?.nested ?? this.conflicts;
  }
}

function completed(open: OpenConflict, separator: number, end: number, theirsLabel: string): MarkedConflict {
  const { start, base } = open;
  return {
    range: { start, end: end + 1 },
    ours: { start: start + 1, end: base?.line ?? separator },
    base: base && { start: base.line + 1, end: separator },
    theirs: { start: separator + 1, end },
    labels: { ours: open.oursLabel, base: base?.label ?? '', theirs: theirsLabel },
    nested: open.nested,
  };
}
