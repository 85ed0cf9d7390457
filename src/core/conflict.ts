import type { ConflictReading } from './classify/reading';

/** Lines of a text: 0-based, `end` exclusive; empty (`start === end`) marks the place between two lines. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Why two versions of a file cannot be merged: git’s reasons, and `semantic` where the text merges and the program breaks. */
export type ConflictKind =
  | 'content'
  | 'bothAdded'
  | 'deletedModified'
  | 'renamed'
  | 'fileDirectory'
  | 'mode'
  | 'binary'
  | 'submodule'
  | 'semantic'
  | 'other';

/** A place that both sides changed; ranges point into each side's file as it is on disk now. */
export interface ConflictRegion {
  readonly ours: LineRange;
  readonly theirs: LineRange;
}

/** One file that would conflict. A path is null where the side does not have the file. */
export interface FileConflict {
  readonly kind: ConflictKind;
  /** The path that names the conflict, from the top of the repository. */
  readonly path: string;
  readonly oursPath: string | null;
  readonly theirsPath: string | null;
  readonly regions: readonly ConflictRegion[];
  /** What is understood of it. */
  readonly reading: ConflictReading;
}

/** One side of a preview: a worktree with all that is uncommitted in it, or a branch. */
export type MergeSide =
  { readonly kind: 'worktree'; readonly path: string } | { readonly kind: 'branch'; readonly name: string };

/** What would happen if the two sides merged now. */
export type MergePreview =
  | { readonly outcome: 'clean' }
  | { readonly outcome: 'conflicts'; readonly files: readonly FileConflict[] }
  | { readonly outcome: 'unknown'; readonly why: string };

/** The preview of one pair of sides. */
export interface PairPreview {
  readonly ours: MergeSide;
  readonly theirs: MergeSide;
  readonly preview: MergePreview;
}

/** Names a side in keys and logs: the same side has the same name at every time. */
export function sideKey(side: MergeSide): string {
  return side.kind === 'worktree' ? `worktree:${side.path}` : `branch:${side.name}`;
}
