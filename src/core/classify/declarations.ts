import type { LineRange } from '../conflict';
import type { SymbolSpan } from '../syntax/symbols';

/** The definitions of a text, as far as they are known. */
export type Symbols = readonly Pick<SymbolSpan, 'name' | 'startLine' | 'endLine'>[];

/**
 * Lists the definitions that stretches of a text lie in or hold, without those around them: the innermost of each line.
 */
export function declarationsAt(symbols: Symbols, ranges: readonly LineRange[]): string[] {
  const found = new Set<string>();
  for (const { start, end } of ranges) {
    const touching = symbols.filter(
      ({ startLine, endLine }) => startLine < Math.max(end, start + 1) && start < endLine,
    );
    const around = touching.filter((one) => !touching.some((other) => isInside(other, one)));
    for (const { name } of around) found.add(name);
  }
  return [...found];
}

function isInside(inner: { readonly name: string }, outer: { readonly name: string }): boolean {
  return inner.name.startsWith(`${outer.name}.`);
}
