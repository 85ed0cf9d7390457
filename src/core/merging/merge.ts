import type { LineRange } from '../conflict';

/** How the versions of a merge are called where a conflict is shown. */
export interface MergeLabels {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** One text for each version of a file. */
export interface VersionTexts {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Three versions of one file that are to become one. */
export interface MergeInput extends VersionTexts {
  /** Path or name of the file; it tells the language. */
  readonly path: string;
  readonly labels: MergeLabels;
  /** Characters of a conflict marker, 7 if not given. */
  readonly markerSize?: number;
}

/** Where a merge comes from: lines alone, or the syntax of the language too. */
export type MergeProvenance = 'text' | 'structured';

/** A place that both sides changed and that is left to whoever knows what they meant. */
export interface MergeConflict {
  /** Lines of the three versions. */
  readonly base: LineRange;
  readonly ours: LineRange;
  readonly theirs: LineRange;
  /** What stands there; lines with their terminators. */
  readonly texts: VersionTexts;
  /** Names of the definitions around or in it, from the outermost inwards with `.` between. */
  readonly declarations: readonly string[];
}

/** Something that the checker noticed in a merged text. An `error` keeps it from being clean, a `doubt` lowers its confidence. */
export interface MergeFinding {
  readonly kind: FindingKind;
  readonly severity: 'error' | 'doubt';
  /** What it is about: a name, a line. */
  readonly subject: string;
}

/** What the checker looks for. */
export type FindingKind =
  | 'parsesWorse'
  | 'lostInsertion'
  | 'resurrected'
  | 'invented'
  | 'repeatedInsertion'
  | 'duplicateDeclaration'
  | 'duplicateImport'
  | 'unresolvedName'
  | 'arity';

/** One way of resolving all conflicts of a file, not sure enough to be taken without asking. */
export interface MergeCandidate {
  readonly text: string;
  /** Estimated probability that the author would have written this, from 0 to 1. */
  readonly confidence: number;
  readonly rules: readonly string[];
  readonly findings: readonly MergeFinding[];
}

/** What became of a merge. */
export interface MergeResult {
  /** The merged file; it has conflict markers, in the style of diff3, exactly where `conflicts` is not empty and it is no binary file. */
  readonly text: string;
  /** Whether nothing is left to decide, and the checker has no objection. */
  readonly clean: boolean;
  /** Estimated probability that the author would have written `text`; 0 with conflicts. */
  readonly confidence: number;
  /** Whether the confidence is that of merges that may be applied without asking. */
  readonly green: boolean;
  readonly provenance: MergeProvenance;
  /** The language whose syntax was used; null for text alone. */
  readonly language: string | null;
  readonly conflicts: readonly MergeConflict[];
  /** The best guess where conflicts are left; null where there is none worth showing. */
  readonly candidate: MergeCandidate | null;
  readonly findings: readonly MergeFinding[];
  /** Names of the rules that resolved something. */
  readonly rules: readonly string[];
  /** Why syntax was not used although there is a grammar; null where it was, or was not needed. */
  readonly fellBack: 'size' | 'time' | 'failure' | null;
}
