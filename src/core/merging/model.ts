import type { Features } from './features';
import type { MergeFinding } from './merge';

/** What was learned from merges that people made. */
export interface MergeModel {
  /** How much each feature speaks for a way of resolving a stretch. */
  readonly weights: Readonly<Record<string, number>>;
  /** How much each feature of a whole file's merge speaks for it. */
  readonly fileWeights: Readonly<Record<string, number>>;
  /** From this confidence on a resolution counts as clean: where both sides' changes are kept, and where one's are not. */
  readonly cleanFrom: number;
  readonly lossyFrom: number;
  /** From this confidence on it may be applied without asking. */
  readonly greenFrom: number;
}

/**
 * Estimates for each way of resolving a stretch how likely it is the one that the author takes; the sum is below 1, as the
 * author may write something else. A conditional logit (McFadden, 1974) with "something else" as the outside option.
 */
export function scoreWays(ways: readonly Features[], weights: MergeModel['weights']): number[] {
  const odds = ways.map((features) => Math.exp(bounded(weighed(features, weights))));
  const all = odds.reduce((sum, one) => sum + one, 1);
  return odds.map((one) => one / all);
}

/** Estimates how likely the merge of a whole file is the author's: a logistic regression. */
export function fileConfidence(merge: MergeFacts, { fileWeights }: Pick<MergeModel, 'fileWeights'>): number {
  return 1 / (1 + Math.exp(-bounded(weighed(fileFeatures(merge), fileWeights))));
}

/** What the confidence in a whole file rests on. */
export interface MergeFacts {
  /** The product of the probabilities of its stretches. */
  readonly probability: number;
  readonly stretches: number;
  readonly findings: readonly MergeFinding[];
}

/** Describes the merge of a whole file by features. */
export function fileFeatures({ probability, stretches, findings }: MergeFacts): Features {
  const kept = Math.min(0.999, Math.max(0.001, probability));
  const features: Record<string, number> = {
    bias: 1,
    logit: Math.log(kept / (1 - kept)),
    stretches: Math.log(Math.max(1, stretches)),
  };
  for (const { kind } of findings) features[kind] = 1;
  return features;
}

function weighed(features: Features, weights: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const [name, value] of Object.entries(features)) sum += (weights[name] ?? 0) * value;
  return sum;
}

function bounded(value: number): number {
  return Math.min(30, Math.max(-30, value));
}
