import type { KeptKind } from './oldRecord';

/** What an import of an earlier tool's database brought over, or would. */
export interface ImportReport {
  /** The database. */
  readonly source: string;
  /** Its schema; null when it had no number. */
  readonly version: string | null;
  /** How many transactions came from its write-ahead log. */
  readonly logCommits: number;
  readonly broughtOver: readonly { readonly kind: KeptKind; readonly count: number }[];
  /** How many records had been brought over before. */
  readonly already: number;
  /** Worktrees that are listed as made by us from now on. */
  readonly worktrees: readonly { readonly path: string; readonly name: string }[];
  /** What is not brought over and why, a sentence each. */
  readonly leftOut: readonly string[];
  /** Of which other repositories there are records, and how many. */
  readonly elsewhere: readonly { readonly repository: string; readonly count: number }[];
  /** The operation that undoing takes back; null when nothing was changed. */
  readonly operation: number | null;
}

/** A record that was brought over. */
export interface ImportedRecord {
  readonly kind: KeptKind;
  /** Names it among those of its kind. */
  readonly key: string;
  /** The file that it was read from. */
  readonly source: string;
  /** When it was, in milliseconds since the Unix epoch; null when that cannot be told. */
  readonly at: number | null;
  /** Its values under the names that they had there. */
  readonly data: Readonly<Record<string, string | number>>;
}
