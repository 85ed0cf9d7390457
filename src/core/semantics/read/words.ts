/** Makes a set of the words of a list. */
export function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
