/** A named definition in a text: a function, a class, a type. Lines are counted from 0, the end is exclusive. */
export interface SymbolSpan {
  /** From the outermost inwards with `.` between: `Auth.validateToken`. */
  readonly name: string;
  readonly startLine: number;
  readonly endLine: number;
}
