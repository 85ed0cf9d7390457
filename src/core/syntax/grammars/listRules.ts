import type { ListPolicy, ListRule } from './mergeGrammar';

/** Lists between brackets, of several kinds of nodes. */
export function bracketed(policy: ListPolicy, types: string, separator?: string): Record<string, ListRule> {
  return rulesOf(types, { policy, ...(separator === undefined ? {} : { separator }) });
}

/** Lists that fill their node. */
export function bare(policy: ListPolicy, types: string): Record<string, ListRule> {
  return rulesOf(types, { policy, bare: true });
}

/** A set of words. */
export function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' ').filter((word) => word !== ''));
}

function rulesOf(types: string, rule: ListRule): Record<string, ListRule> {
  return Object.fromEntries(types.split(' ').map((type) => [type, rule]));
}
