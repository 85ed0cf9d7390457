import type { LandingsParts, Landings } from './landing/landings';
import { landingsOf } from './landing/landings';
import type { MergeEventsParts } from './merges/mergeEvents';
import { MergeEvents } from './merges/mergeEvents';
import { Remotes } from './merges/remotes';
import type { RebaseParts } from './worktrees/rebase';
import { Rebase } from './worktrees/rebase';

/** How work gets into its target, and is seen to have got there. */
export interface Merging {
  readonly mergeEvents: MergeEvents;
  readonly remotes: Remotes;
  readonly rebase: Rebase;
  readonly landings: Landings;
}

/** Puts it together. */
export function mergingOf(parts: MergeEventsParts & RebaseParts & LandingsParts): Merging {
  const rebase = new Rebase(parts);
  return {
    mergeEvents: new MergeEvents(parts),
    remotes: new Remotes(parts),
    rebase,
    landings: landingsOf(parts),
  };
}
