import { diffLines } from '../text/lineDiff';
import { splitLines } from '../text/lines';
import type { SymbolSpan as Definition } from './symbols';

/** A named part of a text: lines from 0, the end exclusive. */
type SymbolSpan = Pick<Definition, 'name' | 'startLine' | 'endLine'>;

/** A text with the definitions in it. */
export interface SymbolText {
  readonly text: string;
  readonly symbols: readonly SymbolSpan[];
}

/** The names of the definitions that a change touches, sorted. */
export interface TouchedSymbols {
  /** Definitions without others in them: what is changed is theirs. */
  readonly leaves: readonly string[];
  /** Definitions that were changed between those they hold, such as a class that gets a field. */
  readonly containers: readonly string[];
}

/**
 * Finds the definitions that a change of a text touches: of every changed line the innermost one, where the line was
 * and where it is, so that a new function counts by its new name and a removed one by its old.
 */
export function touchedSymbols(before: SymbolText, after: SymbolText): TouchedSymbols {
  const changes = diffLines(splitLines(before.text), splitLines(after.text));
  const touched = new Map<string, boolean>();
  const note = ({ symbols }: SymbolText, start: number, end: number): void => {
    for (const { name, isLeaf } of innermost(symbols, start, end))
      touched.set(name, isLeaf && touched.get(name) !== false);
  };
  for (const { aStart, aEnd, bStart, bEnd } of changes) {
    note(before, aStart, aEnd);
    note(after, bStart, bEnd);
  }
  const names = [...touched].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    leaves: names.filter(([, isLeaf]) => isLeaf).map(([name]) => name),
    containers: names.filter(([, isLeaf]) => !isLeaf).map(([name]) => name),
  };
}

function innermost(
  symbols: readonly SymbolSpan[],
  start: number,
  end: number,
): { readonly name: string; readonly isLeaf: boolean }[] {
  const found = new Map<SymbolSpan, boolean>();
  for (let line = start; line < end; line++) {
    const around = symbols.filter(({ startLine, endLine }) => startLine <= line && line < endLine);
    const inner = around.reduce<SymbolSpan | undefined>((best, one) => (best === undefined || length(one) < length(best) ? one : best), undefined); // prettier-ignore
    if (inner !== undefined && !found.has(inner)) found.set(inner, !symbols.some((other) => isInside(other, inner))); // prettier-ignore
  }
  return [...found].map(([{ name }, isLeaf]) => ({ name, isLeaf }));
}

function length({ startLine, endLine }: SymbolSpan): number {
  return endLine - startLine;
}

function isInside(inner: SymbolSpan, outer: SymbolSpan): boolean {
  return inner.name.startsWith(`${outer.name}.`);
}
