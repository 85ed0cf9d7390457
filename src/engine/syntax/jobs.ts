import type { ShellQuestion, ShellWrites } from '../../core/shell/shellWrites';
import type { MergeInput, MergeResult } from '../../core/merging/merge';
import type { Language } from '../../core/syntax/languages';
import type { SymbolSpan } from '../../core/syntax/symbols';
import type { TouchedSymbols } from '../../core/syntax/touchedSymbols';

/** What the thread of the parser is asked. */
export type SyntaxJob =
  | { readonly kind: 'shellWrites'; readonly question: ShellQuestion }
  | { readonly kind: 'symbols'; readonly language: Language; readonly text: string }
  | {
      readonly kind: 'touched';
      readonly language: Language;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly kind: 'merge';
      readonly input: MergeInput;
      /** Whether its length allows lines only. */
      readonly byLines: boolean;
    };

/** A job with the number that its answer bears. */
export interface ToSyntax {
  readonly id: number;
  readonly job: SyntaxJob;
}

/** The answer to a job; null when it failed. */
export interface FromSyntax {
  readonly id: number;
  readonly result: ShellWrites | readonly SymbolSpan[] | TouchedSymbols | MergeResult | null;
  /** Why it failed. */
  readonly error: string | null;
}
