// Fits the weights of a merge's confidence by gradient ascent (Adam: Kingma and Ba, 2015) with an L2 penalty.
import type { Features } from '../../../src/core/merging/features';

/** A stretch that the author resolved: its ways with whether each is the author's, and how much it counts. */
export interface Observation {
  readonly ways: readonly { readonly features: Features; readonly right: boolean }[];
  readonly weight: number;
}

const penalty = 3;
const rounds = 250;
const rate = 0.05;
/** Features that occur less often say nothing. */
const leastOften = 8;

/** Fits a conditional logit whose outside option is that none of the ways is the author's. */
export function fitWays(observations: readonly Observation[]): Record<string, number> {
  const names = frequentNames(observations.flatMap(({ ways }) => ways.map(({ features }) => features)));
  const rows = observations.map(({ ways, weight }) => ({
    weight,
    ways: ways.map(({ features, right }) => ({ right, entries: entriesOf(features, names) })),
  }));
  return ascend(names, penalty, (weights, gradient) => {
    for (const { ways, weight } of rows) {
      const odds = ways.map(({ entries }) => Math.exp(clamp(dot(entries, weights))));
      const all = odds.reduce((sum, one) => sum + one, 1);
      const right = ways.reduce((sum, way, index) => sum + (way.right ? (odds[index] ?? 0) : 0), 0);
      for (const [index, { entries, right: isRight }] of ways.entries()) {
        const odd = odds[index] ?? 0;
        add(entries, weight * ((isRight ? odd / right : 0) - odd / all), gradient);
      }
    }
  });
}

/** Fits a logistic regression. */
export function fitLogistic(
  rows: readonly { readonly features: Features; readonly right: boolean }[],
): Record<string, number> {
  const names = frequentNames(rows.map(({ features }) => features));
  const known = rows.map(({ features, right }) => ({ right, entries: entriesOf(features, names) }));
  return ascend(names, 0.5, (weights, gradient) => {
    for (const { entries, right } of known)
      add(entries, (right ? 1 : 0) - 1 / (1 + Math.exp(-clamp(dot(entries, weights)))), gradient);
  });
}

/** Features that are not 0: which they are, and how large. */
interface Entries {
  readonly indexes: Int32Array;
  readonly values: Float64Array;
}

function ascend(
  names: ReadonlyMap<string, number>,
  ridge: number,
  addGradient: (weights: Float64Array, gradient: Float64Array) => void,
): Record<string, number> {
  const [weights, mean, square] = [0, 1, 2].map(() => new Float64Array(names.size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let round = 1; round <= rounds; round++) {
    const gradient = weights.map((weight) => -ridge * weight);
    addGradient(weights, gradient);
    for (const [index, slope] of gradient.entries()) {
      mean[index] = 0.9 * (mean[index] ?? 0) + 0.1 * slope;
      square[index] = 0.999 * (square[index] ?? 0) + 0.001 * slope * slope;
      const step =
        (mean[index] ?? 0) /
        (1 - 0.9 ** round) /
        (Math.sqrt((square[index] ?? 0) / (1 - 0.999 ** round)) + 1e-8);
      weights[index] = (weights[index] ?? 0) + rate * step;
    }
  }
  return Object.fromEntries([...names].map(([name, index]) => [name, weights[index] ?? 0]));
}

function frequentNames(all: readonly Features[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const features of all)
    for (const [name, value] of Object.entries(features))
      if (value !== 0) counts.set(name, (counts.get(name) ?? 0) + 1);
  const frequent = [...counts].filter(([, count]) => count >= leastOften).map(([name]) => name);
  return new Map(frequent.sort().map((name, index) => [name, index]));
}

function entriesOf(features: Features, names: ReadonlyMap<string, number>): Entries {
  const known = Object.entries(features).filter(([name, value]) => value !== 0 && names.has(name));
  return {
    indexes: Int32Array.from(known, ([name]) => names.get(name) ?? 0),
    values: Float64Array.from(known, ([, value]) => value),
  };
}

function dot({ indexes, values }: Entries, weights: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < indexes.length; at++)
    sum += (weights[indexes[at] as number] as number) * (values[at] as number);
  return sum;
}

function add({ indexes, values }: Entries, factor: number, sums: Float64Array): void {
  for (let at = 0; at < indexes.length; at++) {
    const index = indexes[at] as number;
    sums[index] = (sums[index] as number) + factor * (values[at] as number);
  }
}

function clamp(value: number): number {
  return Math.min(30, Math.max(-30, value));
}
