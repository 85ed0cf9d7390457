/** A session that is to land, as far as its place in the order goes. */
export interface OrderItem {
  readonly id: string;
  /** The items that must land before it, since it was built on them. */
  readonly after: readonly string[];
  /** How many lines it changes. */
  readonly size: number;
  /** When its session began, in milliseconds since the Unix epoch. */
  readonly since: number;
}

/** Two items that would conflict if both landed. */
export type OrderConflict = readonly [string, string];

/**
 * Orders items so that as many as possible land without a conflict: who conflicts with the fewest of the others comes
 * first, and who conflicts with somebody before it comes behind all that do not (the greedy choice for a largest
 * independent set). Nobody comes before what it was built on, unless that goes round in a circle. Among equals the
 * smaller comes first, then the older.
 * @returns the ids of all items.
 */
export function planOrder(items: readonly OrderItem[], conflicts: readonly OrderConflict[]): string[] {
  const open = new Map(items.map((item) => [item.id, item]));
  const placed: string[] = [];
  while (open.size > 0) {
    const next = [...open.values()].reduce((best, item) =>
      isBefore(rank(item, open, placed, conflicts), rank(best, open, placed, conflicts)) ? item : best,
    );
    open.delete(next.id);
    placed.push(next.id);
  }
  return placed;
}

type Rank = readonly number[];

function rank(
  item: OrderItem,
  open: ReadonlyMap<string, OrderItem>,
  placed: readonly string[],
  conflicts: readonly OrderConflict[],
): Rank {
  const rivals = conflicts.flatMap(([one, other]) =>
    one === item.id ? [other] : other === item.id ? [one] : [],
  );
  const mustWait = item.after.some((id) => id !== item.id && open.has(id));
  const isBeaten = rivals.some((id) => placed.includes(id));
  const contested = rivals.filter((id) => open.has(id)).length;
  return [Number(mustWait), Number(isBeaten), contested, item.size, item.since];
}

function isBefore(one: Rank, other: Rank): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}
