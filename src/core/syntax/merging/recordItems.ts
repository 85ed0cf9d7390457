import type { TreeNode } from '../tree/treeNode';
import { Item, type SourceVersion } from './item';

/**
 * Takes the children of a node of fixed shape, such as an assignment, as items without separators. Their keys are their
 * roles; what has no role of its own is known by its kind where there is one of it only.
 */
export function recordItems(children: readonly TreeNode[], from: number, version: SourceVersion): Item[] {
  const counts = new Map<string, number>();
  for (const child of children) counts.set(roleOf(child), (counts.get(roleOf(child)) ?? 0) + 1);
  let at = from;
  return children.map((child) => {
    const { start, end } = child;
    const place = {
      start: Math.min(at, start),
      bodyStart: start,
      coreStart: start,
      bodyEnd: end,
      separatorEnd: end,
      end,
    };
    at = end;
    const role = roleOf(child);
    return new Item(version, place, child, counts.get(role) === 1 ? role : null);
  });
}

function roleOf({ field, named, type }: TreeNode): string {
  if (field !== null) return `field ${field}`;
  return named ? `type ${type}` : type;
}
