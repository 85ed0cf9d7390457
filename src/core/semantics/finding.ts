import type { Sentence } from '../classify/sentence';
import type { ConflictSeverity } from '../classify/reading';
import type { LineRange } from '../conflict';
import type { Side } from '../classify/regionNature';

/** Which rule found it. */
export type FindingRule =
  | 'removed'
  | 'renamed'
  | 'moved'
  | 'hidden'
  | 'import-dropped'
  | 'arguments'
  | 'parameter-type'
  | 'parameter-order'
  | 'async'
  | 'result'
  | 'shape'
  | 'implementation'
  | 'cases'
  | 'duplicate'
  | 'route'
  | 'test'
  | 'enum-value'
  | 'migration';

/** A place in a file of one side; the range is where it would be when the file does not have it any more. */
export interface FindingPlace {
  readonly path: string;
  readonly range: LineRange;
}

/** Something that merges as text and breaks the program. */
export interface Finding {
  readonly rule: FindingRule;
  /** The definition, route or number concerned. */
  readonly name: string;
  readonly severity: ConflictSeverity;
  /** The side whose new work breaks, or the first of two that added the same. */
  readonly user: Side;
  /** By side: what it did where; null where the file is gone. */
  readonly places: Readonly<Record<Side, FindingPlace | null>>;
  readonly sentence: Sentence;
  readonly advice: string;
}
