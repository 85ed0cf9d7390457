import type { LandingsParts, Landings } from './landing/landings';
import { landingsOf } from './landing/landings';
import type { MergeEventsParts } from './merges/mergeEvents';
import { MergeEvents } from './merges/mergeEvents';
import type { RebaseParts } from './worktrees/rebase';
import { Rebase } from './worktrees/rebase';

/** How work gets into its target, and is seen to have got there. */
export interface Merging {
  readonly mergeEvents: MergeEvents;
  readonly rebase: Rebase;
  readonly landings: Landings;
}

/** Puts it together. */
export function mergingOf(parts: MergeEventsParts & RebaseParts & LandingsParts): Merging {
  return { mergeEvents: new MergeEvents(parts), rebase: new Rebase(parts), landings: landingsOf(parts) };
}
