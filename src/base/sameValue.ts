/** Whether two plain values, as JSON knows them, are the same all through. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  const [first, second] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return keys.every((key) => Object.hasOwn(second, key) && isSameValue(first[key], second[key]));
}

/** A record with the parts of an earlier one in place of its own where they say the same, so that `===` tells what changed. */
export function keepUnchanged<T extends object>(before: T, after: T): T {
  const kept = { ...after };
  for (const key of Object.keys(after) as (keyof T)[])
    if (isSameValue(before[key], after[key])) kept[key] = before[key];
  return kept;
}
