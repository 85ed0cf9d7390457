import type { ConflictRegion, FileMerge } from './fileMerge';
import { contextOf } from './fileMerge';
import type { Features } from './features';
import { featuresOf } from './features';
import { fileFacts } from './fileFacts';
import type { VersionTexts } from './merge';
import type { MergeModel } from './model';
import { scoreWays } from './model';
import type { RegionCandidate } from './regionCandidates';
import { isLossy } from './regionCandidates';

/** A way of resolving a stretch with the estimated probability that it is the author's. */
export interface ScoredCandidate {
  readonly candidate: RegionCandidate;
  readonly probability: number;
}

/** A stretch with its ways, the best first. */
export interface ScoredRegion extends ConflictRegion {
  readonly scored: readonly ScoredCandidate[];
}

/** Describes the ways of resolving each stretch of a file. */
export function describeWays(merge: FileMerge, input: VersionTexts): Features[][] {
  const facts = fileFacts(input);
  return merge.regions.map((region, index) => featuresOf(region, contextOf(merge, index, facts)));
}

/** Orders the ways of resolving each stretch of a file by how likely they are. */
export function scoreRegions(merge: FileMerge, input: VersionTexts, model: MergeModel): ScoredRegion[] {
  const described = describeWays(merge, input);
  return merge.regions.map((region, index) => {
    const scores = scoreWays(described[index] ?? [], model.weights);
    const scored = region.candidates
      .map((candidate, at) => ({ candidate, probability: scores[at] ?? 0 }))
      .sort((one, other) => rankOf(other) - rankOf(one));
    return { ...region, scored };
  });
}

/** How much likelier a way that loses a side's change must be to come before one that keeps both. */
const preferenceOfBoth = 1.3;

function rankOf({ candidate, probability }: ScoredCandidate): number {
  return isLossy(candidate) ? probability : probability * preferenceOfBoth;
}
