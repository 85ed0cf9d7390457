import type { Item, SourceVersion } from './item';
import type { Part, RuleCounts } from './merged';

/** One item of each version that are the same thing. */
export interface ItemTriple {
  readonly base: Item | null;
  readonly ours: Item;
  readonly theirs: Item;
}

/** The versions of a file that are merged, and a count of what was done. */
export interface MergeScene {
  readonly base: SourceVersion;
  readonly ours: SourceVersion;
  readonly theirs: SourceVersion;
  readonly rules: RuleCounts;
  /** How many characters may still be looked at; where none are left, nothing is looked into any more. */
  readonly budget: { left: number };
  /** Merges what items say; lists are merged in it again, so that whoever merges a list is given it. */
  readonly mergeBodies: (items: ItemTriple, scene: MergeScene) => readonly Part[];
}

/** Notes that a rule was used. */
export function noteRule({ rules }: MergeScene, rule: string): void {
  rules.set(rule, (rules.get(rule) ?? 0) + 1);
}
