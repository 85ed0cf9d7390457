import type { Clock } from '../../base/clock';
import type { Claims } from '../claims/claims';
import type { Git } from '../git/git';
import type { Sessions } from '../sessions';
import type { SettingsFile } from '../settings';
import type { Rebuilds } from '../snapshots/rebuilds';
import type { DiskChange, Replacements } from '../snapshots/replacing/replacements';
import type { Timeline } from '../snapshots/timeline';
import type { TreeDifference } from '../snapshots/treeDiff';
import type { State } from '../state';
import type { Db } from '../store/store';
import type { OurWrites } from '../watch/ourWrites';
import type { Removals } from '../worktrees/removal/removals';
import type { Worktrees } from '../worktrees/worktrees';

/** What undoing needs of the engine. */
export interface UndoParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly settings: SettingsFile;
  readonly worktrees: Worktrees;
  readonly timeline: Timeline;
  readonly ourWrites: OurWrites;
  readonly replacements: Replacements;
  readonly rebuilds: Rebuilds;
  readonly removals: Removals;
}

/** What an undo does, as it is shown. */
export interface UndoEffect {
  /** A sentence for people. */
  readonly summary: string;
  /** The files that it changes. */
  readonly files: readonly TreeDifference[];
}

/** One step of an undo. What is shown of it and what it does are found out together. */
export interface UndoStep {
  readonly effects: readonly UndoEffect[];
  /** Changes what is not in the database, which comes first and can be taken back; returns what is not as it was, too. */
  readonly onDisk?: () => Promise<DiskChange & { readonly missing?: readonly string[] }>;
  /** Changes the database, within the transaction that writes the undo into the log. */
  readonly write?: (db: Db) => void;
  /** Runs once it is done. */
  readonly after?: () => Promise<void>;
}

/** An effect that changes no files. */
export function effect(summary: string): UndoEffect {
  return { summary, files: [] };
}
