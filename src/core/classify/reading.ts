import type { Sentence } from './sentence';

/** What a conflict is about. */
export type ConflictNature =
  | 'formatting'
  | 'imports'
  | 'both-added'
  | 'moved'
  | 'renamed'
  | 'structural'
  | 'concurrent-edit'
  | 'delete-modify'
  | 'generated'
  | 'mode'
  | 'symlink'
  | 'binary'
  | 'submodule'
  | 'file-directory'
  | 'semantic'
  | 'unknown';

/** How much care a conflict needs. */
export type ConflictSeverity = 'low' | 'medium' | 'high';

/** The types that tools of earlier versions tell apart. */
export type ConflictType = 'TRIVIAL' | 'STRUCTURAL' | 'SEMANTIC' | 'CONCURRENT_EDIT' | 'UNKNOWN';

/** What is to be done about a conflict. */
export interface ConflictRemedy {
  /** `automatic`: it can be merged as the sentence says without a decision; otherwise somebody has to decide. */
  readonly automatic: boolean;
  /** What to do, as a sentence. */
  readonly text: string;
  /** The command that makes the file anew, where it is made by one. */
  readonly command: string | null;
}

/** What is understood of a conflict. */
export interface ConflictReading {
  readonly nature: ConflictNature;
  readonly severity: ConflictSeverity;
  readonly type: ConflictType;
  /** What happened, in one sentence. */
  readonly sentence: Sentence;
  /** The definitions concerned, from the outermost inwards: `Auth.validateToken`. */
  readonly declarations: readonly string[];
  readonly remedy: ConflictRemedy;
}

/** Maps what a conflict is about to the types of earlier versions. */
export function conflictType(nature: ConflictNature, declarations: readonly string[]): ConflictType {
  switch (nature) {
    case 'formatting':
    case 'mode':
      return 'TRIVIAL';
    case 'imports':
    case 'both-added':
    case 'structural':
    case 'generated':
      return 'STRUCTURAL';
    case 'semantic':
    case 'renamed':
      return 'SEMANTIC';
    case 'concurrent-edit':
      // Two changes of one definition are a matter of its meaning; in a text without any they are only edits.
      return declarations.length > 0 ? 'SEMANTIC' : 'CONCURRENT_EDIT';
    case 'moved':
    case 'delete-modify':
      return 'CONCURRENT_EDIT';
    case 'symlink':
    case 'binary':
    case 'submodule':
    case 'file-directory':
    case 'unknown':
      return 'UNKNOWN';
  }
}
