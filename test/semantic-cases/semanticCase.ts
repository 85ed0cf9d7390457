// How the cases are written: a small program, what one session does to it, and what another does.

/** What a session does: by path the new text of a file, replacements in it, text at its end, or null to delete it. */
export type Edits = Readonly<Record<string, string | null | { readonly add: string } | readonly (readonly [string, string])[]>>; // prettier-ignore

/** A change of definitions, and by kind of use what it breaks; `default` for kinds that are not named. */
export interface DefinitionChange {
  readonly name: string;
  readonly edits: Edits;
  /** By name of a use: the rule that has to find it; uses that are not named are fine with the change. */
  readonly breaks: Readonly<Record<string, string>>;
}

/** A pair of its own. */
export interface Pair {
  readonly name: string;
  readonly ours: Edits;
  readonly theirs: Edits;
  /** The rule that has to find something; null where the two are fine together. */
  readonly finds: string | null;
}

/** The cases of one family of languages: every change meets every use, and the pairs come on top. */
export interface SemanticCases {
  readonly base: Readonly<Record<string, string>>;
  readonly changes: readonly DefinitionChange[];
  readonly uses: Readonly<Record<string, Edits>>;
  readonly pairs: readonly Pair[];
}
