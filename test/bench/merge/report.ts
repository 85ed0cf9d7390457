// Tables about merges of real cases.
import type { Judged } from './crossValidate';

/** How much is resolved, and how much of that is the author's, when what is less sure than a bound is left alone. */
export interface CurvePoint {
  readonly resolved: number;
  readonly right: number;
  readonly confidence: number;
}

/** The curve over confidence, the surest first. */
export function curveOf(judged: readonly Judged[]): CurvePoint[] {
  const sorted = [...judged].sort((one, other) => other.confidence - one.confidence);
  let right = 0;
  return sorted.map(({ grade, confidence }, index) => {
    if (grade !== 'different') right++;
    return { resolved: (index + 1) / sorted.length, right: right / (index + 1), confidence };
  });
}

/** The largest share that can be resolved while so much of it is the author's. */
export function resolvedAt(curve: readonly CurvePoint[], right: number): number {
  return curve.findLast((point) => point.right >= right)?.resolved ?? 0;
}

/** How much of a share, the surest first, is the author's. */
export function rightAt(curve: readonly CurvePoint[], resolved: number): number {
  return curve.find((point) => point.resolved >= resolved)?.right ?? 0;
}

/** The expected difference between confidence and how often it was right, over bins of equal width. */
export function calibrationError(judged: readonly Judged[], bins = 10): number {
  return binsOf(judged, bins).reduce(
    (sum, { count, confidence, right }) => sum + (count / judged.length) * Math.abs(confidence - right),
    0,
  );
}

/** What is in each bin of confidence that is not empty. */
export function binsOf(
  judged: readonly Judged[],
  bins = 10,
): { readonly from: number; readonly count: number; readonly confidence: number; readonly right: number }[] {
  return Array.from({ length: bins }, (_, bin) => {
    const inside = judged.filter(
      ({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === bin,
    );
    const mean = (value: (one: Judged) => number): number =>
      inside.reduce((sum, one) => sum + value(one), 0) / Math.max(1, inside.length);
    return {
      from: bin / bins,
      count: inside.length,
      confidence: mean((one) => one.confidence),
      right: mean((one) => (one.grade === 'different' ? 0 : 1)),
    };
  }).filter(({ count }) => count > 0);
}
