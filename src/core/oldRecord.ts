/** What the tool that this one replaces kept: `sandbox` is one run of an agent in a cloud sandbox. */
export type OldKind =
  | 'session'
  | 'sandbox'
  | 'merge'
  | 'subscription'
  | 'claim'
  | 'resolution'
  | 'suggestion'
  | 'budget'
  | 'setting';

/** What of it is kept for good, and what people call it, singular and plural. */
export const keptKinds = {
  session: ['session record', 'session records'],
  sandbox: ['sandbox run', 'sandbox runs'],
  merge: ['merge', 'merges'],
  resolution: ['conflict resolution', 'conflict resolutions'],
  suggestion: ['suggestion', 'suggestions'],
  budget: ['budget period', 'budget periods'],
  setting: ['budget setting', 'budget settings'],
} as const satisfies Partial<Record<OldKind, readonly [string, string]>>;

/** A kind that is kept for good. */
export type KeptKind = keyof typeof keptKinds;

/** One thing that the old tool kept. */
export interface OldRecord {
  readonly kind: OldKind;
  /** Names it among those of its kind. */
  readonly key: string;
  /** The repository that it is of, as the old tool had it; null when it is of none. */
  readonly repositoryPath: string | null;
  /** When it was, in milliseconds since the Unix epoch; null when that cannot be told. */
  readonly at: number | null;
  /** Its values under the names that they had there. */
  readonly data: Readonly<Record<string, string | number>>;
}

/** Says whether a record is of a kind that is kept for good. */
export function isKeptKind(kind: OldKind): kind is KeptKind {
  return kind in keptKinds;
}
