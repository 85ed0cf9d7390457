import type { MergePreview, MergeSide, PairPreview } from '../../core/conflict';
import type { GitProcessOptions } from '../git/gitProcess';

/** A worktree that the radar looks at. Paths are absolute, with links resolved. */
export interface RadarSide {
  readonly path: string;
  /** The worktree's own git directory. */
  readonly gitDir: string;
  /** The branch its work is meant for; null when there is none. */
  readonly targetBranch: string | null;
}

/** What the radar saw when it last looked: plain data, as it comes from another thread. */
export interface RadarReport {
  readonly state: 'starting' | 'watching' | 'failed';
  /** Milliseconds since the Unix epoch; null before the first look. */
  readonly lookedAt: number | null;
  /** How long the look took, in milliseconds. */
  readonly lookMs: number | null;
  /** The pairs that would conflict and those that could not be previewed; all others are clean. */
  readonly pairs: readonly PairPreview[];
  /** How many pairs there are in all. */
  readonly pairCount: number;
  /** Differs from that of the look before when a branch has moved, come or gone. */
  readonly branches: string;
  /** By worktree: the files that differ from where its branch left its target. */
  readonly changedFiles: Readonly<Record<string, readonly string[]>>;
  /** What the user should know, for example that files are not watched. */
  readonly message: string | null;
}

/** The three versions of a conflicted file; null where there is none, or it is not text. */
export interface RadarTexts {
  readonly path: string;
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** What the radar is asked for the texts of. */
export interface TextsRequest {
  readonly ours: MergeSide;
  readonly theirs: MergeSide;
  readonly path: string;
}

/** What of a worktree changed since this was last asked, by path from its top, with `/`. */
export interface TouchedPaths {
  /** Files that git says changed, none of them ignored. */
  readonly files: readonly string[];
  /** What the system told of since: files and folders, of which some may be ignored, or are as they were. */
  readonly heardOf: readonly string[];
}

/** The same; null when it is not known for sure. */
export type TouchedFiles = TouchedPaths | null;

/** What the radar's thread answers. */
export type RadarAnswer = RadarReport | RadarTexts | TouchedFiles | MergePreview;

/** What the radar's thread is told. */
export type ToRadar =
  | { readonly type: 'sides'; readonly sides: readonly RadarSide[] }
  | { readonly type: 'hint'; readonly worktree: string; readonly paths: readonly string[] }
  | { readonly type: 'active'; readonly active: boolean }
  | { readonly type: 'look'; readonly id: number }
  | { readonly type: 'texts'; readonly id: number; readonly request: TextsRequest }
  | { readonly type: 'preview'; readonly id: number; readonly ours: MergeSide; readonly theirs: MergeSide }
  | { readonly type: 'touched'; readonly id: number; readonly worktree: string }
  | { readonly type: 'stop' };

/** What the radar's program tells. */
export type FromRadar =
  | { readonly type: 'report'; readonly report: RadarReport }
  | { readonly type: 'answer'; readonly id: number; readonly result: RadarAnswer }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
  /** Something failed; the radar goes on. */
  | { readonly type: 'warning'; readonly error: string }
  | { readonly type: 'stopped' };

/** What the radar's program is started with. */
export interface RadarWorkerData {
  readonly commonDir: string;
  /** A folder of the radar's own; it and those beside it are emptied at the start. */
  readonly folder: string;
  /** The process that runs git, of which a thread has one of its own; null when git is run from this process. */
  readonly gitProcess: GitProcessOptions | null;
}

/** What there is to tell before the first look. */
export const emptyReport: RadarReport = {
  state: 'starting',
  lookedAt: null,
  lookMs: null,
  pairs: [],
  pairCount: 0,
  branches: '',
  changedFiles: {},
  message: null,
};
