import type { LandingEntry } from '../../core/landing/entry';
import type { CheckResult } from '../../core/verify/checks';

/** What of a session is to land: a commit, or why not, with who is to do something about it. */
export type Source =
  | { readonly kind: 'ready'; readonly commit: string }
  | { readonly kind: 'notReady'; readonly end: 'returned' | 'waiting'; readonly why: string };

/** What bringing a commit into another made: a commit, nothing since it is in already, or conflicts in files. */
export type Built =
  | { readonly kind: 'built'; readonly commit: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'conflicts'; readonly paths: readonly string[] }
  /** It cannot be done this way. `why` is sentences. */
  | { readonly kind: 'refused'; readonly why: string };

/** What moving a branch came to. */
export type Moved =
  /** `note`: what is to be known of it, a sentence. */
  | { readonly kind: 'moved'; readonly note: string | null }
  /** It was not where it was thought to be; nothing was done. */
  | { readonly kind: 'elsewhere' }
  /** It may not be moved now; nothing was done. `why` is sentences. */
  | { readonly kind: 'blocked'; readonly why: string };

/** A branch and where it goes; `from` and `to` are commits. */
export interface BranchMove {
  readonly branch: string;
  readonly from: string;
  readonly to: string;
}

/** What the landing queue works on: the repository, and the checks of its project. */
export interface LandingGround {
  /** Where a branch is now. @throws CoordinatorError `refNotFound`. */
  target(branch: string): Promise<string>;
  /** What of a session is to land now. */
  source(entry: LandingEntry): Promise<Source>;
  /** Brings what lands onto a commit, in memory. */
  build(entry: LandingEntry, onto: string, source: string): Promise<Built>;
  /** Keeps a commit that no branch has yet, until `release`. */
  keep(id: string, commit: string): Promise<void>;
  release(id: string): Promise<void>;
  /** Runs the project's checks on a commit; the same tree again is answered at once. */
  check(commit: string, signal: AbortSignal): Promise<CheckResult>;
  /** Says whether a commit is in a branch. */
  isIn(commit: string, branch: string): Promise<boolean>;
  /** Moves a branch from one commit to another, and the files of the worktree that has it checked out. */
  move(move: BranchMove): Promise<Moved>;
  /** Ends a move that was cut short after the branch itself was moved. Returns what is to be known of it, a sentence. */
  finishMove(move: BranchMove): Promise<string | null>;
  /** Has nothing left behind of what checks needed. */
  rest(): Promise<void>;
}
