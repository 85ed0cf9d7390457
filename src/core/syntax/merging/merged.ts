import type { ListPolicy } from '../grammars/mergeGrammar';
import type { TextRange } from '../tree/readTree';

/** What has been merged of a stretch: text in order, lists, and places where somebody has to choose. */
export type Part = string | MergedList | Choice;

/** One item of a merged list. */
export interface MergedItem {
  readonly gap: string;
  readonly parts: readonly Part[];
  readonly separator: string;
  readonly tail: string;
  /** Whether it stands for the place behind the last element. */
  readonly isEnd: boolean;
  /** Whether it begins on a line of its own. */
  readonly ownLine: boolean;
}

/** A merged list; separators are put in when it is printed. */
export interface MergedList {
  readonly kind: 'list';
  readonly elements: readonly (MergedItem | ListChoice)[];
  readonly separator: string;
  readonly trailing: boolean;
  /** The white space before the first element. */
  readonly firstGap: string;
}

/** What the sides did at a place that can be taken in several ways. */
export interface ChoiceFacts {
  /** Both inserted, both edited, or one deleted what the other edited. */
  readonly kind: 'insert' | 'edit' | 'delete';
  /** What kind of list it is in; `record` for the parts of a node of fixed shape. */
  readonly policy: ListPolicy | 'record';
  /** Whether all that is inserted has names, and no two the same. */
  readonly named: boolean;
  /** Where it is in each version; an empty range where there is nothing. */
  readonly places: Places;
}

/** One stretch of each version. */
export interface Places {
  readonly base: TextRange | null;
  readonly ours: TextRange | null;
  readonly theirs: TextRange | null;
}

/** A choice between texts. */
export interface Choice {
  readonly kind: 'choice';
  readonly facts: ChoiceFacts;
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** Both changes in one, where that could be made. */
  readonly both: string | null;
}

/** A choice between items. */
export interface ListChoice {
  readonly kind: 'listChoice';
  readonly facts: ChoiceFacts;
  readonly base: readonly MergedItem[];
  readonly ours: readonly MergedItem[];
  readonly theirs: readonly MergedItem[];
  readonly both: readonly MergedItem[] | null;
}

/** A way of taking a choice; `open` leaves it as a conflict. */
export type Pick = 'ours' | 'theirs' | 'both' | 'base' | 'open';

/** Names of what was done without a choice, as often as it was done. */
export type RuleCounts = Map<string, number>;
