import type { Claim } from '../../core/claim';
import type { CoordinatorSettings } from '../../core/settings';
import type { WorktreeNote } from '../worktrees/worktrees';

/** What undoing an operation takes. It is kept in the operation log as JSON, so its fields are a promise. */
export type UndoData =
  /** Claims were changed from `before` to `after`. */
  | {
      readonly type: 'claims';
      readonly before: readonly Claim[];
      readonly after: readonly Claim[];
    }
  /** A session was ended, and its claims with it. */
  | { readonly type: 'session'; readonly sessionId: string; readonly claims: readonly Claim[] }
  /** A worktree was removed. */
  | {
      readonly type: 'worktree';
      readonly note: WorktreeNote;
      /** The branch and commit that were checked out; the branch is null when HEAD was detached. */
      readonly branch: string | null;
      readonly head: string;
      /** The complete snapshot of what was in it. */
      readonly snapshotRef: string;
      /** The submodules that were checked out in it; older entries do not tell, and those whose folder was gone. */
      readonly submodules?: readonly string[];
    }
  /** A worktree was made of a snapshot. */
  | {
      readonly type: 'newWorktree';
      readonly path: string;
      /** What our note of it has as its session, which tells it from a later worktree in the same place. */
      readonly noteId: string;
      /** The commit that was checked out, and what names the files that differed from it; see `planId`. */
      readonly head: string;
      readonly made: string;
    }
  /** Files of a worktree were replaced: their commit before, and the one after. */
  | {
      readonly type: 'files';
      readonly worktreePath: string;
      readonly sessionId: string;
      readonly paths: readonly string[];
      readonly before: string;
      readonly after: string;
      /** Set where it was an agent that wrote what another session holds. */
      readonly breach?: BreachFacts;
    }
  /** What a run did was brought into its session's worktree. */
  | {
      readonly type: 'results';
      readonly worktreePath: string;
      readonly sessionId: string;
      /** What was there before and after: the commit that was checked out, and the snapshot of all files. */
      readonly before: PlaceInTime;
      readonly after: PlaceInTime;
    }
  /** Records of an earlier tool were brought over, and worktrees noted. */
  | {
      readonly type: 'import';
      readonly batch: string;
      readonly worktrees: readonly { readonly path: string; readonly sessionId: string }[];
    }
  /** A session landed, or was rebased: the branch went from `before` to `after`. */
  | {
      readonly type: 'landing';
      /** Its entry in the landing queue; null for a rebase. */
      readonly landing: string | null;
      readonly branch: string;
      readonly before: string;
      readonly after: string;
    }
  /** Settings were changed: the values that they had. */
  | { readonly type: 'settings'; readonly before: Partial<CoordinatorSettings> };

/** What a worktree was like. */
export interface PlaceInTime {
  readonly head: string;
  readonly snapshot: string;
}

/** Who wrote what although it is held by whom: ids of sessions. */
export interface BreachFacts {
  readonly writer: string;
  readonly holder: string;
  /** What is held, as it is typed. */
  readonly label: string;
  /** In milliseconds since the Unix epoch. */
  readonly writtenAt: number;
}
