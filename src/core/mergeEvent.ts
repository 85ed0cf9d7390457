import type { Landing } from './landing';

/** How a branch got into its target. */
export type Merged = Exclude<Landing, 'nothing' | 'open'>;

/** A branch that got into its target. */
export interface MergeEvent {
  /** Grows with every merge that was seen. */
  readonly id: number;
  readonly branch: string;
  readonly target: string;
  /** The branch's commit that is in the target, itself or as a copy. */
  readonly sourceCommit: string;
  /** Where the target was when it was seen. */
  readonly targetCommit: string;
  readonly how: Merged;
  /** When it was seen, in milliseconds since the Unix epoch. */
  readonly detectedAt: number;
}

/** Says in a sentence without its end how a branch got into its target. */
export function describeMerge({
  branch,
  target,
  how,
}: Pick<MergeEvent, 'branch' | 'target' | 'how'>): string {
  const words = { merged: 'was merged', squashed: 'was squashed', rebased: 'was rebased' };
  return `branch "${branch}" ${words[how]} into ${target}`;
}
